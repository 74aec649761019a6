//! The settings as documents: the commented example, and the table of the README. A test keeps both equal to these.

use std::fmt::Write;

use clap::Command;

use super::keys::{self, Setting};

/// `docs/unisson.example.toml`: every key, in a comment, with its default.
#[must_use]
pub fn example(command: &Command) -> String {
    let mut text = String::from(
        "# Settings of Unisson. Copy this file to unisson.toml in the working directory, or name yours with --config or\n\
         # UNISSON_CONFIG. Every key stands here with its default, or with a word in capitals where there is none; take the\n\
         # sign off where you want another value. The command line outweighs the environment, which outweighs this file.\n\
         # Paths are relative to the working directory. Secrets stand in files of their own, never in this one.\n",
    );
    let mut table = String::new();
    for setting in keys::all(command) {
        if setting.table != table {
            table.clone_from(&setting.table);
            let _ = write!(text, "\n[{table}]\n");
        }
        for line in folded(&format!("{}.", setting.help.trim_end_matches('.')), 116) {
            let _ = writeln!(text, "# {line}");
        }
        let _ = writeln!(text, "# {}, --{}", setting.variable, setting.option);
        let _ = writeln!(text, "#{} = {}", setting.key, value(&setting));
    }
    text
}

/// The table of the README, its first line to its last.
#[must_use]
pub fn table(command: &Command) -> String {
    let mut text = String::from("| variable | in `unisson.toml` | default | |\n|---|---|---|---|\n");
    if let Some(file) = command.get_arguments().find(|arg| arg.get_id().as_str() == "config") {
        let help = file.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, "| `UNISSON_CONFIG` | | | {help} |");
    }
    for setting in keys::all(command) {
        let default = setting.default.as_ref().map(|value| format!(" `{value}`")).unwrap_or_default();
        let Setting { variable, help, .. } = &setting;
        let _ = writeln!(text, "| `{variable}` | `{}` |{default} | {help} |", setting.path());
    }
    text
}

fn value(setting: &Setting) -> String {
    match &setting.default {
        Some(value) if value.parse::<i64>().is_ok() || value.parse::<bool>().is_ok() => value.clone(),
        Some(value) => format!("{value:?}"),
        None => format!("{:?}", setting.placeholder),
    }
}

/// `text` in lines of at most `width` characters.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let room = lines.last().is_some_and(|line| line.len() + 1 + word.len() <= width);
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
