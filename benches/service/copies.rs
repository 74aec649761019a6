//! Copies of beneficiaries with their appointments and messages: booking very many one by one would take an hour.

use std::collections::BTreeMap;

use domain::message::Status;
use entity::column::{Id, Word};
use entity::{appointment, beneficiary, message, referral, team_member};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use unisson::store::Tx;
use uuid::Uuid;

use crate::databases::Installation;

/// Rows written at once: PostgreSQL takes 65 535 values in a statement.
const AT_ONCE: usize = 1_000;

/// Multiplies every beneficiary with a planned message by `times`, each with an appointment and messages of their own. The
/// agendas do not know of the copies, which nothing that sends looks at.
pub async fn multiply(installation: &Installation, times: usize) {
    let db = installation.ctx.db.read();
    let planned = message::Entity::find().filter(message::COLUMN.state.eq(Word(Status::Planned)));
    let messages = planned.all(db).await.unwrap();
    let appointments = appointment::Entity::find().all(db).await.unwrap();
    let team = team_member::Entity::find().all(db).await.unwrap();
    let referrals = referral::Entity::find().all(db).await.unwrap();
    let people = beneficiary::Entity::find().all(db).await.unwrap();
    for copy in 1..times {
        let mut new = NewIds { installation, known: BTreeMap::new() };
        let tx = installation.ctx.db.begin().await.unwrap();
        write(&tx, people.iter().map(|row| beneficiary::Model { id: new.typed(row.id), ..row.clone() }))
            .await;
        let copies = referrals.iter().map(|row| referral::Model {
            id: new.typed(row.id),
            beneficiary_id: new.typed(row.beneficiary_id),
            key: format!("{}-{copy}", row.key),
            ..row.clone()
        });
        write(&tx, copies).await;
        let copies = appointments.iter().map(|row| appointment::Model {
            id: new.typed(row.id),
            referral_id: new.typed(row.referral_id),
            ..row.clone()
        });
        write(&tx, copies).await;
        let copies = team
            .iter()
            .map(|row| team_member::Model { appointment_id: new.typed(row.appointment_id), ..row.clone() });
        write(&tx, copies).await;
        let copies = messages.iter().map(|row| message::Model {
            id: new.typed(row.id),
            referral_id: new.typed(row.referral_id),
            appointment_id: row.appointment_id.map(|id| new.typed(id)),
            recipient_id: new.plain(row.recipient_id),
            ..row.clone()
        });
        write(&tx, copies).await;
        tx.commit().await.unwrap();
    }
}

/// The identifiers of a copy by those of what is copied.
struct NewIds<'a> {
    installation: &'a Installation,
    known: BTreeMap<Uuid, Uuid>,
}

impl NewIds<'_> {
    fn plain(&mut self, old: Uuid) -> Uuid {
        *self.known.entry(old).or_insert_with(|| self.installation.ctx.new_id())
    }

    fn typed<T: From<Uuid> + Into<Uuid>>(&mut self, old: Id<T>) -> Id<T> {
        Id(self.plain(old.0.into()).into())
    }
}

async fn write<M, A>(tx: &Tx, rows: impl Iterator<Item = M>)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let rows: Vec<A> = rows.map(M::into_active_model).collect();
    for some in rows.chunks(AT_ONCE) {
        A::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await.unwrap();
    }
}
