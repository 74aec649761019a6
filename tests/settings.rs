//! Settings from the command line, the environment and `unisson.toml`, and the documents that tell of them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use clap::CommandFactory;
use tempfile::TempDir;
use unisson::cli::Cli;
use unisson::config::renamed::RENAMED;
use unisson::config::{docs, setting};

/// Runs `unisson` in `folder`, its environment holding nothing of ours but `settings`.
fn unisson(folder: &Path, args: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unisson"));
    for setting in setting::all(&Cli::command()) {
        command.env_remove(setting.variable);
    }
    command.env_remove("UNISSON_CONFIG").args(args).current_dir(folder).envs(settings.iter().copied());
    command.output().unwrap()
}

fn complained(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with this `unisson.toml`.
fn set(text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("unisson.toml"), text).unwrap();
    folder
}

#[test]
fn the_command_line_outweighs_the_environment_which_outweighs_the_file() {
    let folder = set("[database]\nurl = \"sqlite://file.db\"\n");
    let made = || {
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| Path::new(name).extension().is_some_and(|end| end == "db"))
            .collect();
        names.sort_unstable();
        names
    };
    let environment = [("DATABASE_URL", "sqlite://environment.db")];
    assert!(unisson(folder.path(), &["migrate", "up"], &[]).status.success());
    assert_eq!(made(), ["file.db"]);
    assert!(unisson(folder.path(), &["migrate", "up"], &environment).status.success());
    assert_eq!(made(), ["environment.db", "file.db"]);
    let args = ["migrate", "up", "--database-url", "sqlite://line.db"];
    assert!(unisson(folder.path(), &args, &environment).status.success());
    assert_eq!(made(), ["environment.db", "file.db", "line.db"]);
}

#[test]
fn another_file_is_named_on_the_command_line_or_in_the_environment() {
    let folder = set("this is not read\n");
    fs::write(folder.path().join("mine.toml"), "[database]\nurl = \"sqlite://mine.db\"\n").unwrap();
    assert!(unisson(folder.path(), &["migrate", "up", "--config", "mine.toml"], &[]).status.success());
    assert!(
        unisson(folder.path(), &["migrate", "status"], &[("UNISSON_CONFIG", "mine.toml")]).status.success()
    );
    assert!(folder.path().join("mine.db").exists());
    let missing = unisson(folder.path(), &["migrate", "status", "--config", "none.toml"], &[]);
    let complaint = complained(&missing);
    assert!(complaint.contains("none.toml: cannot be read") && complaint.contains("--config"), "{complaint}");
}

#[test]
fn every_fault_of_the_file_is_named_by_line_key_and_fix() {
    let wrong = [
        ("[smtp]\n\nprot = 25\n", "unisson.toml:3: smtp.prot: there is no such key; [smtp] has host, port"),
        ("[smpt]\nport = 25\n", "unisson.toml:1: smpt: there is no such table; there are [log], [database]"),
        (
            "listen = \"127.0.0.1:80\"\n",
            "unisson.toml:1: listen: every key is in a table: write it as serve.listen",
        ),
        ("smtp = 25\n", "unisson.toml:1: smtp: write it as a table, [smtp]"),
        (
            "[smtp]\nport = 70000\n",
            "unisson.toml:2: smtp.port: \"70000\": 70000 is not in 0..=65535; the default is",
        ),
        ("[smtp]\nport = 2.5\n", "unisson.toml:2: smtp.port: write a text in quotes, a whole number"),
        ("[smtp]\nport = [25, 26]\n", "unisson.toml:2: smtp.port: takes one value"),
        (
            "[smtp]\nencryption = \"ssl\"\n",
            "smtp.encryption: \"ssl\" is not known: use one of starttls, tls, none",
        ),
        (
            "[serve]\nlisten = \"localhost\"\n",
            "unisson.toml:2: serve.listen: \"localhost\": invalid socket address",
        ),
        ("[log]\nfilter = \"unisson=loud\"\n", "unisson.toml:2: log.filter: \"unisson=loud\": "),
        ("[mail]\nname = \"a\"\nname = \"b\"\n", "unisson.toml:3: this is not TOML: duplicate key"),
        ("[mail\n", "unisson.toml:1: this is not TOML: "),
    ];
    for (text, words) in wrong {
        let complaint = complained(&unisson(set(text).path(), &["migrate", "status"], &[]));
        assert!(complaint.contains(words), "{text}: {complaint}");
    }
    let two = set("[smtp]\nprot = 25\n[mail]\nfrom = 3.5\n");
    let complaint = complained(&unisson(two.path(), &["migrate", "status"], &[]));
    assert!(complaint.contains("smtp.prot") && complaint.contains("mail.from"), "all at once: {complaint}");
    assert!(!two.path().join("unisson.db").exists(), "and nothing was done");
}

#[test]
fn a_wrong_value_in_the_environment_is_named_as_well() {
    let folder = TempDir::new().unwrap();
    let complaint =
        complained(&unisson(folder.path(), &["migrate", "status"], &[("RUST_LOG", "unisson=loud")]));
    assert!(complaint.contains("--log-filter") && complaint.contains("warn,unisson=info"), "{complaint}");
}

#[test]
fn a_password_is_read_from_its_own_file_and_shown_nowhere() {
    let folder = set("[database]\nurl = \"postgres://unisson:tres-secret@127.0.0.1:1/unisson\"\n");
    let complaint = complained(&unisson(folder.path(), &["migrate", "status"], &[]));
    assert!(
        complaint.contains("database.password_file") && !complaint.contains("tres-secret"),
        "{complaint}"
    );
    let folder = set("[database]\nurl = \"sqlite://unisson.db\"\npassword_file = \"secret\"\n");
    let complaint = complained(&unisson(folder.path(), &["migrate", "status"], &[]));
    assert!(complaint.contains("UNISSON_DATABASE_PASSWORD_FILE secret"), "{complaint}");
    fs::write(folder.path().join("secret"), "tres-secret\n").unwrap();
    let complaint = complained(&unisson(folder.path(), &["migrate", "status"], &[]));
    assert!(
        complaint.contains("only the address of a PostgreSQL") && !complaint.contains("tres"),
        "{complaint}"
    );
}

#[test]
fn the_example_names_every_key_with_its_default_and_can_be_used() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/unisson.example.toml");
    let text = docs::example(&Cli::command());
    if std::env::var_os("UNISSON_WRITE_DOCS").is_some() {
        fs::write(path, &text).unwrap();
    }
    let found = fs::read_to_string(path).unwrap();
    assert_eq!(found, text, "UNISSON_WRITE_DOCS=1 cargo test --test it settings:: writes it anew");
    let settings = setting::all(&Cli::command());
    let (mut used, mut table) = (0, "");
    let mut uncommented = String::new();
    for line in found.lines() {
        table = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).unwrap_or(table);
        // Where there is no default, the word in capitals may be no value of its kind.
        let has_default = |pair: &str| {
            let of_it =
                |one: &&setting::Setting| one.table == table && pair.starts_with(&format!("{} =", one.key));
            settings.iter().find(of_it).is_some_and(|one| one.default.is_some())
        };
        match line.strip_prefix('#').filter(|pair| has_default(pair)) {
            Some(pair) => {
                used += 1;
                uncommented.push_str(pair);
            }
            None => uncommented.push_str(line),
        }
        uncommented.push('\n');
    }
    assert_eq!(used, settings.iter().filter(|setting| setting.default.is_some()).count());
    let output = unisson(set(&uncommented).path(), &["migrate", "status"], &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(unisson(set(&found).path(), &["migrate", "status"], &[]).status.success());
}

#[test]
fn every_setting_has_a_place_and_words_of_its_own() {
    fn with_variable(command: &clap::Command, found: &mut usize) {
        for arg in command.get_arguments().filter(|arg| arg.get_env().is_some()) {
            let id = arg.get_id();
            assert!(
                id == "config" || arg.get_help_heading().is_some(),
                "{id} needs a help_heading: its table"
            );
            assert!(arg.get_help().is_some(), "{id} needs words");
            *found += 1;
        }
        command.get_subcommands().for_each(|command| with_variable(command, found));
    }
    let mut found = 0;
    with_variable(&Cli::command(), &mut found);
    assert!(found > 10);
    let mut paths: Vec<String> = setting::all(&Cli::command()).iter().map(setting::Setting::path).collect();
    paths.sort_unstable();
    let count = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), count, "two settings of one name");
}

#[test]
fn a_renamed_key_variable_or_option_is_refused_and_the_new_name_is_told() {
    let settings = setting::all(&Cli::command());
    for renamed in RENAMED {
        let now = settings.iter().find(|setting| setting.path() == renamed.now).unwrap();
        assert!(settings.iter().all(|setting| setting.path() != renamed.path), "{}", renamed.path);
        assert!(settings.iter().all(|setting| setting.variable != renamed.variable), "{}", renamed.variable);
        let (table, key) = renamed.path.split_once('.').unwrap();
        let file = set(&format!("[{table}]\n{key} = 1\n"));
        let complaint = complained(&unisson(file.path(), &["migrate", "status"], &[]));
        let words = format!("unisson.toml:2: {}: this key is called {} now", renamed.path, renamed.now);
        assert!(complaint.contains(&words), "{complaint}");
        let folder = TempDir::new().unwrap();
        let complaint =
            complained(&unisson(folder.path(), &["migrate", "status"], &[(renamed.variable, "1")]));
        let words = format!("{}: this variable is called {} now", renamed.variable, now.variable);
        assert!(complaint.contains(&words), "{complaint}");
        for option in [vec![renamed.option(), "1".to_owned()], vec![format!("{}=1", renamed.option())]] {
            let args: Vec<&str> =
                ["migrate", "status"].into_iter().chain(option.iter().map(String::as_str)).collect();
            let complaint = complained(&unisson(folder.path(), &args, &[]));
            let words = format!("{}: this option is called --{} now", renamed.option(), now.option);
            assert!(complaint.contains(&words), "{complaint}");
        }
    }
}
