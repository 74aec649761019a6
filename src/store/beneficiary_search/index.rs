//! The index of beneficiaries: the terms each is found by, and the keys of their names that forgive a typo.

use std::collections::{BTreeMap, BTreeSet};

use domain::beneficiary_search;
use domain::beneficiary_search::{BeneficiaryRecord, SearchTerm};
use domain::ids::{BeneficiaryId, TerritoryId};
use entity::column::Id;
use entity::{beneficiary, beneficiary_term, name_key, referral};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::store::bulk::insert_all;
use crate::store::db::Tx;
use crate::store::error::StoreError;

/// Beneficiaries read by one query.
const AT_ONCE: usize = 500;

/// Prefix of the file number of an erased beneficiary: nobody is found by it.
const ERASED: &str = "erased-%";

/// Brings the terms of `people` to what is stored of them. To be called in the transaction that changes it.
///
/// # Errors
/// [`StoreError`].
pub async fn index(tx: &Tx, territory: TerritoryId, people: &[BeneficiaryId]) -> Result<(), StoreError> {
    for some in people.chunks(AT_ONCE) {
        // By identifier alone, the territory looked at here: given both, SQLite walks through the whole territory.
        let mut known = beneficiary::Entity::find()
            .filter(beneficiary::COLUMN.id.is_in(some.iter().copied().map(Id)))
            .all(tx)
            .await?;
        known.retain(|person| person.territory_id.0 == territory);
        let ids: Vec<Id<BeneficiaryId>> = known.iter().map(|row| row.id).collect();
        let files: Vec<(Id<BeneficiaryId>, String)> = referral::Entity::find()
            .select_only()
            .column(referral::Column::BeneficiaryId)
            .column(referral::Column::Key)
            .filter(referral::COLUMN.beneficiary_id.is_in(ids.iter().copied()))
            .filter(referral::Column::Key.not_like(ERASED))
            .into_tuple()
            .all(tx)
            .await?;
        let mut files_of: BTreeMap<Id<BeneficiaryId>, Vec<&str>> = BTreeMap::new();
        for (person, key) in &files {
            files_of.entry(*person).or_default().push(key);
        }
        let terms: BTreeSet<(SearchTerm, Id<BeneficiaryId>)> = known
            .iter()
            .flat_map(|row| {
                let files = files_of.get(&row.id).map_or(&[][..], Vec::as_slice);
                beneficiary_search::terms(&facts(row, files)).into_iter().map(|term| (term, row.id))
            })
            .collect();
        let before = words_of(tx, &ids).await?;
        beneficiary_term::Entity::delete_many()
            .filter(beneficiary_term::COLUMN.beneficiary_id.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
        let now: BTreeSet<String> =
            terms.iter().filter_map(|(term, _)| term.name_word().map(str::to_owned)).collect();
        let rows = terms.into_iter().map(|(term, person)| beneficiary_term::ActiveModel {
            territory_id: Set(Id(territory)),
            term: Set(term.as_str().to_owned()),
            beneficiary_id: Set(person),
        });
        insert_all(tx, rows.collect()).await?;
        learn(tx, territory, now.difference(&before)).await?;
        let gone: Vec<String> = before.difference(&now).cloned().collect();
        unlearn(tx, territory, &gone).await?;
    }
    Ok(())
}

/// Nobody finds that person any more.
///
/// # Errors
/// [`StoreError`].
pub(in crate::store) async fn forget(
    tx: &Tx,
    territory: TerritoryId,
    person: BeneficiaryId,
) -> Result<(), StoreError> {
    let words: Vec<String> = words_of(tx, &[Id(person)]).await?.into_iter().collect();
    beneficiary_term::Entity::delete_many()
        .filter(beneficiary_term::COLUMN.beneficiary_id.eq(Id(person)))
        .exec(tx)
        .await?;
    unlearn(tx, territory, &words).await
}

pub(super) fn facts<'a>(row: &'a beneficiary::Model, files: &'a [&'a str]) -> BeneficiaryRecord<'a> {
    BeneficiaryRecord {
        given_name: &row.given_name,
        family_name: &row.family_name,
        phone: row.phone.as_deref(),
        email: row.email.as_deref(),
        born_on: row.born_on,
        files,
    }
}

/// The words of the names of `people`, as they are found by now.
async fn words_of(tx: &Tx, people: &[Id<BeneficiaryId>]) -> Result<BTreeSet<String>, StoreError> {
    let terms: Vec<String> = beneficiary_term::Entity::find()
        .select_only()
        .column(beneficiary_term::Column::Term)
        .distinct()
        .filter(beneficiary_term::COLUMN.beneficiary_id.is_in(people.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(terms
        .into_iter()
        .filter_map(|term| SearchTerm::from_stored(term).name_word().map(str::to_owned))
        .collect())
}

/// Has words found when they are mistyped. Written in the order of their keys, so that no two wait for each other.
async fn learn(
    tx: &Tx,
    territory: TerritoryId,
    words: impl Iterator<Item = &String>,
) -> Result<(), StoreError> {
    let keys: BTreeSet<(String, &String)> = words
        .flat_map(|word| beneficiary_search::keys(word).into_iter().map(move |key| (key, word)))
        .collect();
    let rows: Vec<name_key::ActiveModel> = keys
        .into_iter()
        .map(|(key, word)| name_key::ActiveModel {
            territory_id: Set(Id(territory)),
            key: Set(key),
            word: Set(word.clone()),
        })
        .collect();
    for some in rows.chunks(AT_ONCE) {
        let known = [name_key::Column::TerritoryId, name_key::Column::Key, name_key::Column::Word];
        name_key::Entity::insert_many(some.to_vec())
            .on_conflict(OnConflict::columns(known).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Forgets words that are in nobody's name any more.
async fn unlearn(tx: &Tx, territory: TerritoryId, words: &[String]) -> Result<(), StoreError> {
    for some in words.chunks(AT_ONCE) {
        let still: Vec<String> = beneficiary_term::Entity::find()
            .select_only()
            .column(beneficiary_term::Column::Term)
            .distinct()
            .filter(beneficiary_term::COLUMN.territory_id.eq(Id(territory)))
            .filter(
                beneficiary_term::COLUMN
                    .term
                    .is_in(some.iter().map(|word| SearchTerm::of_name(word).as_str().to_owned())),
            )
            .into_tuple()
            .all(tx)
            .await?;
        let still: BTreeSet<String> = still.into_iter().collect();
        let gone = some.iter().filter(|word| !still.contains(SearchTerm::of_name(word).as_str()));
        name_key::Entity::delete_many()
            .filter(name_key::COLUMN.territory_id.eq(Id(territory)))
            .filter(name_key::COLUMN.word.is_in(gone.cloned()))
            .filter(name_key::COLUMN.key.is_in(some.iter().flat_map(|word| beneficiary_search::keys(word))))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Gives terms to everybody who has none: for databases that were filled before there were any.
///
/// # Errors
/// [`StoreError`].
pub(in crate::store) async fn index_everybody(tx: &Tx) -> Result<(), StoreError> {
    let people: Vec<(Id<TerritoryId>, Id<BeneficiaryId>)> = beneficiary::Entity::find()
        .select_only()
        .column(beneficiary::Column::TerritoryId)
        .column(beneficiary::Column::Id)
        .order_by_asc(beneficiary::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    let mut by_territory: BTreeMap<TerritoryId, Vec<BeneficiaryId>> = BTreeMap::new();
    for (territory, person) in people {
        by_territory.entry(territory.0).or_default().push(person.0);
    }
    for (territory, people) in by_territory {
        index(tx, territory, &people).await?;
    }
    Ok(())
}
