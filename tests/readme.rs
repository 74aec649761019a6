//! Documents name what the program has: every command in docs/commands.md, every setting.

use std::fs;

use clap::CommandFactory;
use unisson::cli::Cli;
use unisson::config::docs;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

fn readme() -> String {
    fs::read_to_string(PATH).unwrap()
}

#[test]
fn every_command_is_documented() {
    let commands = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md")).unwrap();
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(
            commands.contains(&format!("| `unisson {name}")),
            "{name}"
        );
    }
}

#[test]
fn the_table_of_settings_is_that_of_the_program() {
    let table = docs::table(&Cli::command());
    let mut readme = readme();
    if std::env::var_os("UNISSON_WRITE_DOCS").is_some() {
        let (before, rest) = readme.split_once("| variable |").unwrap();
        let (_, after) = rest.split_once("\n\n").unwrap();
        readme = format!("{before}{table}\n{after}");
        fs::write(PATH, &readme).unwrap();
    }
    let told = readme.split("## Settings").nth(1).unwrap().split("\n## ").next().unwrap();
    assert!(
        told.contains(&table),
        "UNISSON_WRITE_DOCS=1 cargo test --test it readme:: writes it anew; it is\n{table}"
    );
}
