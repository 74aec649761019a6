//! Makes a personal link and a code for one referral.

use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;
use domain::credentials::{Code, Credential, Token};
use domain::ids::{ReferralId, TerritoryId, VisitTypeId};

use crate::actions::invitations::error::{InvitationError, LinkError};
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::retry::{Crowded, LostRace};
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::keys::{InvitationSecrets, LinkSigner, SEED_BYTES, choose_path, mine_path, stop_path};
use crate::store::StoreError;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::Appointment;
use crate::store::invitations::{self, Invitation};
use crate::store::referrals::{self, Beneficiary, Referral};
use crate::store::{Tx, booking_sessions};

/// How long a link lets in.
const LIFE: Duration = Duration::days(90);
/// How long a link lets in after the appointment that it was sent with.
const AFTERWARDS: Duration = Duration::days(7);
/// How often chance is asked again when it makes a code that somebody has.
const TRIES: usize = 4;

/// Whether a link that stands is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkSet {
    /// The one that stands; a new one when there is none.
    Current,
    /// A new one; the one that stands is void from now on.
    New,
}

/// What lets a person in.
#[derive(Clone, Debug)]
pub struct Invited {
    /// For a mail.
    pub token: Token,
    /// For a letter or an SMS, good with the birthday only.
    pub code: Code,
    /// When both stop letting in.
    pub expires_at: DateTime<Utc>,
    /// True when the birthday is known: the code is of use only then.
    pub knows_birthday: bool,
}

/// Gives the link and the code of a referral, of which there is one set at a time.
///
/// # Errors
/// [`InvitationError::MissingSetting`], [`InvitationError::NotFound`], [`InvitationError::ReferralClosed`], [`InvitationError::Store`].
pub async fn invite(
    ctx: &Context,
    territory: TerritoryId,
    referral: ReferralId,
    visit_type: VisitTypeId,
    which: LinkSet,
) -> Result<Invited, InvitationError> {
    let now = ctx.now();
    let links = ctx.links.as_ref().ok_or(InvitationError::MissingSetting(Setting::KeyFile))?;
    let snapshot = snapshot(ctx, territory, now).await?;
    if !snapshot.territory.visit_types.contains_key(&visit_type) {
        return Err(InvitationError::NotFound(Noun::VisitType));
    }
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let referral =
        referrals::lock(tx, territory, referral).await?.ok_or(InvitationError::NotFound(Noun::Referral))?;
    if referral.is_over() {
        return Err(InvitationError::ReferralClosed);
    }
    if which == LinkSet::New {
        revoke(tx, territory, referral.id, now).await?;
    }
    let (invitation, secrets) = standing(ctx, tx, links, territory, &referral, visit_type, now).await?;
    let person = referrals::beneficiary(tx, territory, referral.beneficiary).await?;
    write.commit(JournalEntry::of("invite", Noun::Referral, referral.id.0), &()).await?;
    Ok(Invited {
        token: secrets.token,
        code: secrets.code,
        expires_at: invitation.expires_at,
        knows_birthday: person.is_some_and(|person| person.born_on.is_some()),
    })
}

/// Makes the link and the code of a referral void, and ends what is going on behind them. Says whether there were any.
///
/// # Errors
/// [`InvitationError::Store`].
pub async fn revoke_invitation(
    ctx: &Context,
    territory: TerritoryId,
    referral: ReferralId,
) -> Result<bool, InvitationError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let revoked = revoke(tx, territory, referral, ctx.now()).await?;
    write.commit(JournalEntry::of("revoke invitation", Noun::Referral, referral.0), &()).await?;
    Ok(revoked)
}

/// Makes the link and the code of a referral void, and ends what is going on behind them. Says whether there were any.
///
/// # Errors
/// [`InvitationError::Store`].
pub(in crate::actions) async fn revoke(
    tx: &Tx,
    territory: TerritoryId,
    referral: ReferralId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if let Some(active) = invitations::active(tx, territory, referral).await? {
        booking_sessions::end_all(tx, active.id).await?;
    }
    invitations::revoke(tx, territory, referral, now).await
}

/// The addresses a message to a person holds.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::actions) struct MessageLinks {
    /// Where the person chooses, or sees their own appointment: for a mail.
    pub(in crate::actions) mail: String,
    /// The same, short: with the code, when the birthday that it is good with is known.
    pub(in crate::actions) sms: String,
    /// Where a reader stops reminders by mail.
    pub(in crate::actions) stop: String,
}

/// The addresses for a message about `appointment`, or about a referral without one; those of an appointment let in until
/// a week after. `None` when the service has no key or no address, or the territory no kind of appointment.
///
/// # Errors
/// [`InvitationError::Store`].
pub(in crate::actions) async fn message_links(
    ctx: &Context,
    tx: &Tx,
    appointment: Option<&Appointment>,
    referral: &Referral,
    snapshot: &Snapshot,
    person: &Beneficiary,
    now: DateTime<Utc>,
) -> Result<Option<MessageLinks>, LinkError> {
    let Some(links) = &ctx.links else { return Ok(None) };
    let Some(address) = &links.public_url else { return Ok(None) };
    let kind = appointment
        .map(|appointment| appointment.visit_type)
        .or_else(|| snapshot.territory.visit_types.keys().next().copied());
    let Some(kind) = kind else { return Ok(None) };
    let (invitation, secrets) = standing(ctx, tx, links, referral.territory, referral, kind, now).await?;
    if let Some(appointment) = appointment {
        let until = appointment.visit.end.instant() + AFTERWARDS;
        invitations::prolong(tx, invitation.id, until).await?;
    }
    let path = if appointment.is_some() { mine_path } else { choose_path };
    let token = Credential::Token(secrets.token);
    let short = if person.born_on.is_some() { Credential::Code(secrets.code) } else { token.clone() };
    let way = |door: &Credential| address.to(&path(door));
    Ok(Some(MessageLinks { mail: way(&token), sms: way(&short), stop: address.to(&stop_path(&token)) }))
}

/// The invitation that lets the referral's person in, made when there is none.
///
/// # Errors
/// [`InvitationError::Crowded`] when chance made only codes that are taken, [`InvitationError::Store`].
pub(in crate::actions) async fn standing(
    ctx: &Context,
    tx: &Tx,
    links: &LinkSigner,
    territory: TerritoryId,
    referral: &Referral,
    visit_type: VisitTypeId,
    now: DateTime<Utc>,
) -> Result<(Invitation, InvitationSecrets), LinkError> {
    for _ in 0..TRIES {
        if let Some(active) = invitations::active(tx, territory, referral.id).await? {
            let secrets =
                HEXLOWER.decode(active.seed.as_bytes()).ok().and_then(|seed| links.invitation_secrets(&seed));
            match secrets.filter(|_| active.lets_in(now)) {
                Some(secrets) => return Ok((active, secrets)),
                None => revoke(tx, territory, referral.id, now).await?,
            };
        }
        let seed = ctx.rng.bytes::<SEED_BYTES>();
        let Some(secrets) = links.invitation_secrets(&seed) else { continue };
        let new = Invitation {
            id: ctx.new_id(),
            territory,
            referral: referral.id,
            visit_type,
            seed: HEXLOWER.encode(&seed),
            token_hash: links.lookup_hash(&Credential::Token(secrets.token.clone())),
            code_hash: links.lookup_hash(&Credential::Code(secrets.code.clone())),
            feed_hash: links.lookup_hash(&Credential::Token(secrets.feed.clone())),
            created_at: now,
            expires_at: now + LIFE,
            revoked_at: None,
        };
        if invitations::insert(tx, &new).await? {
            return Ok((new, secrets));
        }
    }
    Err(Crowded(LostRace::Link).into())
}
