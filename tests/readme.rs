//! The README says what the program does: every command and every setting stands in it, and none that is gone.

use std::collections::BTreeSet;
use std::fs;

use clap::CommandFactory;
use unisson::cli::Cli;

fn readme() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

#[test]
fn every_command_stands_in_the_readme() {
    let readme = readme();
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(
            readme.contains(&format!("`unisson {name}")) || readme.contains(&format!("`{name}`")),
            "{name}"
        );
    }
}

#[test]
fn the_settings_of_the_readme_are_those_of_the_program() {
    fn settings(command: &clap::Command, found: &mut BTreeSet<String>) {
        found.extend(command.get_arguments().filter_map(|arg| Some(arg.get_env()?.to_str()?.to_owned())));
        command.get_subcommands().for_each(|command| settings(command, found));
    }
    let mut known = BTreeSet::from(["RUST_LOG".to_owned()]);
    settings(&Cli::command(), &mut known);
    let words = |text: &str| -> BTreeSet<String> {
        let is_setting = |word: &&str| {
            let upper = word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
            upper && (word.starts_with("UNISSON_") || ["DATABASE_URL", "RUST_LOG"].contains(word))
        };
        text.split(['`', ' ', ',', '|']).filter(is_setting).map(str::to_owned).collect()
    };
    let readme = readme();
    let told = readme.split("## Settings").nth(1).unwrap().split("\n## ").next().unwrap();
    assert_eq!(words(told), known);
}
