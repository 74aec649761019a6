//! The rows that bookings wrote, taken out and written again by plain SQL: the database's own speed.

use std::collections::HashMap;

use domain::appointment_state::{EventKind, State};
use domain::ids::AppointmentId;
use entity::column::{Id, Word};
use entity::{appointment, appointment_event, message, reservation, team_member};
use sea_orm::sea_query::{PostgresQueryBuilder, SqliteQueryBuilder};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryTrait};
use unisson::store::{DatabaseKind, Db};
use uuid::Uuid;

use crate::databases::Installation;
use crate::made;

/// What one booking writes: the statements of the hold, and those of its confirmation, each in one string so that
/// they make one round trip.
pub struct Script {
    hold: String,
    book: String,
}

/// Writes one booking, in two transactions as the service does.
pub async fn play(db: &Db, script: &Script) {
    for statements in [&script.hold, &script.book] {
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared(statements).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Takes every booking of an installation out of its database, and gives the scripts that put them back.
pub async fn scripts(installation: &Installation) -> Vec<Script> {
    let db = installation.ctx.db.read();
    let kind = installation.kind;
    let appointments = appointment::Entity::find().all(db).await.unwrap();
    let reservations = by(reservation::Entity::find().all(db).await.unwrap(), |row| row.appointment_id);
    let members = by(team_member::Entity::find().all(db).await.unwrap(), |row| row.appointment_id);
    let messages = message::Entity::find().all(db).await.unwrap();
    let messages = by(messages, |row| row.appointment_id.unwrap_or(Id(AppointmentId(Uuid::nil()))));
    let events = by(appointment_event::Entity::find().all(db).await.unwrap(), |row| row.appointment_id);
    let tx = installation.ctx.db.begin().await.unwrap();
    message::Entity::delete_many().exec(&tx).await.unwrap();
    appointment_event::Entity::delete_many().exec(&tx).await.unwrap();
    reservation::Entity::delete_many().exec(&tx).await.unwrap();
    team_member::Entity::delete_many().exec(&tx).await.unwrap();
    appointment::Entity::delete_many().exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    appointments
        .into_iter()
        .filter(|row| row.state.0 == State::Booked)
        .map(|booked| {
            let id = booked.id.0;
            let ends = Some(made::now() + chrono::Duration::minutes(10));
            let held = appointment::Model {
                state: Word(State::Held),
                revision: 0,
                hold_ends_at: ends,
                ..booked.clone()
            };
            let reserved: Vec<_> = reservations[&id]
                .iter()
                .map(|row| reservation::Model { expires_at: ends, ..row.clone() })
                .collect();
            let seated: Vec<_> = members[&id]
                .iter()
                .map(|row| team_member::Model { expires_at: ends, ..row.clone() })
                .collect();
            let team: Vec<Uuid> = members[&id].iter().map(|row| row.resource_id.0.0).collect();
            let of_this = format!("WHERE appointment_id = {}", literal(kind, id.0));
            let team: Vec<String> = team.iter().map(|id| literal(kind, *id)).collect();
            let team = team.join(", ");
            // In the order of identifiers, as the service locks them: an update alone takes them as it finds them.
            let lock = match kind {
                DatabaseKind::Sqlite => String::new(),
                DatabaseKind::Postgres => {
                    format!("SELECT 1 FROM resource WHERE id IN ({team}) ORDER BY id FOR UPDATE")
                }
            };
            let bump =
                format!("UPDATE resource SET agenda_revision = agenda_revision + 1 WHERE id IN ({team})");
            let (hold_event, book_event): (Vec<_>, Vec<_>) =
                events[&id].iter().cloned().partition(|row| row.event.0 == EventKind::Hold);
            let first = [
                lock.clone(),
                insert::<appointment::Entity>(kind, vec![held]),
                insert::<reservation::Entity>(kind, reserved),
                insert::<team_member::Entity>(kind, seated),
                bump.clone(),
                insert::<appointment_event::Entity>(kind, hold_event),
            ];
            let second = [
                lock,
                format!(
                    "UPDATE appointment SET state = 'booked', revision = 1, hold_ends_at = NULL WHERE id = {}",
                    literal(kind, id.0)
                ),
                format!("UPDATE reservation SET expires_at = NULL {of_this}"),
                format!("DELETE FROM team_member {of_this}"),
                insert::<team_member::Entity>(kind, members[&id].clone()),
                bump,
                format!(
                    "UPDATE referral SET booked_at = '2027-01-04 07:00:00+00:00' WHERE id = {}",
                    literal(kind, booked.referral_id.0.0)
                ),
                insert::<message::Entity>(kind, messages[&id].clone()),
                insert::<appointment_event::Entity>(kind, book_event),
            ];
            Script { hold: first.join(";\n"), book: second.join(";\n") }
        })
        .collect()
}

fn by<T>(rows: Vec<T>, key: impl Fn(&T) -> Id<AppointmentId>) -> HashMap<AppointmentId, Vec<T>> {
    let mut grouped: HashMap<AppointmentId, Vec<T>> = HashMap::new();
    for row in rows {
        grouped.entry(key(&row).0).or_default().push(row);
    }
    grouped
}

/// The statement that inserts these rows, values and all.
fn insert<E>(kind: DatabaseKind, rows: Vec<E::Model>) -> String
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    let statement = E::insert_many(rows).into_query();
    match kind {
        DatabaseKind::Sqlite => with_bytes(&statement.to_string(SqliteQueryBuilder)),
        DatabaseKind::Postgres => statement.to_string(PostgresQueryBuilder),
    }
}

/// The same statement with identifiers as SQLite keeps them, as bytes: written out, they come as texts in quotes.
fn with_bytes(statement: &str) -> String {
    let part = |(index, part): (usize, &str)| match Uuid::try_parse(part) {
        // Every second part stood in quotes.
        _ if index % 2 == 0 => part.to_owned(),
        Ok(id) if part.len() == 36 => literal(DatabaseKind::Sqlite, id),
        _ => format!("'{part}'"),
    };
    statement.split('\'').enumerate().map(part).collect()
}

fn literal(kind: DatabaseKind, id: Uuid) -> String {
    match kind {
        DatabaseKind::Sqlite => format!("x'{}'", id.simple()),
        DatabaseKind::Postgres => format!("'{id}'"),
    }
}
