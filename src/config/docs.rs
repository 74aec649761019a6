//! The settings as documents: the commented example file and the reference page. A test keeps both up to date.

use std::fmt::Write;

use clap::Command;

use crate::config::setting::{self, Setting};

/// `docs/unisson.example.toml`: every key, commented out, with its default.
#[must_use]
pub fn example(command: &Command) -> String {
    let mut text = String::from(
        "# Settings of Unisson. Copy this file to unisson.toml in the working directory, or name yours with --config or\n\
         # UNISSON_CONFIG. Every key is here with its default, or with a placeholder in capitals where there is none;\n\
         # uncomment those you want to change. The command line overrides the environment, which overrides this file.\n\
         # Paths are relative to the working directory. Secrets are in files of their own, never in this one.\n",
    );
    let mut table = String::new();
    for setting in setting::all(command) {
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

/// `docs/settings.md`: every setting in one table.
#[must_use]
pub fn page(command: &Command) -> String {
    format!(
        "# Settings\n\n\
         Generated from the program: do not edit. On the command line, in the environment, or in `unisson.toml`\n\
         ([every key, with its default](unisson.example.toml)); the first of these that sets something counts. A key \
         that does\nnot exist, or a value that cannot be used, is reported with its line and a fix. Secrets are read \
         from files of their own or\nfrom the environment. The option of a variable is its name in lower case, without \
         `UNISSON_`, with hyphens: `--mail-from`.\n\n{}",
        table(command)
    )
}

fn table(command: &Command) -> String {
    let mut text = String::from("| variable | in `unisson.toml` | default | |\n|---|---|---|---|\n");
    if let Some(file) = command.get_arguments().find(|arg| arg.get_id().as_str() == "config") {
        let help = file.get_help().map_or_else(String::new, ToString::to_string);
        let _ = writeln!(text, "| `UNISSON_CONFIG` | | | {help} |");
    }
    for setting in setting::all(command) {
        let default = setting.default.as_ref().map_or_else(String::new, |value| format!(" `{value}`"));
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
