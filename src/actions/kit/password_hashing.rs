//! Passwords hashed and proved: slow on purpose, beside the threads that answer, few at once.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::password::Password;
use thiserror::Error;
use tokio::sync::{AcquireError, Semaphore};
use tokio::task::JoinError;

use crate::context::Context;

/// 19 MiB, two passes, one lane: what OWASP asks of argon2id at least (Password Storage Cheat Sheet).
const COST: (u32, u32, u32) = (Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST);
/// How many are computed at once: a storm of passwords takes its turn and not the memory.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// Proved in the place of a password where there is none, so that it takes as long. Nothing fits it: its output is all
/// zero bytes.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Compared in the place of what cannot be a password.
const NO_PASSWORD: &[u8] = b"-";

/// A password could not be hashed or compared: a fault of this program, never a wrong password.
#[derive(Debug, Error)]
pub enum HashingError {
    /// The parameters of argon2 are refused.
    #[error("the parameters of argon2 are refused: {0}")]
    Parameters(#[from] argon2::Error),
    /// Argon2 failed.
    #[error("argon2 failed: {0}")]
    Argon2(#[from] argon2::password_hash::Error),
    /// A hash that is written in the code cannot be read.
    #[error("the hash that stands for no account cannot be read: {0}")]
    Stored(#[from] argon2::password_hash::phc::Error),
    /// The queue is closed: the service is stopping.
    #[error("no password is hashed any more: {0}")]
    Closed(#[from] AcquireError),
    /// The thread that computed it panicked.
    #[error("a password was not hashed: {0}")]
    Thread(#[from] JoinError),
}

/// The hash of a new password, in the PHC string format.
pub(in crate::actions) async fn hash(ctx: &Context, password: &Password) -> Result<String, HashingError> {
    let salt: [u8; 16] = ctx.rng.bytes();
    let password = password.clone();
    slowly(move || {
        let (memory, passes, lanes) = COST;
        let params = Params::new(memory, passes, lanes, None)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: PasswordHash = argon2.hash_password_with_salt(password.bytes(), &salt)?;
        Ok(hash.to_string())
    })
    .await
}

/// True when `password` is the one with that hash. Takes as long when there is no password, no hash, or none that can
/// be read.
pub(in crate::actions) async fn proves(
    password: Option<&Password>,
    hash: Option<&str>,
) -> Result<bool, HashingError> {
    let (password, hash) = (password.cloned(), hash.map(str::to_owned));
    slowly(move || {
        let known = hash.as_deref().and_then(|hash| PasswordHash::new(hash).ok());
        let nobody = PasswordHash::new(NOBODY)?;
        let against = known.as_ref().unwrap_or(&nobody);
        let typed = password.as_ref().map_or(NO_PASSWORD, Password::bytes);
        let is_right = Argon2::default().verify_password(typed, against).is_ok();
        Ok(is_right && password.is_some() && known.is_some())
    })
    .await
}

async fn slowly<T: Send + 'static>(
    compute: impl FnOnce() -> Result<T, HashingError> + Send + 'static,
) -> Result<T, HashingError> {
    let _turn = AT_ONCE.acquire().await?;
    tokio::task::spawn_blocking(compute).await?
}

#[cfg(test)]
mod tests {
    use crate::actions::kit::password_hashing::*;

    #[test]
    fn what_stands_for_nobody_costs_as_much_and_is_nobodys() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let params = Params::try_from(&nobody).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), COST);
        assert_eq!(nobody.algorithm.as_str(), "argon2id");
    }
}
