//! Gives stored hashes of addresses the key of the service: those that an earlier version wrote had none.

use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::store::channels;

/// Replaces every hash of an address that was made without a key. Does nothing without a key, nor a second time.
///
/// # Errors
/// [`MessageError::Store`].
pub async fn rekey_addresses(ctx: &Context) -> Result<(), MessageError> {
    if ctx.links.is_none() || !channels::has_unkeyed(ctx.db.read()).await? {
        return Ok(());
    }
    let tx = ctx.db.begin().await?;
    channels::rekey_bad_channels(&tx, |address| ctx.address_hash(address)).await?;
    tx.commit().await?;
    Ok(())
}
