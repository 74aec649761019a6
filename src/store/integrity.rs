//! Plain SQL that finds what must never be, whatever the code believes.

use domain::appointment_state::State;
use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::store::error::StoreError;

/// States in which an appointment has its reservations; after the visit too, for they say who was there when.
const RESERVES: [State; 4] = [State::Held, State::Booked, State::Attended, State::NoShow];

/// Each thing that must never be found, and the query that counts it.
fn checks() -> [(&'static str, String); 5] {
    let booked = State::Booked.word();
    let reserves = RESERVES.map(|state| format!("'{}'", state.word())).join(", ");
    [
        (
            "one resource in two live appointments at once",
            "SELECT COUNT(*) AS n FROM team_member a JOIN team_member b \
             ON a.resource_id = b.resource_id AND a.appointment_id < b.appointment_id \
             AND a.from_quantum < b.to_quantum AND b.from_quantum < a.to_quantum \
             WHERE a.expires_at IS NULL AND b.expires_at IS NULL"
                .to_owned(),
        ),
        (
            "a quantum of an expected appointment that is not reserved for it",
            format!(
                "SELECT COUNT(*) AS n FROM (SELECT m.appointment_id, m.resource_id, \
                 m.to_quantum - m.from_quantum AS wanted, \
                 (SELECT COUNT(*) FROM reservation r WHERE r.appointment_id = m.appointment_id \
                  AND r.resource_id = m.resource_id AND r.quantum >= m.from_quantum \
                  AND r.quantum < m.to_quantum AND r.expires_at IS NULL) AS found \
                 FROM team_member m JOIN appointment a ON a.id = m.appointment_id \
                 WHERE a.state = '{booked}') AS seats WHERE wanted <> found"
            ),
        ),
        (
            "a reservation without an appointment that takes time",
            format!(
                "SELECT COUNT(*) AS n FROM reservation r JOIN appointment a ON a.id = r.appointment_id \
                 WHERE a.state NOT IN ({reserves})"
            ),
        ),
        (
            "an expected appointment without a team",
            format!(
                "SELECT COUNT(*) AS n FROM appointment a WHERE a.state = '{booked}' \
                 AND NOT EXISTS (SELECT 1 FROM team_member m WHERE m.appointment_id = a.id)"
            ),
        ),
        (
            "a referral with two expected appointments",
            format!(
                "SELECT COUNT(*) AS n FROM (SELECT referral_id FROM appointment \
                 WHERE state = '{booked}' GROUP BY referral_id HAVING COUNT(*) > 1) AS doubles"
            ),
        ),
    ]
}

/// How often each thing that must never be is found: all zero in a sound database.
///
/// # Errors
/// [`StoreError`].
pub async fn run(db: &impl ConnectionTrait) -> Result<Vec<(&'static str, i64)>, StoreError> {
    let mut found = Vec::new();
    for (what, sql) in checks() {
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("no count of: {what}")))?;
        found.push((what, row.try_get("", "n")?));
    }
    Ok(found)
}
