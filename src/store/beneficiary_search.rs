//! Whom a desk finds: the terms of each person, kept with whatever is known of them, and looked up by index.

use std::collections::{BTreeMap, BTreeSet};

use domain::beneficiary_search;
use domain::beneficiary_search::{
    BeneficiaryQuery, BeneficiaryRecord, DuplicateReason, SearchTerm, TermMatcher,
};
use domain::ids::{BeneficiaryId, TerritoryId};
use domain::rights::AccessScope;
use entity::{
    appointment, beneficiary, beneficiary_term, name_key, professional_organisation, referral, team_member,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoIden, OnConflict, Query as Sql, SelectStatement,
};
use sea_orm::{
    ColumnTrait, Condition as Filter, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::store::db::Tx;
use crate::store::error::StoreError;
use crate::store::territory_documents::insert_all;

/// People looked at in one stroke.
const AT_ONCE: usize = 500;
/// Most people weighed against each other for one answer.
const CANDIDATES: u64 = 200;
/// What the file number of somebody forgotten begins with: nobody is found by it.
const ERASED: &str = "erased-%";
/// When a search finds fewer than these, typos are looked for as well.
const FEW: usize = 5;

/// Somebody who was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// Who.
    pub person: BeneficiaryId,
    /// How far from what was typed: 0 is the very word.
    pub distance: u32,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchHits {
    /// The nearest first.
    pub people: Vec<SearchHit>,
    /// True when there are more than were asked for.
    pub more: bool,
}

/// Brings the terms of `people` to what is stored of them. To be called in the transaction that changes it.
///
/// # Errors
/// [`StoreError`].
pub async fn index(tx: &Tx, territory: TerritoryId, people: &[BeneficiaryId]) -> Result<(), StoreError> {
    for some in people.chunks(AT_ONCE) {
        // By identifier alone, the territory looked at here: given both, SQLite walks through the whole territory.
        let mut known = beneficiary::Entity::find()
            .filter(beneficiary::COLUMN.id.is_in(some.iter().map(|person| person.0)))
            .all(tx)
            .await?;
        known.retain(|person| person.territory_id == territory.0);
        let ids: Vec<Uuid> = known.iter().map(|row| row.id).collect();
        let files: Vec<(Uuid, String)> = referral::Entity::find()
            .select_only()
            .column(referral::Column::BeneficiaryId)
            .column(referral::Column::Key)
            .filter(referral::COLUMN.beneficiary_id.is_in(ids.iter().copied()))
            .filter(referral::Column::Key.not_like(ERASED))
            .into_tuple()
            .all(tx)
            .await?;
        let mut files_of: BTreeMap<Uuid, Vec<&str>> = BTreeMap::new();
        for (person, key) in &files {
            files_of.entry(*person).or_default().push(key);
        }
        let terms: BTreeSet<(SearchTerm, Uuid)> = known
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
            territory_id: Set(territory.0),
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
pub(super) async fn forget(tx: &Tx, territory: TerritoryId, person: BeneficiaryId) -> Result<(), StoreError> {
    let words: Vec<String> = words_of(tx, &[person.0]).await?.into_iter().collect();
    beneficiary_term::Entity::delete_many()
        .filter(beneficiary_term::COLUMN.beneficiary_id.eq(person.0))
        .exec(tx)
        .await?;
    unlearn(tx, territory, &words).await
}

fn facts<'a>(row: &'a beneficiary::Model, files: &'a [&'a str]) -> BeneficiaryRecord<'a> {
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
async fn words_of(tx: &Tx, people: &[Uuid]) -> Result<BTreeSet<String>, StoreError> {
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
            territory_id: Set(territory.0),
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
            .filter(beneficiary_term::COLUMN.territory_id.eq(territory.0))
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
            .filter(name_key::COLUMN.territory_id.eq(territory.0))
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
pub(super) async fn index_everybody(tx: &Tx) -> Result<(), StoreError> {
    let people: Vec<(Uuid, Uuid)> = beneficiary::Entity::find()
        .select_only()
        .column(beneficiary::Column::TerritoryId)
        .column(beneficiary::Column::Id)
        .order_by_asc(beneficiary::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    let mut by_territory: BTreeMap<Uuid, Vec<BeneficiaryId>> = BTreeMap::new();
    for (territory, person) in people {
        by_territory.entry(territory).or_default().push(BeneficiaryId(person));
    }
    for (territory, people) in by_territory {
        index(tx, TerritoryId(territory), &people).await?;
    }
    Ok(())
}

/// The people of a circle who are what was typed, the nearest first, `most` of them.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    query: &BeneficiaryQuery,
    circle: &AccessScope,
    most: usize,
) -> Result<SearchHits, StoreError> {
    let mut ways: Vec<Vec<TermMatcher>> = query.parts().iter().map(|part| part.matchers.clone()).collect();
    let mut found = candidates(db, territory, &ways, circle).await?;
    if found.len() < FEW && with_typos(db, territory, query, &mut ways).await? {
        found.extend(candidates(db, territory, &ways, circle).await?);
    }
    let terms = terms_of(db, &found).await?;
    let mut people: Vec<(u32, &str, Uuid)> = found
        .iter()
        .filter_map(|person| {
            let (folded, terms) = terms.get(person)?;
            Some((query.distance(terms)?, folded.as_str(), *person))
        })
        .collect();
    people.sort_unstable();
    let more = people.len() > most;
    people.truncate(most);
    let as_found = |(distance, _, person)| SearchHit { person: BeneficiaryId(person), distance };
    Ok(SearchHits { people: people.into_iter().map(as_found).collect(), more })
}

/// True when somebody is one of that circle.
///
/// # Errors
/// [`StoreError`].
pub async fn is_seen(
    db: &impl ConnectionTrait,
    circle: &AccessScope,
    person: BeneficiaryId,
) -> Result<bool, StoreError> {
    let mut terms =
        beneficiary_term::Entity::find().filter(beneficiary_term::COLUMN.beneficiary_id.eq(person.0));
    if !circle.is_whole {
        terms = terms.filter(seen_by(circle));
    }
    Ok(terms.one(db).await?.is_some())
}

/// The people of a circle who may be the one of `new`, the likeliest first, without those of `but`.
///
/// # Errors
/// [`StoreError`].
pub async fn alike(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    new: &BeneficiaryRecord<'_>,
    circle: &AccessScope,
    but: &[BeneficiaryId],
) -> Result<Vec<(BeneficiaryId, DuplicateReason)>, StoreError> {
    let terms = beneficiary_search::terms(new);
    let (names, others): (Vec<&SearchTerm>, Vec<&SearchTerm>) =
        terms.iter().partition(|term| term.name_word().is_some());
    let exactly = |term: &SearchTerm| vec![TermMatcher::Exact(term.clone())];
    let mut found = BTreeSet::new();
    let words: Vec<&str> = names.iter().filter_map(|term| term.name_word()).collect();
    let near = near_words(db, territory, &words).await?;
    let like = |word: &str| -> Vec<TermMatcher> {
        let near = near.iter().filter(|known| beneficiary_search::is_near(word, known));
        let word = TermMatcher::Exact(SearchTerm::of_name(word));
        near.map(|known| TermMatcher::Exact(SearchTerm::of_name(known))).chain([word]).collect()
    };
    let any_name: Vec<TermMatcher> = words.iter().flat_map(|word| like(word)).collect();
    for term in others {
        let ways =
            if term.is_birthday() { vec![exactly(term), any_name.clone()] } else { vec![exactly(term)] };
        if ways.iter().all(|way| !way.is_empty()) {
            found.extend(candidates(db, territory, &ways, circle).await?);
        }
    }
    for given in beneficiary_search::words(new.given_name) {
        for family in beneficiary_search::words(new.family_name) {
            found.extend(candidates(db, territory, &[like(&family), like(&given)], circle).await?);
        }
    }
    found.retain(|person| !but.contains(&BeneficiaryId(*person)));
    let mut alike = Vec::new();
    for (row, files) in known(db, &found).await? {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        if let Some(why) = beneficiary_search::possible_duplicate(new, &facts(&row, &files)) {
            alike.push((BeneficiaryId(row.id), why));
        }
    }
    alike.sort_unstable_by_key(|(person, why)| (*why, *person));
    Ok(alike)
}

async fn known(
    db: &impl ConnectionTrait,
    people: &BTreeSet<Uuid>,
) -> Result<Vec<(beneficiary::Model, Vec<String>)>, StoreError> {
    let rows = beneficiary::Entity::find()
        .filter(beneficiary::Column::Id.is_in(people.iter().copied()))
        .all(db)
        .await?;
    let mut files: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for file in referral::Entity::find()
        .filter(referral::COLUMN.beneficiary_id.is_in(people.iter().copied()))
        .all(db)
        .await?
    {
        files.entry(file.beneficiary_id).or_default().push(file.key);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let theirs = files.remove(&row.id).unwrap_or_default();
            (row, theirs)
        })
        .collect())
}

/// Words of names that share a key with one of `typed`: whether they are near is still to be asked.
async fn near_words(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    typed: &[&str],
) -> Result<Vec<String>, StoreError> {
    let typed = typed.iter().filter(|word| word.chars().count() >= beneficiary_search::SHORTEST_WITH_TYPO);
    let keys: BTreeSet<String> = typed.flat_map(|word| beneficiary_search::keys(word)).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    Ok(name_key::Entity::find()
        .select_only()
        .column(name_key::Column::Word)
        .distinct()
        .filter(name_key::COLUMN.territory_id.eq(territory.0))
        .filter(name_key::COLUMN.key.is_in(keys))
        .into_tuple()
        .all(db)
        .await?)
}

/// Adds the words that are near what was typed; false when there are none.
async fn with_typos(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    query: &BeneficiaryQuery,
    ways: &mut [Vec<TermMatcher>],
) -> Result<bool, StoreError> {
    let typed: Vec<&str> = query.parts().iter().filter_map(|part| part.word.as_deref()).collect();
    let words = near_words(db, territory, &typed).await?;
    let mut added = false;
    for (part, ways) in query.parts().iter().zip(ways) {
        let Some(typed) = &part.word else { continue };
        let near = words.iter().filter(|word| beneficiary_search::is_near(typed, word));
        for word in near {
            added = true;
            ways.push(TermMatcher::Exact(SearchTerm::of_name(word)));
        }
    }
    Ok(added)
}

/// Everybody of the circle for whom each of `ways` holds, up to a limit, in the order of what the first is met by.
async fn candidates(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    ways: &[Vec<TermMatcher>],
    circle: &AccessScope,
) -> Result<BTreeSet<Uuid>, StoreError> {
    let Some((first, others)) = ways.split_first() else { return Ok(BTreeSet::new()) };
    let mut found = BTreeSet::new();
    // One index scan for each way: together they would be one of everything.
    let (exact, beginnings): (Vec<&TermMatcher>, Vec<&TermMatcher>) =
        first.iter().partition(|seek| matches!(seek, TermMatcher::Exact(_)));
    let leads =
        (!exact.is_empty()).then_some(exact).into_iter().chain(beginnings.into_iter().map(|one| vec![one]));
    for lead in leads {
        let mut people = beneficiary_term::Entity::find()
            .select_only()
            .column(beneficiary_term::Column::BeneficiaryId)
            .filter(beneficiary_term::COLUMN.territory_id.eq(territory.0))
            .filter(any_of(lead.into_iter(), &|column| Expr::col((beneficiary_term::Entity, column))))
            .order_by_asc(beneficiary_term::COLUMN.term)
            .limit(CANDIDATES);
        for other in others {
            people = people.filter(Expr::exists(also(other)));
        }
        if !circle.is_whole {
            people = people.filter(seen_by(circle));
        }
        let rows: Vec<Uuid> = people.into_tuple().all(db).await?;
        found.extend(rows);
    }
    Ok(found)
}

fn any_of<'a>(
    ways: impl Iterator<Item = &'a TermMatcher>,
    column: &dyn Fn(beneficiary_term::Column) -> Expr,
) -> Condition {
    let mut exact = Vec::new();
    let mut any = Condition::any();
    for way in ways {
        match way {
            TermMatcher::Exact(term) => exact.push(term.as_str().to_owned()),
            TermMatcher::Prefix(term) => {
                let end = format!("{}{}", term.as_str(), char::MAX);
                let from = column(beneficiary_term::Column::Term).gte(term.as_str());
                any = any.add(from.and(column(beneficiary_term::Column::Term).lt(end)));
            }
        }
    }
    if exact.is_empty() { any } else { any.add(column(beneficiary_term::Column::Term).is_in(exact)) }
}

/// The same person is also met by one of `ways`.
fn also(ways: &[TermMatcher]) -> SelectStatement {
    let other = Alias::new("other").into_iden();
    let own = |column: beneficiary_term::Column| Expr::col((other.clone(), column));
    Sql::select()
        .expr(Expr::val(1))
        .from_as(beneficiary_term::Entity, other.clone())
        .and_where(
            own(beneficiary_term::Column::BeneficiaryId)
                .eq(Expr::col((beneficiary_term::Entity, beneficiary_term::Column::BeneficiaryId))),
        )
        .cond_where(any_of(ways.iter(), &own))
        .take()
}

/// The person is one of that circle.
fn seen_by(circle: &AccessScope) -> Filter {
    let ours: Vec<Uuid> = circle.organisations.iter().map(|organisation| organisation.0).collect();
    let me = circle.professional.map(|professional| professional.0);
    let theirs = Sql::select()
        .column(professional_organisation::Column::ProfessionalId)
        .from(professional_organisation::Entity)
        .and_where(Expr::col(professional_organisation::Column::OrganisationId).is_in(ours.iter().copied()))
        .take();
    let of_team = Condition::any()
        .add(Expr::col((team_member::Entity, team_member::Column::ResourceId)).in_subquery(theirs))
        .add_option(me.map(|me| Expr::col((team_member::Entity, team_member::Column::ResourceId)).eq(me)));
    let received = Sql::select()
        .column((appointment::Entity, appointment::Column::ReferralId))
        .from(appointment::Entity)
        .inner_join(
            team_member::Entity,
            Expr::col((team_member::Entity, team_member::Column::AppointmentId))
                .equals((appointment::Entity, appointment::Column::Id)),
        )
        .and_where(
            Expr::col((appointment::Entity, appointment::Column::ReferralId))
                .equals((referral::Entity, referral::Column::Id)),
        )
        .cond_where(of_team)
        .take();
    let referral = |column: referral::Column| Expr::col((referral::Entity, column));
    let served = Condition::any()
        .add(referral(referral::Column::OrganisationId).is_in(ours))
        .add_option(me.map(|me| referral(referral::Column::ReferentId).eq(me)))
        .add(referral(referral::Column::Id).in_subquery(received));
    let file = Sql::select()
        .expr(Expr::val(1))
        .from(referral::Entity)
        .and_where(
            referral(referral::Column::BeneficiaryId)
                .equals((beneficiary_term::Entity, beneficiary_term::Column::BeneficiaryId)),
        )
        .cond_where(served)
        .take();
    Filter::all().add(Expr::exists(file))
}

/// What these people are found by, with their names folded, the family name first.
async fn terms_of(
    db: &impl ConnectionTrait,
    people: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, (String, BTreeSet<SearchTerm>)>, StoreError> {
    let mut found = BTreeMap::new();
    for row in beneficiary::Entity::find()
        .filter(beneficiary::Column::Id.is_in(people.iter().copied()))
        .all(db)
        .await?
    {
        let mut folded = beneficiary_search::words(&row.family_name);
        folded.extend(beneficiary_search::words(&row.given_name));
        found.insert(row.id, (folded.join(" "), BTreeSet::new()));
    }
    let rows = beneficiary_term::Entity::find()
        .filter(beneficiary_term::COLUMN.beneficiary_id.is_in(people.iter().copied()))
        .all(db)
        .await?;
    for row in rows {
        if let Some((_, terms)) = found.get_mut(&row.beneficiary_id) {
            terms.insert(SearchTerm::from_stored(row.term));
        }
    }
    Ok(found)
}
