//! Registers a beneficiary, after a look at who may be the same.

use chrono::NaiveDate;
use domain::beneficiary_search::{BeneficiaryRecord, DuplicateReason};
use domain::credentials::Code;
use domain::ids::{BeneficiaryId, OrganisationId, ReferralId, SiteId, TerritoryId};
use domain::provenance::EditedBy;
use domain::referral::ReferralOrigin;
use domain::rights::AccessScope;
use domain::visit::Language;

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::beneficiaries::find::today;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::metered::metered;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::beneficiaries;
use crate::store::beneficiaries::{NewPerson, NewReferral};
use crate::store::{beneficiary_search, provenance, referrals, territories};

/// What is known of somebody new.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Birthday.
    pub born_on: Option<NaiveDate>,
    /// Telephone, as [`domain::contact::phone`] gives it.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Language of messages.
    pub language: Language,
    /// Language an interpreter is needed for.
    pub interpreter: Option<Language>,
    /// File number, when there is one elsewhere.
    pub file: Option<String>,
    /// Preferred site.
    pub site: Option<SiteId>,
    /// The organisation in charge.
    pub organisation: Option<OrganisationId>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Person(..)")
    }
}

impl Person {
    fn facts<'a>(&'a self, files: &'a [&'a str]) -> BeneficiaryRecord<'a> {
        BeneficiaryRecord {
            given_name: &self.given_name,
            family_name: &self.family_name,
            phone: self.phone.as_deref(),
            email: self.email.as_deref(),
            born_on: self.born_on,
            files,
        }
    }
}

/// Whether somebody looked at those who may be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateCheck {
    /// Not yet: nobody is registered while there are any.
    NotYet,
    /// It is somebody else.
    IsAnother,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Written down, with a referral received today.
    New(BeneficiaryId),
    /// These may be the same, the likeliest first; nobody was registered.
    Alike(Vec<(BeneficiaryId, DuplicateReason)>),
    /// The file number is taken, by somebody in the access scope or not; nobody was registered.
    FileTaken,
}

/// Writes a person down, with a referral received today. Two desks that do so at once wait for each other, so that
/// the second one sees what the first has written.
///
/// # Errors
/// [`BeneficiaryError::NotFound`] territory, [`BeneficiaryError::Store`].
pub async fn register_beneficiary(
    ctx: &Context,
    territory: TerritoryId,
    scope: &AccessScope,
    new: &Person,
    looked: DuplicateCheck,
) -> Result<Registration, BeneficiaryError> {
    metered(ctx, "register_beneficiary", retry(ctx, || attempt(ctx, territory, scope, new, looked))).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    scope: &AccessScope,
    new: &Person,
    looked: DuplicateCheck,
) -> Result<Registration, BeneficiaryError> {
    let received_on = today(ctx, territory).await?;
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    if !territories::lock(tx, territory).await? {
        return Err(BeneficiaryError::NotFound(Noun::Territory));
    }
    let key = new.file.clone().unwrap_or_else(|| file_number(ctx));
    if looked == DuplicateCheck::NotYet {
        let files: Vec<&str> = new.file.as_deref().into_iter().collect();
        let alike = beneficiary_search::alike(tx, territory, &new.facts(&files), scope, &[]).await?;
        if !alike.is_empty() {
            return Ok(Registration::Alike(alike));
        }
    }
    if referrals::by_key(tx, territory, &key).await?.is_some() {
        return Ok(Registration::FileTaken);
    }
    let id = BeneficiaryId(ctx.new_id());
    let person = NewPerson {
        id,
        given_name: &new.given_name,
        family_name: &new.family_name,
        email: new.email.as_deref(),
        phone: new.phone.as_deref(),
        born_on: new.born_on,
        language: &new.language,
    };
    beneficiaries::insert(tx, territory, &person).await?;
    let filled = person.filled_fields();
    provenance::record_edits(tx, territory, id, &filled, EditedBy::Desk, ctx.now()).await?;
    let file = NewReferral {
        id: ReferralId(ctx.new_id()),
        key: &key,
        beneficiary: id,
        received_on,
        organisation: new.organisation,
        site: new.site,
        interpreter: new.interpreter.as_ref(),
        origin: ReferralOrigin::Partner,
    };
    beneficiaries::insert_file(tx, territory, &file).await?;
    beneficiary_search::index(tx, territory, &[id]).await?;
    write.commit(JournalEntry::of("register", Noun::Beneficiary, id.0), &()).await?;
    Ok(Registration::New(id))
}

/// Opens a referral, received today, for somebody who is known and has none open.
///
/// # Errors
/// [`BeneficiaryError::NotFound`], [`BeneficiaryError::Store`].
pub async fn open_referral(
    ctx: &Context,
    territory: TerritoryId,
    person: BeneficiaryId,
    organisation: Option<OrganisationId>,
) -> Result<ReferralId, BeneficiaryError> {
    let received_on = today(ctx, territory).await?;
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    // Of two desks that open one at once, the second finds the first's.
    if !territories::lock(tx, territory).await? {
        return Err(BeneficiaryError::NotFound(Noun::Territory));
    }
    if referrals::beneficiary(tx, territory, person).await?.is_none() {
        return Err(BeneficiaryError::NotFound(Noun::Beneficiary));
    }
    let open = beneficiaries::open_file(tx, territory, person).await?;
    if let Some(open) = open {
        return Ok(open);
    }
    let (id, key) = (ReferralId(ctx.new_id()), file_number(ctx));
    let file = NewReferral {
        id,
        key: &key,
        beneficiary: person,
        received_on,
        organisation,
        site: None,
        interpreter: None,
        origin: ReferralOrigin::Partner,
    };
    beneficiaries::insert_file(tx, territory, &file).await?;
    beneficiary_search::index(tx, territory, &[person]).await?;
    write.commit(JournalEntry::of("open", Noun::Referral, id.0), &()).await?;
    Ok(id)
}

/// A file number of our own, in letters nobody mistakes for others.
fn file_number(ctx: &Context) -> String {
    loop {
        // 64 random bytes give a code but for one time in more than 10^16.
        if let Some(code) = Code::from_random(&ctx.rng.bytes::<64>()) {
            return format!("A-{}", code.letters());
        }
    }
}
