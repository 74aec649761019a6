//! Passwords hashed and proved: slow on purpose, beside the threads that answer, few at once.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::password::Password;
use tokio::sync::Semaphore;

use crate::actions::accounts::fault::AccountFault;
use crate::context::Context;

/// 19 MiB, two passes, one lane: what OWASP asks of argon2id at least (Password Storage Cheat Sheet).
const COST: (u32, u32, u32) = (Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST);
/// How many are computed at once: a storm of passwords takes its turn and not the memory.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// Proved in the place of a password where there is none, so that it takes as long. Nothing fits it: its output is all
/// zero bytes.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash of a new password, in the PHC string format.
pub(in crate::actions) async fn hash(ctx: &Context, password: &Password) -> Result<String, AccountFault> {
    let salt: [u8; 16] = ctx.rng.bytes();
    let password = password.clone();
    slowly(move || {
        let (memory, passes, lanes) = COST;
        let params = Params::new(memory, passes, lanes, None).map_err(|_| AccountFault::Hashing)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: PasswordHash =
            argon2.hash_password_with_salt(password.bytes(), &salt).map_err(|_| AccountFault::Hashing)?;
        Ok(hash.to_string())
    })
    .await
}

/// True when `password` is the one with that hash. Takes as long when there is no hash, or none that can be read.
pub(in crate::actions) async fn proves(
    password: &Password,
    hash: Option<&str>,
) -> Result<bool, AccountFault> {
    let (password, hash) = (password.clone(), hash.map(str::to_owned));
    slowly(move || {
        let known = hash.as_deref().and_then(|hash| PasswordHash::new(hash).ok());
        let nobody = PasswordHash::new(NOBODY).map_err(|_| AccountFault::Hashing)?;
        let against = known.as_ref().unwrap_or(&nobody);
        let is_right = Argon2::default().verify_password(password.bytes(), against).is_ok();
        Ok(is_right && known.is_some())
    })
    .await
}

async fn slowly<T: Send + 'static>(
    compute: impl FnOnce() -> Result<T, AccountFault> + Send + 'static,
) -> Result<T, AccountFault> {
    let _turn = AT_ONCE.acquire().await.map_err(|_| AccountFault::Hashing)?;
    tokio::task::spawn_blocking(compute).await.map_err(|_| AccountFault::Hashing)?
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
