//! `unisson.toml`: every fault is reported with its line, its key and a fix; the values become defaults of the command
//! line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::builder::Resettable;
use clap::{Arg, ArgAction, Args, Command};
use toml::de::{DeTable, DeValue};

use crate::config::database::DatabaseUrl;
use crate::config::error::{ConfigError, FileFault};
use crate::config::renamed;
use crate::config::setting::{self, Setting};

/// The name of the file that is read when none is named.
const NAME: &str = "unisson.toml";

/// Where the settings file is.
#[derive(Args, Clone, Debug)]
pub struct FileSettings {
    /// File with settings; `unisson.toml` of the working directory when there is one
    #[arg(long, env = "UNISSON_CONFIG", value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

/// The file to read: the one that is named, or `unisson.toml` of the working directory when it exists.
#[must_use]
pub fn find(settings: &FileSettings) -> Option<PathBuf> {
    let usual = || Path::new(NAME).exists().then(|| PathBuf::from(NAME));
    settings.config.clone().or_else(usual)
}

/// `command` with the settings of the file at `path` as its defaults: the command line and the environment take
/// precedence.
///
/// # Errors
/// [`ConfigError::File`] with everything that is wrong.
pub fn with_file(command: Command, path: &Path) -> Result<Command, ConfigError> {
    let fault = |line, what| FileFault { file: path.to_owned(), line, what };
    let unreadable = |error: std::io::Error| {
        let what = format!("cannot be read ({error}): name another with --config or UNISSON_CONFIG");
        ConfigError::File(vec![fault(None, what)])
    };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    let values = read(&text, &setting::all(&command)).map_err(|faults| {
        ConfigError::File(faults.into_iter().map(|(line, what)| fault(Some(line), what)).collect())
    })?;
    Ok(with_defaults(command, &values))
}

type Values = BTreeMap<String, Vec<String>>;

/// The values of `text`, by the name of their variable.
fn read(text: &str, settings: &[Setting]) -> Result<Values, Vec<(usize, String)>> {
    let line = |span: Range<usize>| text[..span.start.min(text.len())].matches('\n').count() + 1;
    let tables = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(1, line);
        vec![(at, format!("this is not TOML: {}", error.message()))]
    })?;
    let mut values = Values::new();
    let mut faults = Vec::new();
    for (table, content) in tables.get_ref() {
        let known: Vec<&Setting> =
            settings.iter().filter(|setting| setting.table == **table.get_ref()).collect();
        if known.is_empty() {
            faults.push((line(table.span()), no_such_table(table.get_ref(), settings)));
            continue;
        }
        let DeValue::Table(content) = content.get_ref() else {
            faults.push((line(table.span()), format!("{0}: write it as a table, [{0}]", table.get_ref())));
            continue;
        };
        for (key, value) in content {
            let found = known.iter().find(|setting| setting.key == **key.get_ref());
            let read = found
                .ok_or_else(|| {
                    let keys: Vec<&str> = known.iter().map(|setting| setting.key.as_str()).collect();
                    let (table, key) = (table.get_ref(), key.get_ref());
                    if let Some(renamed) = renamed::key(settings, table, key) {
                        return renamed;
                    }
                    format!("{table}.{key}: there is no such key; [{table}] has {}", keys.join(", "))
                })
                .and_then(|setting| Ok((setting, checked(setting, value.get_ref())?)));
            match read {
                Ok((setting, value)) => drop(values.insert(setting.variable.clone(), value)),
                Err(what) => faults.push((line(key.span()), what)),
            }
        }
    }
    if faults.is_empty() {
        return Ok(values);
    }
    faults.sort();
    Err(faults)
}

fn no_such_table(found: &str, settings: &[Setting]) -> String {
    let mut tables: Vec<&str> = settings.iter().map(|setting| setting.table.as_str()).collect();
    tables.dedup();
    match settings.iter().find(|setting| setting.key == found || setting.option == found) {
        Some(meant) => format!("{found}: every key is in a table: write it as {}", meant.path()),
        None => format!("{found}: there is no such table; there are [{}]", tables.join("], [")),
    }
}

/// The value as a text of the command line, or what is wrong with it.
fn checked(setting: &Setting, value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let path = setting.path();
    if matches!(value, DeValue::Array(_)) && !matches!(setting.arg.get_action(), ArgAction::Append) {
        return Err(format!("{path}: takes one value, not a list"));
    }
    let texts = match value {
        DeValue::Array(list) => list.iter().map(|one| text_of(one.get_ref())).collect(),
        one => text_of(one).map(|one| vec![one]),
    };
    let texts =
        texts.ok_or_else(|| format!("{path}: write a text in quotes, a whole number, true or false"))?;
    for text in &texts {
        if setting.key == "url" && DatabaseUrl::from(text.as_str()).has_password() {
            return Err(format!(
                "{path}: a password may not be in this file: name a file that holds it in database.password_file, \
                 or set {} in the environment",
                setting.variable
            ));
        }
        check(setting, text).map_err(|why| format!("{path}: {why}"))?;
    }
    Ok(texts)
}

fn text_of(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number.to_string())
        }
        DeValue::Boolean(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// Parses `text` as the command line does.
fn check(setting: &Setting, text: &str) -> Result<(), String> {
    let arg: Arg = setting.arg.clone().env(Resettable::Reset).global(false);
    let alone = Command::new("setting").no_binary_name(true).disable_help_flag(true).arg(arg);
    let Err(error) = alone.try_get_matches_from([format!("--{}={text}", setting.option)]) else {
        return Ok(());
    };
    let choice: Vec<String> =
        setting.arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if !choice.is_empty() {
        return Err(format!("{text:?} is not known: use one of {}", choice.join(", ")));
    }
    let why = std::error::Error::source(&error)
        .map_or_else(|| "this value cannot be used".to_owned(), ToString::to_string);
    let example =
        setting.default.as_ref().map_or_else(String::new, |value| format!("; the default is {value:?}"));
    Err(format!("{text:?}: {why}{example}"))
}

fn with_defaults(command: Command, values: &Values) -> Command {
    let command = command.mut_args(|arg| {
        let value = Setting::of(&arg).and_then(|setting| values.get(&setting.variable));
        match value {
            Some(value) => arg.default_values(value.clone()),
            None => arg,
        }
    });
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |command| with_defaults(command, values)))
}
