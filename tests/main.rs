//! The product from outside, on both databases: one binary, so that there is one to link.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop there")]

mod alone;
mod architecture;
mod command;
mod flows;
mod pages;
mod readme;
mod support;
mod territory_pages;
