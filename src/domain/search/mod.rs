//! The joint search: who can start together, when, and why not earlier.

mod question;

pub use question::{Need, Question, Unavailable};
