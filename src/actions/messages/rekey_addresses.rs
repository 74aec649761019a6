//! Gives stored hashes of addresses the key of the service: those that an earlier version wrote had none.

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
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
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    channels::rekey_bad_channels(tx, |address| ctx.address_hash(address)).await?;
    write.commit(JournalEntry::several("rekey addresses", Noun::Beneficiary), &()).await?;
    Ok(())
}
