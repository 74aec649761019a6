//! Introduce: somebody without a link says who they are, and gets a file and a session of their own.
//!
//! Nobody is looked up who was handed in: the answer is the same, by the same steps, whether the person is known or
//! not, and nothing of a known person is seen or changed. Which files are about one person is for the desk to say.

use chrono::NaiveDate;
use domain::ids::{BeneficiaryId, ReferralId, TerritoryId, VisitTypeId};
use domain::referral::{Exit, Origin};
use domain::visit::Language;
use domain::zone;

use super::change_contact::Contact;
use super::counted::counted;
use super::enter::begin;
use super::error::Error;
use super::invite::standing;
use super::limit::Bucket;
use super::offer;
use super::once::insist;
use super::visitor::Answers;
use crate::ctx::Ctx;
use crate::links::hex;
use crate::store::persons::{self, NewFile, NewPerson};
use crate::store::{Tx, attempts, finding, newcomers, referrals};

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
pub struct Introduction {
    /// Where.
    pub territory: TerritoryId,
    /// What they want to book.
    pub visit_type: VisitTypeId,
    /// Given name, as [`domain::names::name`] gives it.
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
pub enum Introduced {
    /// In: the secret for the cookie.
    In(String),
    /// So many came from there, or to this territory, that the desk has to help.
    TooMany,
}

/// Stores a referral received today for somebody who is not known, with a link and a session. What the same person
/// began today and left is closed as registered twice.
///
/// # Errors
/// [`Error::NoKey`], [`Error::Unknown`] when not anybody may book that, [`Error::Store`].
pub async fn introduce(ctx: &Ctx, who: &Introduction, from: Option<&str>) -> Result<Introduced, Error> {
    counted(ctx, "introduce", insist(|| attempt(ctx, who, from))).await
}

async fn attempt(ctx: &Ctx, who: &Introduction, from: Option<&str>) -> Result<Introduced, Error> {
    let now = ctx.now();
    let links = ctx.links.as_ref().ok_or(Error::NoKey)?;
    let snapshot = offer::snapshot(ctx, who.territory, now).await?;
    let kind = snapshot.territory.visit_types.get(&who.visit_type).filter(|kind| kind.is_public);
    let kind = kind.ok_or(Error::Unknown("visit type"))?.id;
    let tx = ctx.db.begin().await?;
    if too_many(ctx, &tx, who, from).await? {
        tx.commit().await?;
        return Ok(Introduced::TooMany);
    }
    let new = NewPerson {
        id: BeneficiaryId(ctx.fresh()),
        given_name: &who.given_name,
        family_name: &who.family_name,
        email: who.contact.email.as_deref(),
        phone: who.contact.phone.as_deref(),
        born_on: Some(who.born_on),
        language: &who.language,
    };
    let file = NewFile {
        id: ReferralId(ctx.fresh()),
        key: &format!("web-{}", hex(&ctx.dice.bytes::<KEY_BYTES>())),
        beneficiary: new.id,
        received_on: zone::to_local(snapshot.territory.zone, now).date(),
        organisation: None,
        site: None,
        interpreter: None,
        origin: Origin::Alone,
    };
    for left in newcomers::left(&tx, who.territory, &new, file.received_on, now).await? {
        referrals::close(&tx, who.territory, left, file.received_on, Exit::Elsewhere).await?;
    }
    persons::insert(&tx, who.territory, &new).await?;
    persons::insert_file(&tx, who.territory, &file).await?;
    finding::index(&tx, who.territory, &[new.id]).await?;
    let stored = referrals::lock(&tx, who.territory, file.id).await?.ok_or(Error::Unknown("referral"))?;
    let (invitation, _) = standing(ctx, &tx, links, who.territory, &stored, kind, now).await?;
    // They read the page in their language: it need not be asked again.
    let answers = Answers { has_language: true, ..Answers::default() };
    let secret = begin(ctx, &tx, links, &invitation, &answers, now).await?;
    tx.commit().await?;
    Ok(Introduced::In(secret))
}

/// Counts one more, and says whether that is too many. Whoever has no address shares one with all such.
async fn too_many(ctx: &Ctx, tx: &Tx, who: &Introduction, from: Option<&str>) -> Result<bool, Error> {
    let now = ctx.now();
    let key = &ctx.links.as_ref().ok_or(Error::NoKey)?.key;
    let from = from.unwrap_or("nowhere");
    let territory = who.territory.to_string();
    let mut buckets = vec![
        (Bucket::of_this_hour(key, "introductions in", &territory, now), IN_TERRITORY),
        (Bucket::of_this_hour(key, "introductions from", from, now), FROM_ADDRESS),
    ];
    for contact in [&who.contact.phone, &who.contact.email].into_iter().flatten() {
        // Of one address only: what a stranger is told must not depend on what somebody else did.
        let whom = format!("{from} with {}", contact.to_lowercase());
        buckets.push((Bucket::of_days(key, "introductions from", &whom, 1, now), WITH_ONE_CONTACT));
    }
    let mut too_many = false;
    for (bucket, most) in &buckets {
        too_many |= attempts::count(tx, &bucket.name, bucket.ends_at, now).await? > *most;
    }
    Ok(too_many)
}
