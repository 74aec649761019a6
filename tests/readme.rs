//! Documents name what the program has: every command in docs/commands.md, every setting.

use std::fs;

use clap::CommandFactory;
use unisson::cli::Cli;
use unisson::config::docs;

#[test]
fn every_command_is_documented() {
    let commands = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md")).unwrap();
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(commands.contains(&format!("| `unisson {name}")), "{name}");
    }
}

#[test]
fn the_table_of_settings_is_that_of_the_program() {
    let expected = docs::page(&Cli::command());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md");
    if std::env::var_os("UNISSON_WRITE_DOCS").is_some() {
        fs::write(path, &expected).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap_or_default() == expected,
        "docs/settings.md is out of date: UNISSON_WRITE_DOCS=1 cargo test --test it readme:: writes it"
    );
}
