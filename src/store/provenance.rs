//! Provenance of the values of beneficiaries: statements of sources, edits that stand, values to check.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::ids::{BeneficiaryId, ReferralId, TerritoryId};
use domain::provenance::{EditedBy, Reconciled, SourceHistory, StatedField, Statement};
use domain::visit::Language;
use domain::zone;
use entity::column::{Id, Word};
use entity::{beneficiary, referral, source_statement, value_check, value_edit};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::store::bulk::ROWS_AT_ONCE;
use crate::store::db::Tx;
use crate::store::error::StoreError;

/// A list that is read, or a partner system that speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSource {
    /// Its name.
    pub name: String,
    /// The day as of which it speaks, if it says so.
    pub as_of: Option<NaiveDate>,
}

/// What is known of a source before it is read. Edits count by their local day in `zone`.
///
/// # Errors
/// [`StoreError`].
pub async fn history(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    source: &ListSource,
    zone: Tz,
) -> Result<SourceHistory, StoreError> {
    let rows = source_statement::Entity::find()
        .filter(source_statement::COLUMN.territory_id.eq(Id(territory)))
        .filter(source_statement::COLUMN.source.eq(source.name.as_str()))
        .all(db)
        .await?;
    let last_as_of = rows.iter().filter_map(|row| row.as_of).max();
    let mut statements = BTreeMap::new();
    for row in rows {
        let said: Statement = serde_json::from_str(&row.said).map_err(|_| StoreError::Corrupt {
            column: "source_statement.said".to_owned(),
            found: row.said.clone(),
            wanted: "JSON of values by their field",
        })?;
        statements.insert(row.referral_id.0, said);
    }
    let mut edits = BTreeMap::new();
    let rows =
        value_edit::Entity::find().filter(value_edit::COLUMN.territory_id.eq(Id(territory))).all(db).await?;
    for row in rows {
        edits.insert((row.beneficiary_id.0, row.field.0), zone::to_local(zone, row.edited_at).date());
    }
    Ok(SourceHistory { as_of: source.as_of, last_as_of, statements, edits })
}

/// Writes down what reading a list has left.
///
/// # Errors
/// [`StoreError`].
pub async fn record(
    tx: &Tx,
    territory: TerritoryId,
    source: &ListSource,
    reconciled: &Reconciled,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(reconciled.statements.len());
    for (referral, statement) in &reconciled.statements {
        rows.push(source_statement::ActiveModel {
            referral_id: Set(Id(*referral)),
            source: Set(source.name.clone()),
            territory_id: Set(Id(territory)),
            said: Set(serde_json::to_string(statement)?),
            as_of: Set(source.as_of),
            stated_at: Set(now),
        });
    }
    let replace =
        OnConflict::columns([source_statement::Column::ReferralId, source_statement::Column::Source])
            .update_columns([
                source_statement::Column::Said,
                source_statement::Column::AsOf,
                source_statement::Column::StatedAt,
            ])
            .to_owned();
    for some in rows.chunks(ROWS_AT_ONCE) {
        source_statement::Entity::insert_many(some.to_vec())
            .on_conflict(replace.clone())
            .exec_without_returning(tx)
            .await?;
    }
    for (beneficiary, field) in &reconciled.replaced_edits {
        value_edit::Entity::delete_by_id((Id(*beneficiary), Word(*field))).exec(tx).await?;
    }
    let rows: Vec<value_check::ActiveModel> = reconciled
        .to_check
        .iter()
        .map(|check| value_check::ActiveModel {
            beneficiary_id: Set(Id(check.beneficiary)),
            field: Set(Word(check.field)),
            source: Set(source.name.clone()),
            territory_id: Set(Id(territory)),
            referral_id: Set(Id(check.referral)),
            stated: Set(check.stated.clone()),
            as_of: Set(source.as_of),
            stated_at: Set(now),
        })
        .collect();
    let replace = OnConflict::columns([
        value_check::Column::BeneficiaryId,
        value_check::Column::Field,
        value_check::Column::Source,
    ])
    .update_columns([
        value_check::Column::ReferralId,
        value_check::Column::Stated,
        value_check::Column::AsOf,
        value_check::Column::StatedAt,
    ])
    .to_owned();
    for row in rows {
        // One by one: two referrals of one person may state the same field.
        value_check::Entity::insert(row).on_conflict(replace.clone()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Writes down that `fields` of a beneficiary were edited, and takes away what was to be checked of them: somebody has
/// decided.
///
/// # Errors
/// [`StoreError`].
pub async fn record_edits(
    tx: &Tx,
    territory: TerritoryId,
    beneficiary: BeneficiaryId,
    fields: &[StatedField],
    by: EditedBy,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if fields.is_empty() {
        return Ok(());
    }
    let rows = fields.iter().map(|field| value_edit::ActiveModel {
        beneficiary_id: Set(Id(beneficiary)),
        field: Set(Word(*field)),
        territory_id: Set(Id(territory)),
        edited_by: Set(Word(by)),
        edited_at: Set(now),
    });
    value_edit::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([value_edit::Column::BeneficiaryId, value_edit::Column::Field])
                .update_columns([value_edit::Column::EditedBy, value_edit::Column::EditedAt])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    value_check::Entity::delete_many()
        .filter(value_check::COLUMN.beneficiary_id.eq(Id(beneficiary)))
        .filter(value_check::COLUMN.field.is_in(fields.iter().copied().map(Word)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives the edits of one beneficiary to another, where that one has none of the same field, and with them what is to
/// be checked.
///
/// # Errors
/// [`StoreError`].
pub async fn reassign(tx: &Tx, from: BeneficiaryId, to: BeneficiaryId) -> Result<(), StoreError> {
    let edits = value_edit::Entity::find()
        .filter(value_edit::COLUMN.beneficiary_id.is_in([Id(from), Id(to)]))
        .all(tx)
        .await?;
    let known: BTreeSet<StatedField> =
        edits.iter().filter(|row| row.beneficiary_id.0 == to).map(|row| row.field.0).collect();
    let moved: Vec<value_edit::ActiveModel> = edits
        .iter()
        .filter(|row| row.beneficiary_id.0 == from && !known.contains(&row.field.0))
        .map(|row| value_edit::ActiveModel {
            beneficiary_id: Set(Id(to)),
            field: Set(row.field),
            territory_id: Set(row.territory_id),
            edited_by: Set(row.edited_by),
            edited_at: Set(row.edited_at),
        })
        .collect();
    if !moved.is_empty() {
        value_edit::Entity::insert_many(moved).exec_without_returning(tx).await?;
    }
    let checks = value_check::Entity::find()
        .filter(value_check::COLUMN.beneficiary_id.is_in([Id(from), Id(to)]))
        .all(tx)
        .await?;
    let known: BTreeSet<(StatedField, &str)> = checks
        .iter()
        .filter(|row| row.beneficiary_id.0 == to)
        .map(|row| (row.field.0, row.source.as_str()))
        .collect();
    let moved: Vec<value_check::ActiveModel> = checks
        .iter()
        .filter(|row| row.beneficiary_id.0 == from && !known.contains(&(row.field.0, row.source.as_str())))
        .map(|row| value_check::ActiveModel {
            beneficiary_id: Set(Id(to)),
            field: Set(row.field),
            source: Set(row.source.clone()),
            territory_id: Set(row.territory_id),
            referral_id: Set(row.referral_id),
            stated: Set(row.stated.clone()),
            as_of: Set(row.as_of),
            stated_at: Set(row.stated_at),
        })
        .collect();
    if !moved.is_empty() {
        value_check::Entity::insert_many(moved).exec_without_returning(tx).await?;
    }
    forget_people(tx, &[Id(from)]).await
}

/// Takes away the edits of these people, and what is to be checked of them.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn forget_people(tx: &Tx, people: &[Id<BeneficiaryId>]) -> Result<(), StoreError> {
    value_edit::Entity::delete_many()
        .filter(value_edit::COLUMN.beneficiary_id.is_in(people.to_vec()))
        .exec(tx)
        .await?;
    value_check::Entity::delete_many()
        .filter(value_check::COLUMN.beneficiary_id.is_in(people.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes away what sources said of these referrals.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn forget_statements(tx: &Tx, referrals: &[Id<ReferralId>]) -> Result<(), StoreError> {
    source_statement::Entity::delete_many()
        .filter(source_statement::COLUMN.referral_id.is_in(referrals.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

/// A value to check, as it is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenCheck {
    /// Whose.
    pub beneficiary: BeneficiaryId,
    /// The referral of which it was said.
    pub referral: ReferralId,
    /// Which.
    pub field: StatedField,
    /// Who says so.
    pub source: ListSource,
    /// What they say, in its stored form.
    pub stated: String,
}

impl std::fmt::Debug for OpenCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenCheck(..)")
    }
}

/// The values to check of a territory, the oldest first, `most` at most.
///
/// # Errors
/// [`StoreError`].
pub async fn open_checks(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    most: u64,
) -> Result<Vec<OpenCheck>, StoreError> {
    let rows = value_check::Entity::find()
        .filter(value_check::COLUMN.territory_id.eq(Id(territory)))
        .order_by_asc(value_check::COLUMN.stated_at)
        .order_by_asc(value_check::COLUMN.beneficiary_id)
        .order_by_asc(value_check::COLUMN.field)
        .limit(most)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The value to check of one field that a source states, if it is still open.
///
/// # Errors
/// [`StoreError`].
pub async fn open_check(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    beneficiary: BeneficiaryId,
    field: StatedField,
    source: &str,
) -> Result<Option<OpenCheck>, StoreError> {
    let row = value_check::Entity::find_by_id((Id(beneficiary), Word(field), source.to_owned()))
        .filter(value_check::COLUMN.territory_id.eq(Id(territory)))
        .one(db)
        .await?;
    Ok(row.map(read))
}

fn read(row: value_check::Model) -> OpenCheck {
    OpenCheck {
        beneficiary: row.beneficiary_id.0,
        referral: row.referral_id.0,
        field: row.field.0,
        source: ListSource { name: row.source, as_of: row.as_of },
        stated: row.stated,
    }
}

/// Gives a beneficiary or referral the value of a check. The terms of the beneficiary are left to whoever calls.
///
/// # Errors
/// [`StoreError`], also when the stored text is no value of that field.
pub async fn set_value(tx: &Tx, territory: TerritoryId, check: &OpenCheck) -> Result<(), StoreError> {
    let mut person = beneficiary::ActiveModel::default();
    let mut request = referral::ActiveModel::default();
    let text = || check.stated.clone();
    match check.field {
        StatedField::GivenName => person.given_name = Set(text()),
        StatedField::FamilyName => person.family_name = Set(text()),
        StatedField::Email => person.email = Set(Some(text())),
        StatedField::Phone => person.phone = Set(Some(text())),
        StatedField::Language => person.language = Set(Word(language(&check.stated)?)),
        StatedField::BornOn => person.born_on = Set(Some(parsed(&check.stated, "a date")?)),
        StatedField::Organisation => {
            request.organisation_id = Set(Some(Id(parsed(&check.stated, "an identifier")?)));
        }
        StatedField::Site => request.site_id = Set(Some(Id(parsed(&check.stated, "an identifier")?))),
        StatedField::Referent => request.referent_id = Set(Some(Id(parsed(&check.stated, "an identifier")?))),
        StatedField::Interpreter => request.interpreter = Set(Some(Word(language(&check.stated)?))),
    }
    if check.field.is_of_person() {
        beneficiary::Entity::update_many()
            .set(person)
            .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
            .filter(beneficiary::COLUMN.id.eq(Id(check.beneficiary)))
            .exec(tx)
            .await?;
    } else {
        referral::Entity::update_many()
            .set(request)
            .filter(referral::COLUMN.territory_id.eq(Id(territory)))
            .filter(referral::COLUMN.id.eq(Id(check.referral)))
            .exec(tx)
            .await?;
    }
    Ok(())
}

fn language(stated: &str) -> Result<Language, StoreError> {
    let corrupt = || StoreError::Corrupt {
        column: "value_check.stated".to_owned(),
        found: stated.to_owned(),
        wanted: "a language code",
    };
    Language::parse(stated).ok_or_else(corrupt)
}

fn parsed<T: std::str::FromStr>(stated: &str, wanted: &'static str) -> Result<T, StoreError> {
    let corrupt =
        || StoreError::Corrupt { column: "value_check.stated".to_owned(), found: stated.to_owned(), wanted };
    stated.parse().map_err(|_| corrupt())
}
