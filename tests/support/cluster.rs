//! A PostgreSQL server of our own for the tests: one per test process, started on first use.
//!
//! Nothing is left behind, however the process ends: the server belongs to `cluster.sh`, which waits on a pipe that
//! only this process holds open. The server listens on a Unix socket in its own folder, so that any number of
//! test processes run side by side without agreeing on ports.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Database role that owns everything; it has no password, the socket's folder is the guard.
const ROLE: &str = "unisson";

/// What the server does before it calls a commit safe. A killed server loses no acknowledged commit either way; only
/// a power cut tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Left to the operating system: fast, for tests that are about something else.
    Relaxed,
    /// `fsync`, as in production: for figures.
    Full,
}

/// A running server. Dropping it stops the server and removes its folder.
#[derive(Debug)]
pub struct Cluster {
    bin: PathBuf,
    home: PathBuf,
    owner: Mutex<Owner>,
}

/// The server of this test process, with [`Durability::Relaxed`].
///
/// # Panics
/// As [`Cluster::launch`].
pub fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(|| Cluster::launch(Durability::Relaxed))
}

impl Cluster {
    /// Makes a new, empty server and waits until it answers (about two seconds).
    ///
    /// # Panics
    /// When PostgreSQL is not installed, or does not start; the message holds its log.
    pub fn launch(durability: Durability) -> Self {
        let bin = binaries();
        // Not `TMPDIR`: it may be closed to the server's account, or too long for a socket (107 bytes).
        let home = tempfile::Builder::new()
            .prefix("unisson-pg-")
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in("/tmp")
            .unwrap_or_else(|error| panic!("cannot make a folder in /tmp: {error}"))
            .keep();
        let owner = Owner::spawn(&bin, &home, durability);
        let cluster = Self { bin, home, owner: Mutex::new(owner) };
        cluster.order("init");
        cluster.order("start");
        cluster
    }

    /// The address of `database`, for sea-orm, sqlx and libpq alike.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{ROLE}@localhost/{database}?host={}", self.home.display())
    }

    /// Makes an empty database.
    ///
    /// # Panics
    /// When there is one of that name already.
    pub fn create_database(&self, name: &str) {
        self.create_from_template(name, "template0");
    }

    /// Makes a database that is a copy of `template`, to which nobody may be connected meanwhile.
    ///
    /// # Panics
    /// When `name` is taken, `template` is missing, or somebody is connected to it.
    pub fn create_from_template(&self, name: &str, template: &str) {
        let made = self.client("createdb").arg(format!("--template={template}")).arg(name).output();
        let made = made.unwrap_or_else(|error| panic!("cannot run createdb: {error}"));
        assert!(made.status.success(), "createdb {name}: {}", String::from_utf8_lossy(&made.stderr));
    }

    /// Stops the server as a crash would: every connection breaks, nothing is flushed.
    ///
    /// # Panics
    /// When it is not running.
    pub fn stop_immediate(&self) {
        self.order("stop");
    }

    /// Starts the server again after [`Cluster::stop_immediate`] and waits until it has recovered.
    ///
    /// # Panics
    /// When it is running, or cannot recover.
    pub fn start(&self) {
        self.order("start");
    }

    /// A PostgreSQL client program, bound to this server.
    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.env_clear().env("PGHOST", &self.home).env("PGUSER", ROLE).stdin(Stdio::null());
        command
    }

    fn order(&self, order: &str) {
        let obeyed = self.owner.lock().unwrap_or_else(PoisonError::into_inner).obey(order);
        if !obeyed {
            let log = fs::read_to_string(self.home.join("log")).unwrap_or_default();
            panic!("PostgreSQL did not {order}; its log:\n{log}");
        }
    }
}

/// The shell that owns the server, and the two pipes to it.
#[derive(Debug)]
struct Owner {
    shell: Child,
    orders: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
}

impl Owner {
    fn spawn(bin: &Path, home: &Path, durability: Durability) -> Self {
        let fsync = match durability {
            Durability::Relaxed => "off",
            Durability::Full => "on",
        };
        let mut command = Command::new("/bin/sh");
        command.args(["-c", include_str!("cluster.sh"), "cluster.sh"]).arg(bin).arg(home).arg(fsync);
        // Its own process group: a Ctrl-C, or a runner that kills the group of a slow test, does not reach it.
        command.process_group(0).current_dir(home).env_clear().env("PATH", "/usr/bin:/bin");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        if let Some((user, group)) = account_for(home) {
            chown(home, Some(user), Some(group))
                .unwrap_or_else(|error| panic!("cannot chown {}: {error}", home.display()));
            command.uid(user).gid(group);
        }
        let mut shell = command.spawn().unwrap_or_else(|error| panic!("cannot run /bin/sh: {error}"));
        let orders = shell.stdin.take();
        let Some(replies) = shell.stdout.take().map(BufReader::new) else {
            panic!("the shell has no output")
        };
        Self { shell, orders, replies }
    }

    /// True when the order was carried out.
    fn obey(&mut self, order: &str) -> bool {
        let mut reply = String::new();
        let sent = self.orders.as_mut().is_some_and(|orders| writeln!(orders, "{order}").is_ok());
        sent && self.replies.read_line(&mut reply).is_ok() && reply.trim_end() == "done"
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // The end of its orders is what the shell waits for; a failure here leaves nothing to do better.
        self.orders.take();
        let _ = self.shell.wait();
    }
}

/// Where PostgreSQL's programs are: version 15, else the newest that Debian put beside it, else on the path.
fn binaries() -> PathBuf {
    let debian = Path::new("/usr/lib/postgresql");
    let mut versions: Vec<u16> = fs::read_dir(debian)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|version| *version >= 15)
        .collect();
    versions.sort_by_key(|version| (*version == 15, *version));
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let found = versions
        .iter()
        .rev()
        .map(|version| debian.join(version.to_string()).join("bin"))
        .chain(std::env::split_paths(&on_path))
        .find(|bin| ["initdb", "pg_ctl", "createdb"].iter().all(|program| bin.join(program).is_file()));
    found.unwrap_or_else(|| panic!("PostgreSQL is missing: apt-get install postgresql-15"))
}

/// The user and group to run the server as, when we are root, as which it refuses to run: `postgres`, else `nobody`.
fn account_for(home: &Path) -> Option<(u32, u32)> {
    let ours = fs::metadata(home).unwrap_or_else(|error| panic!("cannot read {}: {error}", home.display()));
    if ours.uid() != 0 {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let ids = |name: &str| {
        let fields: Vec<&str> = accounts
            .lines()
            .map(|line| line.split(':').collect())
            .find(|fields: &Vec<&str>| fields[0] == name)?;
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    let found = ids("postgres").or_else(|| ids("nobody"));
    Some(
        found.unwrap_or_else(|| {
            panic!("no account postgres or nobody to run PostgreSQL as, and root may not")
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `sql` answers, or the server's complaint.
    fn ask(cluster: &Cluster, database: &str, sql: &str) -> Result<String, String> {
        let output = cluster
            .client("psql")
            .args([
                "--no-psqlrc",
                "--tuples-only",
                "--no-align",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--command",
                sql,
            ])
            .arg(cluster.url(database))
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap().trim_end().to_owned();
        if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
    }

    #[test]
    fn databases_are_copied_from_a_template() {
        let cluster = shared();
        cluster.create_database("cluster_model");
        ask(cluster, "cluster_model", "CREATE TABLE word (text text); INSERT INTO word VALUES ('ça')")
            .unwrap();
        cluster.create_from_template("cluster_copy", "cluster_model");
        ask(cluster, "cluster_copy", "DELETE FROM word").unwrap();
        assert_eq!(ask(cluster, "cluster_model", "SELECT text FROM word"), Ok("ça".to_owned()));
        assert_eq!(ask(cluster, "cluster_copy", "SELECT count(*) FROM word"), Ok("0".to_owned()));
        assert_eq!(ask(cluster, "postgres", "SHOW max_connections"), Ok("200".to_owned()));
        assert_eq!(ask(cluster, "postgres", "SHOW fsync"), Ok("off".to_owned()));
    }

    #[test]
    fn a_commit_outlives_a_crash_and_the_folder_goes_with_the_cluster() {
        let cluster = Cluster::launch(Durability::Full);
        let home = cluster.home.clone();
        assert_eq!(ask(&cluster, "postgres", "SHOW fsync"), Ok("on".to_owned()));
        ask(&cluster, "postgres", "CREATE TABLE kept AS SELECT 1 AS one").unwrap();
        cluster.stop_immediate();
        assert!(ask(&cluster, "postgres", "SELECT 1").is_err());
        cluster.start();
        assert_eq!(ask(&cluster, "postgres", "SELECT one FROM kept"), Ok("1".to_owned()));
        drop(cluster);
        assert!(!home.exists());
    }
}
