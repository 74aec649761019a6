//! Registers somebody without a link by their own word, with a referral and a session.
//!
//! Nobody is looked up who was handed in: the answer is the same, by the same steps, whether the person is known or
//! not, and nothing of a known person is seen or changed. Which files are about one person is for the desk to say.

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::ids::{BeneficiaryId, ReferralId, TerritoryId, VisitTypeId};
use domain::provenance::EditedBy;
use domain::referral::{ExitReason, ReferralOrigin};
use domain::visit::Language;
use domain::zone;

use crate::actions::beneficiaries::change_contact::Contact;
use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::invitations::booking_session::Answers;
use crate::actions::invitations::invite::standing;
use crate::actions::invitations::sign_in_by_link::begin;
use crate::actions::kit::attempt_limit::Bucket;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::metered::metered;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::beneficiaries;
use crate::store::beneficiaries::{NewPerson, NewReferral};
use crate::store::{Tx, attempts, beneficiary_search, provenance, referrals, self_registrations};

/// Introductions from one address in an hour: a library, or somebody who helps others all morning.
const FROM_ADDRESS: u32 = 20;
/// Introductions with one telephone or mail address from one address in a day: a family shares one, and nobody's
/// mailbox is to be filled by a stranger.
const WITH_ONE_CONTACT: u32 = 3;
/// Introductions in one territory in an hour: more than any desk receives.
const IN_TERRITORY: u32 = 200;
/// Bytes of chance in a file number.
const KEY_BYTES: usize = 5;

/// Who somebody says they are, and what they want.
#[derive(Clone, PartialEq, Eq)]
pub struct SelfRegistration {
    /// Where.
    pub territory: TerritoryId,
    /// What they want to book.
    pub visit_type: VisitTypeId,
    /// Given name, as [`domain::full_name::name`] gives it.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Birthday.
    pub born_on: NaiveDate,
    /// How they are reached.
    pub contact: Contact,
    /// The language they read, which messages will be in.
    pub language: Language,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq)]
pub enum SelfRegistered {
    /// In: the secret for the cookie.
    In(String),
    /// So many came from there, or to this territory, that the desk has to help.
    TooMany,
}

/// Stores a referral received today for somebody who is not known, with a link and a session. What the same person
/// began today and left is closed as registered twice.
///
/// # Errors
/// [`BeneficiaryError::MissingSetting`], [`BeneficiaryError::NotFound`] when not anybody may book that, [`BeneficiaryError::Store`].
pub async fn self_register(
    ctx: &Context,
    who: &SelfRegistration,
    from: Option<&str>,
) -> Result<SelfRegistered, BeneficiaryError> {
    metered(ctx, "self_register", retry(ctx, || attempt(ctx, who, from))).await
}

async fn attempt(
    ctx: &Context,
    who: &SelfRegistration,
    from: Option<&str>,
) -> Result<SelfRegistered, BeneficiaryError> {
    let now = ctx.now();
    let links = ctx.links.as_ref().ok_or(BeneficiaryError::MissingSetting(Setting::KeyFile))?;
    let snapshot = snapshot(ctx, who.territory, now).await?;
    let kind = snapshot.territory.visit_types.get(&who.visit_type).filter(|kind| kind.is_public);
    let kind = kind.ok_or(BeneficiaryError::NotFound(Noun::VisitType))?.id;
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    if too_many(ctx, tx, who, from).await? {
        write.commit(JournalEntry::several("refuse self-registration", Noun::Beneficiary), &()).await?;
        return Ok(SelfRegistered::TooMany);
    }
    let new = NewPerson {
        id: BeneficiaryId(ctx.new_id()),
        given_name: &who.given_name,
        family_name: &who.family_name,
        email: who.contact.email.as_deref(),
        phone: who.contact.phone.as_deref(),
        born_on: Some(who.born_on),
        language: &who.language,
    };
    let file = NewReferral {
        id: ReferralId(ctx.new_id()),
        key: &format!("web-{}", HEXLOWER.encode(&ctx.rng.bytes::<KEY_BYTES>())),
        beneficiary: new.id,
        received_on: zone::to_local(snapshot.territory.zone, now).date(),
        organisation: None,
        site: None,
        interpreter: None,
        origin: ReferralOrigin::SelfRegistered,
    };
    for left in self_registrations::left(tx, who.territory, &new, file.received_on, now).await? {
        referrals::close(tx, who.territory, left, file.received_on, ExitReason::Elsewhere).await?;
    }
    beneficiaries::insert(tx, who.territory, &new).await?;
    let filled = new.filled_fields();
    provenance::record_edits(tx, who.territory, new.id, &filled, EditedBy::Person, now).await?;
    beneficiaries::insert_file(tx, who.territory, &file).await?;
    beneficiary_search::index(tx, who.territory, &[new.id]).await?;
    let stored = referrals::lock(tx, who.territory, file.id)
        .await?
        .ok_or(BeneficiaryError::NotFound(Noun::Referral))?;
    let (invitation, _) = standing(ctx, tx, links, who.territory, &stored, kind, now).await?;
    // They read the page in their language: it need not be asked again.
    let answers = Answers { has_language: true, ..Answers::default() };
    let secret = begin(ctx, tx, links, &invitation, &answers, now).await?;
    write.commit(JournalEntry::of("self-register", Noun::Beneficiary, new.id.0), &()).await?;
    Ok(SelfRegistered::In(secret))
}

/// Counts one more, and says whether that is too many. Whoever has no address shares one with all such.
async fn too_many(
    ctx: &Context,
    tx: &Tx,
    who: &SelfRegistration,
    from: Option<&str>,
) -> Result<bool, BeneficiaryError> {
    let now = ctx.now();
    let key = &ctx.links.as_ref().ok_or(BeneficiaryError::MissingSetting(Setting::KeyFile))?.key;
    let from = from.unwrap_or("nowhere");
    let territory = who.territory.to_string();
    let mut buckets = vec![
        (Bucket::of_this_hour(key, "introductions in", &territory, now), IN_TERRITORY),
        (Bucket::of_this_hour(key, "introductions from", from, now), FROM_ADDRESS),
    ];
    for contact in [&who.contact.phone, &who.contact.email].into_iter().flatten() {
        // Of one address only: what a stranger learns must not depend on what somebody else did.
        let whom = format!("{from} with {}", contact.to_lowercase());
        buckets.push((Bucket::of_days(key, "introductions from", &whom, 1, now), WITH_ONE_CONTACT));
    }
    let mut too_many = false;
    for (bucket, most) in &buckets {
        too_many |= attempts::count(tx, &bucket.name, bucket.ends_at, now).await? > *most;
    }
    Ok(too_many)
}
