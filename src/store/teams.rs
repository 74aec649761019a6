//! Expected appointments with their teams, read together.

use std::collections::BTreeMap;

use domain::appointment_state::State;
use domain::ids::{AppointmentId, TerritoryId};
use domain::search::{Seat, Team};
use domain::time::Quantum;
use entity::column::{Id, Word};
use entity::{appointment, team_member};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::store::StoreError;
use crate::store::appointments::{self, Appointment};

/// Every expected appointment of the territory that starts at `from` or later, with its team in the order of roles; earliest
/// first.
///
/// # Errors
/// [`StoreError`].
pub async fn expected_from(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    from: Quantum,
) -> Result<Vec<(Appointment, Team)>, StoreError> {
    let expected = appointment::Entity::find()
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
        .filter(appointment::COLUMN.from_quantum.gte(from.0));
    let ids = expected.clone().select_only().column(appointment::Column::Id).into_query();
    let rows = expected
        .order_by_asc(appointment::COLUMN.from_quantum)
        .order_by_asc(appointment::COLUMN.id)
        .all(db)
        .await?;
    let members = team_member::Entity::find()
        .filter(team_member::COLUMN.territory_id.eq(Id(territory)))
        .filter(team_member::Column::AppointmentId.in_subquery(ids))
        .order_by_asc(team_member::COLUMN.role)
        .order_by_asc(team_member::COLUMN.resource_id)
        .all(db)
        .await?;
    let mut teams: BTreeMap<AppointmentId, Team> = BTreeMap::new();
    for row in members {
        let seat = Seat { role: row.role.0, resource: row.resource_id.0, place: row.location.0 };
        teams.entry(row.appointment_id.0).or_default().seats.push(seat);
    }
    let with_team = |row: &appointment::Model| {
        let appointment = appointments::read(row);
        // Whoever loses a whole team loses the appointment too: an empty team would be a broken row, and shows as such.
        let team = teams.remove(&appointment.id).unwrap_or_default();
        (appointment, team)
    };
    Ok(rows.iter().map(with_team).collect())
}
