//! Signs in with a personal link and a birthday.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::credentials::{Birthday, Credential, MAX_ATTEMPTS, MAX_ATTEMPTS_PER_HOUR};
use domain::ids::{BeneficiaryId, ReferralId, TerritoryId};
use domain::provenance::{EditedBy, StatedField};
use domain::visit::Language;
use uuid::Uuid;

use crate::actions::invitations::booking_session::{Answers, SESSION};
use crate::actions::invitations::error::InvitationError;
use crate::actions::kit::attempt_limit::Bucket;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::keys::{LinkSigner, Purpose};
use crate::store::StoreError;
use crate::store::booking_sessions::{self, Session};
use crate::store::invitations::{self, Invitation};
use crate::store::referrals::Beneficiary;
use crate::store::{Tx, attempts, provenance, referrals};

/// Wrong birthdays allowed from one address in an hour: a library, or a whole village behind one address of its
/// telephone company.
const TRIES_FROM_ADDRESS: u32 = 60;
/// How long wrong birthdays of one link are remembered: longer than a link lives.
const MEMORY_DAYS: i64 = 400;

/// What came of it.
#[derive(Clone, PartialEq, Eq)]
pub enum LinkSignIn {
    /// In: the secret for the cookie.
    In(String),
    /// They do not go together. The same for a link that does not exist, for one that is over, and for a person
    /// whose birthday is not known.
    Wrong {
        /// How many tries are left.
        left: u32,
    },
    /// Tried too often, right or wrong: only the desk can help.
    Closed,
}

/// Lets somebody in who has a link and says the birthday. Without a birthday only a token lets in, and only when
/// the person's is not known. Takes the same steps whatever is wrong. The language that was `chosen` before is stored as
/// the person's, and not asked for again.
///
/// # Errors
/// [`InvitationError::MissingSetting`], [`InvitationError::Store`].
pub async fn sign_in_by_link(
    ctx: &Context,
    link: &Credential,
    birthday: Option<Birthday>,
    chosen: Option<&Language>,
    from: Option<&str>,
) -> Result<LinkSignIn, InvitationError> {
    let now = ctx.now();
    let links = ctx.links.as_ref().ok_or(InvitationError::MissingSetting(Setting::KeyFile))?;
    let characters = link.characters();
    let hour = Bucket::of_this_hour(&links.key, "birthday of", characters, now);
    let ever = Bucket::of_days(&links.key, "birthday ever of", characters, MEMORY_DAYS, now);
    let address = from.map(|from| Bucket::of_this_hour(&links.key, "birthday from", from, now));
    let write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    let in_hour = attempts::count(tx, &hour.name, hour.ends_at, now).await?;
    let in_all = attempts::count(tx, &ever.name, ever.ends_at, now).await?;
    let from_address = match &address {
        Some(bucket) => attempts::count(tx, &bucket.name, bucket.ends_at, now).await?,
        None => 0,
    };
    let found = invitations::by_hash(tx, &links.lookup_hash(link)).await?;
    let person = person_of(tx, found.as_ref()).await?;
    let is_right = is_right(links, link, birthday, found.as_ref(), person.as_ref(), now);
    let may_try =
        in_hour <= MAX_ATTEMPTS_PER_HOUR && in_all <= MAX_ATTEMPTS && from_address <= TRIES_FROM_ADDRESS;
    let entry = match found {
        Some(invitation) if is_right && may_try => {
            attempts::forget(tx, &hour.name).await?;
            attempts::forget(tx, &ever.name).await?;
            if let Some((person, language)) = person.as_ref().zip(chosen) {
                referrals::set_language(tx, invitation.territory, person.id, language).await?;
                let (edited, by) = ([StatedField::Language], EditedBy::Person);
                provenance::record_edits(tx, invitation.territory, person.id, &edited, by, now).await?;
            }
            let answers = Answers { has_language: chosen.is_some(), ..Answers::default() };
            LinkSignIn::In(begin(ctx, tx, links, &invitation, &answers, now).await?)
        }
        _ => {
            let left = MAX_ATTEMPTS_PER_HOUR.saturating_sub(in_hour).min(MAX_ATTEMPTS.saturating_sub(in_all));
            if left == 0 || !may_try { LinkSignIn::Closed } else { LinkSignIn::Wrong { left } }
        }
    };
    write.commit(JournalEntry::several("sign in by link", Noun::Invitation), &()).await?;
    Ok(entry)
}

/// The person whom an invitation is for. Reads as much when there is none.
async fn person_of(tx: &Tx, found: Option<&Invitation>) -> Result<Option<Beneficiary>, StoreError> {
    let territory = found.map_or(TerritoryId(Uuid::nil()), |found| found.territory);
    let referral = found.map_or(ReferralId(Uuid::nil()), |found| found.referral);
    let referral = referrals::get(tx, territory, referral).await?;
    let person = referral.map_or(BeneficiaryId(Uuid::nil()), |referral| referral.beneficiary);
    referrals::beneficiary(tx, territory, person).await
}

/// True when the invitation lets in and the birthday is that of its person.
fn is_right(
    links: &LinkSigner,
    link: &Credential,
    birthday: Option<Birthday>,
    found: Option<&Invitation>,
    person: Option<&Beneficiary>,
    now: DateTime<Utc>,
) -> bool {
    let born = person.and_then(|person| person.born_on).map(Birthday::of);
    let agree = |one: Option<Birthday>, other: Option<Birthday>| {
        // No day is day 0: two that are missing are not the same.
        let one = one.map_or([0, 0], Birthday::bytes);
        let other = other.map_or([0, 1], Birthday::bytes);
        links.key.same(&one, &other)
    };
    let said = agree(birthday, born);
    let nothing_to_say = matches!(link, Credential::Token(_)) && person.is_some() && born.is_none();
    found.is_some_and(|found| found.lets_in(now)) && (said || nothing_to_say)
}

/// Begins a session in which `answers` were given, and gives its secret.
///
/// # Errors
/// [`InvitationError::Store`].
pub(in crate::actions) async fn begin(
    ctx: &Context,
    tx: &Tx,
    links: &LinkSigner,
    invitation: &Invitation,
    answers: &Answers,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let secret = URL_SAFE_NO_PAD.encode(ctx.rng.bytes::<32>());
    let session = Session {
        id: ctx.new_id(),
        territory: invitation.territory,
        invitation: invitation.id,
        secret_hash: links.key.name(Purpose::Lookup, secret.as_bytes()),
        answers: serde_json::to_string(answers).map_err(crate::store::StoreError::from)?,
        created_at: now,
        expires_at: now + SESSION,
    };
    booking_sessions::begin(tx, &session).await?;
    Ok(secret)
}
