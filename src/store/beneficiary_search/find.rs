//! Looking beneficiaries up by what somebody typed, and those who look like a new one.

use std::collections::{BTreeMap, BTreeSet};

use domain::beneficiary_search;
use domain::beneficiary_search::{
    BeneficiaryQuery, BeneficiaryRecord, DuplicateReason, SearchTerm, TermMatcher,
};
use domain::ids::{BeneficiaryId, TerritoryId};
use domain::rights::AccessScope;
use entity::column::Id;
use entity::{beneficiary, beneficiary_term, name_key, referral};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, IntoIden, Query as Sql, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::index::facts;
use super::scope::seen_by;
use crate::store::error::StoreError;

/// Most people weighed against each other for one answer.
const CANDIDATES: u64 = 200;

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

/// The people in an access scope who are what was typed, the nearest first, `most` of them.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    query: &BeneficiaryQuery,
    scope: &AccessScope,
    most: usize,
) -> Result<SearchHits, StoreError> {
    let mut ways: Vec<Vec<TermMatcher>> = query.parts().iter().map(|part| part.matchers.clone()).collect();
    let mut found = candidates(db, territory, &ways, scope).await?;
    if found.len() < FEW && with_typos(db, territory, query, &mut ways).await? {
        found.extend(candidates(db, territory, &ways, scope).await?);
    }
    let terms = terms_of(db, &found).await?;
    let mut people: Vec<(u32, &str, BeneficiaryId)> = found
        .iter()
        .filter_map(|person| {
            let (folded, terms) = terms.get(person)?;
            Some((query.distance(terms)?, folded.as_str(), *person))
        })
        .collect();
    people.sort_unstable();
    let more = people.len() > most;
    people.truncate(most);
    let as_found = |(distance, _, person)| SearchHit { person, distance };
    Ok(SearchHits { people: people.into_iter().map(as_found).collect(), more })
}

/// The people in an access scope who may be the one of `new`, the likeliest first, without those of `but`.
///
/// # Errors
/// [`StoreError`].
pub async fn alike(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    new: &BeneficiaryRecord<'_>,
    scope: &AccessScope,
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
            found.extend(candidates(db, territory, &ways, scope).await?);
        }
    }
    for given in beneficiary_search::words(new.given_name) {
        for family in beneficiary_search::words(new.family_name) {
            found.extend(candidates(db, territory, &[like(&family), like(&given)], scope).await?);
        }
    }
    found.retain(|person| !but.contains(person));
    let mut alike = Vec::new();
    for (row, files) in known(db, &found).await? {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        if let Some(why) = beneficiary_search::possible_duplicate(new, &facts(&row, &files)) {
            alike.push((row.id.0, why));
        }
    }
    alike.sort_unstable_by_key(|(person, why)| (*why, *person));
    Ok(alike)
}

async fn known(
    db: &impl ConnectionTrait,
    people: &BTreeSet<BeneficiaryId>,
) -> Result<Vec<(beneficiary::Model, Vec<String>)>, StoreError> {
    let rows = beneficiary::Entity::find()
        .filter(beneficiary::Column::Id.is_in(people.iter().copied().map(Id)))
        .all(db)
        .await?;
    let mut files: BTreeMap<BeneficiaryId, Vec<String>> = BTreeMap::new();
    for file in referral::Entity::find()
        .filter(referral::COLUMN.beneficiary_id.is_in(people.iter().copied().map(Id)))
        .all(db)
        .await?
    {
        files.entry(file.beneficiary_id.0).or_default().push(file.key);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let theirs = files.remove(&row.id.0).unwrap_or_default();
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
        .filter(name_key::COLUMN.territory_id.eq(Id(territory)))
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

/// Everybody in the access scope for whom each of `ways` holds, up to a limit, in the order of what the first is met by.
async fn candidates(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    ways: &[Vec<TermMatcher>],
    scope: &AccessScope,
) -> Result<BTreeSet<BeneficiaryId>, StoreError> {
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
            .filter(beneficiary_term::COLUMN.territory_id.eq(Id(territory)))
            .filter(any_of(lead.into_iter(), &|column| Expr::col((beneficiary_term::Entity, column))))
            .order_by_asc(beneficiary_term::COLUMN.term)
            .limit(CANDIDATES);
        for other in others {
            people = people.filter(Expr::exists(also(other)));
        }
        if !scope.is_whole {
            people = people.filter(seen_by(scope));
        }
        let rows: Vec<Id<BeneficiaryId>> = people.into_tuple().all(db).await?;
        found.extend(rows.into_iter().map(|id| id.0));
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

/// What these people are found by, with their names folded, the family name first.
async fn terms_of(
    db: &impl ConnectionTrait,
    people: &BTreeSet<BeneficiaryId>,
) -> Result<BTreeMap<BeneficiaryId, (String, BTreeSet<SearchTerm>)>, StoreError> {
    let mut found = BTreeMap::new();
    for row in beneficiary::Entity::find()
        .filter(beneficiary::Column::Id.is_in(people.iter().copied().map(Id)))
        .all(db)
        .await?
    {
        let mut folded = beneficiary_search::words(&row.family_name);
        folded.extend(beneficiary_search::words(&row.given_name));
        found.insert(row.id.0, (folded.join(" "), BTreeSet::new()));
    }
    let rows = beneficiary_term::Entity::find()
        .filter(beneficiary_term::COLUMN.beneficiary_id.is_in(people.iter().copied().map(Id)))
        .all(db)
        .await?;
    for row in rows {
        if let Some((_, terms)) = found.get_mut(&row.beneficiary_id.0) {
            terms.insert(SearchTerm::from_stored(row.term));
        }
    }
    Ok(found)
}
