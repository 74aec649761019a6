//! The list of settings, derived from the definition of the command line.

use clap::{Arg, Command};

/// One setting.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its table in the file: `smtp`.
    pub table: String,
    /// Its key in that table: `password_file`.
    pub key: String,
    /// Its variable in the environment.
    pub variable: String,
    /// Its option on the command line, without the hyphens.
    pub option: String,
    /// Its description, as one paragraph.
    pub help: String,
    /// Its default.
    pub default: Option<String>,
    /// The placeholder of its value where there is no default.
    pub placeholder: String,
    pub(super) arg: Arg,
}

impl Setting {
    /// Table and key: `smtp.password_file`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}.{}", self.table, self.key)
    }

    /// The setting of an option; `None` for an option without a table, which is an argument of one command only.
    pub(super) fn of(arg: &Arg) -> Option<Self> {
        let table = arg.get_help_heading()?.to_owned();
        let id = arg.get_id().as_str();
        let key = id.strip_prefix(&format!("{table}_")).unwrap_or(id).to_owned();
        let names = arg.get_value_names().unwrap_or(&[]);
        Some(Self {
            key,
            variable: arg.get_env()?.to_str()?.to_owned(),
            option: arg.get_long()?.to_owned(),
            help: arg.get_help().map_or_else(String::new, ToString::to_string),
            default: arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned()),
            placeholder: names.first().map_or_else(String::new, ToString::to_string),
            table,
            arg: arg.clone(),
        })
    }
}

/// Every setting of `command` and its subcommands, each once, table by table.
#[must_use]
pub fn all(command: &Command) -> Vec<Setting> {
    let mut found: Vec<Setting> = Vec::new();
    collect(command, &mut found);
    let mut tables: Vec<String> = Vec::new();
    for setting in &found {
        if !tables.contains(&setting.table) {
            tables.push(setting.table.clone());
        }
    }
    found.sort_by_key(|setting| tables.iter().position(|table| *table == setting.table));
    found
}

fn collect(command: &Command, found: &mut Vec<Setting>) {
    for setting in command.get_arguments().filter_map(Setting::of) {
        if !found.iter().any(|known| known.variable == setting.variable) {
            found.push(setting);
        }
    }
    for command in command.get_subcommands() {
        collect(command, found);
    }
}
