//! Which beneficiaries an account may see: those its organisation or its professional serves.

use domain::ids::{BeneficiaryId, OrganisationId};
use domain::rights::AccessScope;
use entity::column::Id;
use entity::{appointment, beneficiary_term, professional_organisation, referral, team_member};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query as Sql};
use sea_orm::{ColumnTrait, Condition as Filter, ConnectionTrait, EntityTrait, QueryFilter};

use crate::store::error::StoreError;

/// True when somebody is one of that scope.
///
/// # Errors
/// [`StoreError`].
pub async fn is_seen(
    db: &impl ConnectionTrait,
    scope: &AccessScope,
    person: BeneficiaryId,
) -> Result<bool, StoreError> {
    let mut terms =
        beneficiary_term::Entity::find().filter(beneficiary_term::COLUMN.beneficiary_id.eq(Id(person)));
    if !scope.is_whole {
        terms = terms.filter(seen_by(scope));
    }
    Ok(terms.one(db).await?.is_some())
}

/// The person is one of that scope.
pub(super) fn seen_by(scope: &AccessScope) -> Filter {
    let ours: Vec<Id<OrganisationId>> = scope.organisations.iter().copied().map(Id).collect();
    let me = scope.professional.map(Id);
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
