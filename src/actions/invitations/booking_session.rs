//! The session of a browser behind a personal link, and what was chosen in it so far.

use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;
use domain::credentials::{Code, Token};
use domain::ids::SiteId;
use domain::visit::Mode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actions::beneficiaries::change_contact::Contact;
use crate::actions::invitations::error::InvitationError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::keys::Purpose;
use crate::store::invitations::{self, Invitation};
use crate::store::referrals::{self, Beneficiary, Referral};
use crate::store::{StoreError, booking_sessions};

/// How long a session lasts after the last thing that was done: a shared computer forgets soon.
pub(in crate::actions) const SESSION: Duration = Duration::minutes(60);

/// What was chosen on the pages so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// True once the language was chosen.
    pub has_language: bool,
    /// How they want to be received.
    pub mode: Option<Mode>,
    /// The only site they want; every site when empty.
    pub site: Option<SiteId>,
    /// True once they were asked what they need.
    pub has_needs: bool,
    /// True when what they need makes the hour they had chosen impossible: the next page says so.
    pub is_later: bool,
    /// The start they want to move to.
    pub to: Option<(DateTime<Utc>, SiteId)>,
    /// How they were reached before they changed it, to undo it.
    pub before: Option<Contact>,
}

/// Somebody on the pages.
#[derive(Clone)]
pub struct BookingSession {
    /// Identifier.
    pub id: Uuid,
    /// The link they came by.
    pub invitation: Invitation,
    /// What it is about.
    pub referral: Referral,
    /// Who.
    pub person: Beneficiary,
    /// What they chose so far.
    pub answers: Answers,
    /// Their code, for messages and letters that they copy.
    pub code: Code,
    /// The token of their calendar feed.
    pub feed: Token,
}

/// Who has the secret `secret`; nobody when their session or link is over.
///
/// # Errors
/// [`InvitationError::Store`].
pub async fn find_booking_session(
    ctx: &Context,
    secret: &str,
) -> Result<Option<BookingSession>, InvitationError> {
    let Some(links) = &ctx.links else { return Ok(None) };
    let (now, db) = (ctx.now(), ctx.db.read());
    let hash = links.key.name(Purpose::Lookup, secret.as_bytes());
    let Some(session) = booking_sessions::find(db, &hash, now).await? else { return Ok(None) };
    let invitation = invitations::get(db, session.invitation).await?.filter(|found| found.lets_in(now));
    let Some(invitation) = invitation else { return Ok(None) };
    let Some(referral) = referrals::get(db, invitation.territory, invitation.referral).await? else {
        return Ok(None);
    };
    let person = referrals::beneficiary(db, invitation.territory, referral.beneficiary).await?;
    let secrets =
        HEXLOWER.decode(invitation.seed.as_bytes()).ok().and_then(|seed| links.invitation_secrets(&seed));
    let (Some(person), Some(secrets)) = (person, secrets) else { return Ok(None) };
    // What an older or newer version kept is not worth an error: the pages ask again.
    let answers = serde_json::from_str(&session.answers).unwrap_or_default();
    Ok(Some(BookingSession {
        id: session.id,
        invitation,
        referral,
        person,
        answers,
        code: secrets.code,
        feed: secrets.feed,
    }))
}

/// Keeps what was chosen, and the session for another while.
///
/// # Errors
/// [`InvitationError::Store`].
pub async fn remember(
    ctx: &Context,
    session: &BookingSession,
    answers: &Answers,
) -> Result<(), InvitationError> {
    let text = serde_json::to_string(answers).map_err(StoreError::from)?;
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    booking_sessions::keep(tx, session.id, &text, ctx.now() + SESSION).await?;
    write.commit(JournalEntry::of("remember answers", Noun::BookingSession, session.id), &()).await?;
    Ok(())
}

/// Ends a session: the next one at this computer finds nothing.
///
/// # Errors
/// [`InvitationError::Store`].
pub async fn leave(ctx: &Context, session: &BookingSession) -> Result<(), InvitationError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    booking_sessions::end(tx, session.id).await?;
    write.commit(JournalEntry::of("end", Noun::BookingSession, session.id), &()).await?;
    Ok(())
}
