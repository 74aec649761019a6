//! The back office from a browser without scripts: who is let in, and what they may see and do.

mod accounts;
mod crawl;
mod forms;
mod matrix;
mod messages;
mod resets;
mod signing_in;
pub mod staff;
