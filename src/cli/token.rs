//! `unisson token`.

use std::collections::BTreeSet;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use crate::cli::lookup::TerritoryArgument;
use crate::cli::output::Output;
use crate::cli::wiring::api::token_keys;
use crate::clock::RandomSource;
use crate::config::TokenSettings;
use crate::context::Context;
use crate::web::api::token::{Grant, Keys, Scope};

/// Longest life of a token, days.
const LONGEST_DAYS: u32 = 400;

/// A token for a partner system, or a key to sign tokens with.
#[derive(Args, Debug)]
pub struct Token {
    #[command(flatten)]
    which: TerritoryArgument,
    #[command(flatten)]
    tokens: TokenSettings,
    /// Name of the client, as it appears in the log: letters, digits, signs
    #[arg(long, default_value = "partner")]
    client: String,
    /// What it may do; may be given again; everything without it
    #[arg(long = "scope", value_parser = scope)]
    scopes: Vec<Scope>,
    /// How long it is valid, in days
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=i64::from(LONGEST_DAYS)))]
    days: u32,
    /// Write a new key into this file, in front of those that are there, and make no token
    #[arg(long)]
    new_key: Option<PathBuf>,
}

fn scope(word: &str) -> Result<Scope, String> {
    Scope::from_word(word).ok_or_else(|| {
        let known: Vec<&str> = Scope::ALL.iter().map(|scope| scope.word()).collect();
        format!("use one of {}", known.join(", "))
    })
}

impl Token {
    /// Prints the token, or writes the key.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        if let Some(file) = &self.new_key {
            write_key(&ctx.rng, file)?;
            out.line(format!("{}: a new key signs from now on", file.display()));
            return Ok(());
        }
        let keys = token_keys(&self.tokens)?.ok_or_else(|| {
            CliError::said(
                "UNISSON_TOKEN_KEY_FILE names no file: make one with `unisson token --new-key FILE` and give it to \
                 `unisson serve` as well",
            )
        })?;
        let found = self.which.find(ctx).await?;
        let scopes: BTreeSet<Scope> =
            if self.scopes.is_empty() { Scope::ALL.into() } else { self.scopes.into_iter().collect() };
        let grant = Grant { client: self.client, territory: found.id, scopes };
        let token = keys.mint(&grant, ctx.now(), self.days * 86_400, ctx.new_id()).map_err(|_| {
            CliError::said("--client: use 1 to 64 letters, digits and signs, without blanks or accents")
        })?;
        out.line(token);
        Ok(())
    }
}

/// Writes a new key before the existing ones, which stay valid; only the owner of the file may read it.
///
/// # Errors
/// [`CliError::Io`] naming the file, which is then as it was.
pub fn write_key(rng: &RandomSource, file: &Path) -> Result<(), CliError> {
    let io = || CliError::io(file.display());
    let known = match std::fs::read_to_string(file) {
        Ok(known) => known,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(io()(error)),
    };
    let mut draft = file.as_os_str().to_owned();
    draft.push(".new");
    let mut options = std::fs::OpenOptions::new();
    let mut written =
        options.write(true).create(true).truncate(true).mode(0o600).open(&draft).map_err(io())?;
    written.write_all(format!("{}\n{known}", Keys::line(&rng.bytes())).as_bytes()).map_err(io())?;
    written.sync_all().map_err(io())?;
    std::fs::rename(&draft, file).map_err(io())
}
