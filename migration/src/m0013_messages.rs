//! Messages by mail and SMS: several of one appointment, some without one; what becomes of them after they left; ways in
//! which a person is no longer reached; what professionals' calendars answered; when people may be written to.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, optional, unique};

/// Makes the changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What a message was unique by before, and its columns.
const BEFORE: &str = "id, territory_id, appointment_id, revision, kind, channel, recipient_id, facts, state, due_at, \
    attempts, claimed_until, settled_at, problem";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        messages(manager).await?;
        bad_channels(manager).await?;
        answers(manager).await?;
        for sql in [
            "ALTER TABLE territory ADD COLUMN messages_from integer NOT NULL DEFAULT 480",
            "ALTER TABLE territory ADD COLUMN messages_to integer NOT NULL DEFAULT 1200",
            "ALTER TABLE territory ADD COLUMN messages_sundays boolean NOT NULL DEFAULT FALSE",
            "ALTER TABLE visit_type ADD COLUMN reminders varchar NOT NULL DEFAULT 'mail:7d sms:2d:asks sms:2h'",
            "ALTER TABLE visit_type ADD COLUMN chase_days integer NOT NULL DEFAULT 7",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for (table, names) in [
            ("visit_type", &["chase_days", "reminders"][..]),
            ("territory", &["messages_sundays", "messages_to", "messages_from"]),
        ] {
            for name in names {
                db.execute_unprepared(&format!("ALTER TABLE {table} DROP COLUMN {name}")).await?;
            }
        }
        for table in ["calendar_answer", "bad_channel"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        messages_before(manager).await
    }
}

/// SQLite cannot let a column be empty that was not before, so the table is made anew and the rows are copied.
async fn messages(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    manager
        .create_table(
            Table::create()
                .table("message_now")
                .col(column("id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("referral_id", ColumnDef::uuid))
                .col(optional("appointment_id", ColumnDef::uuid))
                .col(column("revision", ColumnDef::integer))
                .col(column("kind", ColumnDef::string))
                .col(column("step", ColumnDef::string))
                .col(column("channel", ColumnDef::string))
                .col(column("recipient_id", ColumnDef::uuid))
                .col(column("facts", ColumnDef::text))
                .col(column("state", ColumnDef::string))
                .col(column("due_at", ColumnDef::timestamp_with_time_zone))
                .col(column("attempts", ColumnDef::integer))
                .col(optional("claimed_until", ColumnDef::timestamp_with_time_zone))
                .col(optional("settled_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("reported_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("problem", ColumnDef::string))
                .col(optional("provider", ColumnDef::string))
                .col(optional("reference", ColumnDef::string))
                .col(optional("segments", ColumnDef::integer))
                .col(optional("cost", ColumnDef::big_integer))
                .primary_key(&mut key(&["id"]))
                .foreign_key(&mut foreign_key("message_now", "territory_id", "territory", "id"))
                .foreign_key(&mut foreign_key("message_now", "referral_id", "referral", "id"))
                .foreign_key(&mut foreign_key("message_now", "appointment_id", "appointment", "id"))
                .take(),
        )
        .await?;
    db.execute_unprepared(
        "INSERT INTO message_now (id, territory_id, referral_id, appointment_id, revision, kind, step, channel, \
         recipient_id, facts, state, due_at, attempts, claimed_until, settled_at, problem) \
         SELECT m.id, m.territory_id, a.referral_id, m.appointment_id, m.revision, m.kind, '', m.channel, \
         m.recipient_id, m.facts, m.state, m.due_at, m.attempts, m.claimed_until, m.settled_at, m.problem \
         FROM message m JOIN appointment a ON a.id = m.appointment_id",
    )
    .await?;
    replace(manager).await?;
    let one = ["appointment_id", "revision", "kind", "step", "channel", "recipient_id"];
    manager.create_index(unique("message", &one)).await?;
    db.execute_unprepared(
        "CREATE UNIQUE INDEX message_one_of_referral ON message (referral_id, revision, kind, channel) \
         WHERE appointment_id IS NULL",
    )
    .await?;
    for columns in [
        &["channel", "state", "due_at"][..],
        &["state", "due_at"],
        &["territory_id", "appointment_id"],
        &["territory_id", "state"],
        &["referral_id"],
        &["recipient_id", "state"],
        &["reference"],
        &["settled_at"],
    ] {
        manager.create_index(index("message", columns)).await?;
    }
    Ok(())
}

/// Puts `message_now` in the place of `message`.
async fn replace(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_table(Table::drop().table("message").take()).await?;
    manager.rename_table(Table::rename().table("message_now", "message").take()).await
}

/// The table as it was; messages without an appointment, and by SMS, have no place in it.
async fn messages_before(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    manager
        .create_table(
            Table::create()
                .table("message_now")
                .col(column("id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("appointment_id", ColumnDef::uuid))
                .col(column("revision", ColumnDef::integer))
                .col(column("kind", ColumnDef::string))
                .col(column("channel", ColumnDef::string))
                .col(column("recipient_id", ColumnDef::uuid))
                .col(column("facts", ColumnDef::text))
                .col(column("state", ColumnDef::string))
                .col(column("due_at", ColumnDef::timestamp_with_time_zone))
                .col(column("attempts", ColumnDef::integer))
                .col(optional("claimed_until", ColumnDef::timestamp_with_time_zone))
                .col(optional("settled_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("problem", ColumnDef::string))
                .primary_key(&mut key(&["id"]))
                .foreign_key(&mut foreign_key("message_now", "territory_id", "territory", "id"))
                .foreign_key(&mut foreign_key("message_now", "appointment_id", "appointment", "id"))
                .take(),
        )
        .await?;
    let kinds = "'invitation', 'update', 'withdrawal', 'cancellation', 'confirmation', 'moved', 'called_off'";
    let states = "'planned', 'sending', 'sent', 'dropped', 'failed', 'doubtful'";
    db.execute_unprepared(&format!(
        "INSERT INTO message_now ({BEFORE}) SELECT {BEFORE} FROM message \
         WHERE channel = 'mail' AND kind IN ({kinds}) AND state IN ({states})"
    ))
    .await?;
    replace(manager).await?;
    let one = ["appointment_id", "revision", "kind", "channel", "recipient_id"];
    manager.create_index(unique("message", &one)).await?;
    manager.create_index(index("message", &["state", "due_at"])).await?;
    manager.create_index(index("message", &["territory_id", "appointment_id"])).await
}

async fn bad_channels(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("bad_channel")
                .col(column("beneficiary_id", ColumnDef::uuid))
                .col(column("channel", ColumnDef::string))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("address_hash", ColumnDef::string))
                .col(column("why", ColumnDef::string))
                .col(column("since", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["beneficiary_id", "channel"]))
                .foreign_key(&mut foreign_key("bad_channel", "beneficiary_id", "beneficiary", "id"))
                .foreign_key(&mut foreign_key("bad_channel", "territory_id", "territory", "id"))
                .take(),
        )
        .await?;
    manager.create_index(index("bad_channel", &["territory_id"])).await
}

async fn answers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("calendar_answer")
                .col(column("appointment_id", ColumnDef::uuid))
                .col(column("resource_id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("answer", ColumnDef::string))
                .col(column("sequence", ColumnDef::integer))
                .col(column("stamped_at", ColumnDef::timestamp_with_time_zone))
                .col(column("received_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["appointment_id", "resource_id"]))
                .foreign_key(&mut foreign_key("calendar_answer", "appointment_id", "appointment", "id"))
                .foreign_key(&mut foreign_key("calendar_answer", "resource_id", "resource", "id"))
                .foreign_key(&mut foreign_key("calendar_answer", "territory_id", "territory", "id"))
                .take(),
        )
        .await?;
    manager.create_index(index("calendar_answer", &["territory_id"])).await
}
