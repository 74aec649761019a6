//! The product from outside, on both databases: one binary, so that there is one to link.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop there")]

mod api;
mod architecture;
mod backup;
mod command;
mod crash;
mod demo;
mod desk;
mod doctor;
mod flows;
mod monitoring;
mod office;
mod online;
mod pages;
mod reading;
mod readme;
mod rust_source;
mod settings;
mod smpp;
mod support;
mod territory_pages;
mod web_sms;
mod words;
