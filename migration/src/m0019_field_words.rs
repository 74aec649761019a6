//! Tables and columns get the words of the glossary, and a rescheduled appointment is `booked` with a higher revision.
//!
//! The running version cannot read the schema after this step: the service is stopped while it is taken.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, Statement};

/// Makes the changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Old and new name of a table.
const TABLES: [(&str, &str); 3] = [
    ("person_term", "beneficiary_term"),
    ("freed_place", "waitlist_slot"),
    ("referral_wish", "referral_need"),
];

/// Table as it is named after this step, old and new name of a column.
const COLUMNS: [(&str, &str, &str); 24] = [
    ("absence", "declined", "declined_appointment_id"),
    ("account_grant", "circle", "scope"),
    ("account_link", "why", "purpose"),
    ("account_session", "way", "method"),
    ("attempt", "hits", "count"),
    ("bad_channel", "why", "reason"),
    ("calendar_source", "good_at", "last_success_at"),
    ("calendar_source", "read_at", "last_attempt_at"),
    ("callback", "why", "reason"),
    ("message", "facts", "payload"),
    ("message", "step", "reminder_offset"),
    ("message", "turn", "priority"),
    ("referral", "closed_why", "closed_reason"),
    ("referral_need", "wish", "need"),
    ("sms_part", "fate", "status"),
    ("sms_reply", "name", "reference"),
    ("team_member", "place", "location"),
    ("territory", "freed_gain_days", "waitlist_min_gain_days"),
    ("territory", "freed_notice_hours", "waitlist_notice_hours"),
    ("territory", "freed_pause_days", "waitlist_pause_days"),
    ("territory", "freed_people", "waitlist_people"),
    ("territory", "freed_rounds", "waitlist_rounds"),
    ("visit_type_role", "place", "location"),
    ("waitlist_slot", "left_by", "freed_by"),
];

/// Old and new name of an index.
const INDEXES: [(&str, &str); 13] = [
    ("ix_absence_declined", "ix_absence_declined_appointment_id"),
    ("ix_freed_place_due_at", "ix_waitlist_slot_due_at"),
    ("ix_freed_place_left_by", "ix_waitlist_slot_freed_by"),
    ("ix_freed_place_site_id", "ix_waitlist_slot_site_id"),
    ("ix_freed_place_territory_id_visit_type_id_site_id_mode_from_quantum", "waitlist_slot_one_of_start"),
    ("ix_freed_place_visit_type_id", "ix_waitlist_slot_visit_type_id"),
    ("ix_message_appointment_id_revision_kind_step_channel_recipient_id", "message_one_of_appointment"),
    ("ix_message_channel_state_turn_due_at_id", "ix_message_channel_state_priority_due_at_id"),
    ("ix_message_in_vain", "ix_message_channel_waiting_since"),
    ("ix_person_term_beneficiary_id_term", "ix_beneficiary_term_beneficiary_id_term"),
    ("ix_referral_wish_territory_id", "ix_referral_need_territory_id"),
    ("ix_sms_reply_provider_name", "ix_sms_reply_provider_reference"),
    ("ix_sms_who_writes", "ix_beneficiary_phone"),
];

/// Table as it is named after this step, old and new name of a constraint. SQLite keeps no names of constraints.
const CONSTRAINTS: [(&str, &str, &str); 11] = [
    ("absence", "absence_declined_fkey", "fk_absence_declined_appointment_id"),
    ("beneficiary_term", "person_term_pkey", "beneficiary_term_pkey"),
    ("beneficiary_term", "fk_person_term_beneficiary_id", "fk_beneficiary_term_beneficiary_id"),
    ("referral_need", "referral_wish_pkey", "referral_need_pkey"),
    ("referral_need", "fk_referral_wish_referral_id", "fk_referral_need_referral_id"),
    ("referral_need", "fk_referral_wish_territory_id", "fk_referral_need_territory_id"),
    ("waitlist_slot", "freed_place_pkey", "waitlist_slot_pkey"),
    ("waitlist_slot", "fk_freed_place_left_by", "fk_waitlist_slot_freed_by"),
    ("waitlist_slot", "fk_freed_place_site_id", "fk_waitlist_slot_site_id"),
    ("waitlist_slot", "fk_freed_place_territory_id", "fk_waitlist_slot_territory_id"),
    ("waitlist_slot", "fk_freed_place_visit_type_id", "fk_waitlist_slot_visit_type_id"),
];

/// What changes in rows: how often an appointment was rescheduled is what its revision says. What told to which number
/// or address a message went was a hash without a key, from which a number can be found by trying all: it is forgotten. A
/// delivery report on a message sent before this step is then taken to be about the present address of the beneficiary.
/// `bad_channel.address_hash` is replaced by a hash with the key when the service starts, for no step has the key.
const ROWS: [&str; 5] = [
    "UPDATE appointment SET state = 'booked' WHERE state = 'moved'",
    "UPDATE undo SET state = 'booked' WHERE state = 'moved'",
    "UPDATE appointment_event SET detail = REPLACE(detail, '\"state\":\"moved\"', '\"state\":\"booked\"') \
     WHERE detail LIKE '%\"state\":\"moved\"%'",
    "UPDATE message SET sent_to = NULL WHERE sent_to IS NOT NULL",
    "UPDATE message SET reference = NULL WHERE channel = 'mail' AND reference IS NOT NULL",
];

/// A referral has one expected appointment at most.
const EXPECTED_NOW: [&str; 2] = [
    "DROP INDEX appointment_one_expected",
    "CREATE UNIQUE INDEX appointment_one_expected ON appointment (referral_id) WHERE state = 'booked'",
];
/// The same, where a rescheduled appointment has a state of its own.
const EXPECTED_BEFORE: [&str; 2] = [
    "DROP INDEX appointment_one_expected",
    "CREATE UNIQUE INDEX appointment_one_expected ON appointment (referral_id) WHERE state IN ('booked', 'moved')",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for (from, to) in TABLES {
            db.execute_unprepared(&format!("ALTER TABLE {from} RENAME TO {to}")).await?;
        }
        for (table, from, to) in COLUMNS {
            db.execute_unprepared(&format!("ALTER TABLE {table} RENAME COLUMN {from} TO {to}")).await?;
        }
        for (from, to) in INDEXES {
            rename_index(manager, from, to).await?;
        }
        for (table, from, to) in CONSTRAINTS {
            rename_constraint(manager, table, from, to).await?;
        }
        for sql in EXPECTED_NOW.into_iter().chain(ROWS) {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }

    /// Gives the names back. What was rescheduled stays `booked`: which appointments were `moved` is not kept.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for sql in EXPECTED_BEFORE {
            db.execute_unprepared(sql).await?;
        }
        for (table, from, to) in CONSTRAINTS {
            rename_constraint(manager, table, to, from).await?;
        }
        for (from, to) in INDEXES {
            rename_index(manager, to, from).await?;
        }
        for (table, from, to) in COLUMNS {
            db.execute_unprepared(&format!("ALTER TABLE {table} RENAME COLUMN {to} TO {from}")).await?;
        }
        for (from, to) in TABLES {
            db.execute_unprepared(&format!("ALTER TABLE {to} RENAME TO {from}")).await?;
        }
        Ok(())
    }
}

/// SQLite cannot rename an index, so the same one is made under the other name.
async fn rename_index(manager: &SchemaManager<'_>, from: &str, to: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if manager.get_database_backend() != DatabaseBackend::Sqlite {
        db.execute_unprepared(&format!("ALTER INDEX {from} RENAME TO {to}")).await?;
        return Ok(());
    }
    let find = format!("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = '{from}'");
    let row = db.query_one_raw(Statement::from_string(DatabaseBackend::Sqlite, find)).await?;
    let row = row.ok_or_else(|| DbErr::Migration(format!("there is no index {from}")))?;
    let sql: String = row.try_get("", "sql")?;
    db.execute_unprepared(&format!("DROP INDEX {from}")).await?;
    db.execute_unprepared(&sql.replacen(from, to, 1)).await?;
    Ok(())
}

async fn rename_constraint(
    manager: &SchemaManager<'_>,
    table: &str,
    from: &str,
    to: &str,
) -> Result<(), DbErr> {
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        let sql = format!("ALTER TABLE {table} RENAME CONSTRAINT {from} TO {to}");
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
