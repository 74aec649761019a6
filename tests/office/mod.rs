//! The back office from a browser without scripts: who is let in, and what they may see and do.

pub mod people;
mod signing_in;
