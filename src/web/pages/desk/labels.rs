//! Texts of the desk's words: stages, modes, reasons, languages; and the days that its texts count.

use chrono::NaiveDate;
use domain::appointment_state::Reason;
use domain::beneficiary_search::DuplicateReason;
use domain::reception::ReceptionStage;
use domain::visit::{Language, Mode};

use crate::text::Key;

/// The name of a stage.
pub(super) const fn stage_key(stage: ReceptionStage) -> Key {
    match stage {
        ReceptionStage::Expected => Key("board-expected"),
        ReceptionStage::Arrived => Key("board-arrived"),
        ReceptionStage::InMeeting => Key("board-in-meeting"),
        ReceptionStage::Done => Key("board-done"),
        ReceptionStage::Absent => Key("board-absent"),
    }
}

/// The name of a mode.
pub(super) const fn mode_key(mode: Mode) -> Key {
    match mode {
        Mode::Onsite => Key("how-onsite"),
        Mode::Phone => Key("how-phone"),
        Mode::Video => Key("how-video"),
    }
}

/// Why two entries may be one beneficiary.
pub(super) const fn likeness_key(why: DuplicateReason) -> Key {
    match why {
        DuplicateReason::File => Key("alike-file"),
        DuplicateReason::NameAndBirthday => Key("alike-name-birthday"),
        DuplicateReason::NameAndPhone => Key("alike-name-phone"),
        DuplicateReason::Email => Key("alike-email"),
        DuplicateReason::Phone => Key("alike-phone"),
        DuplicateReason::Name => Key("alike-name"),
        DuplicateReason::BirthdayAndPartOfName => Key("alike-birthday"),
    }
}

/// Why an appointment is cancelled.
pub(super) const fn reason_key(reason: Reason) -> Key {
    match reason {
        Reason::Asked => Key("cancel-asked"),
        Reason::TeamAway => Key("cancel-team-away"),
        Reason::SiteClosed => Key("cancel-site-closed"),
        Reason::NotConcerned => Key("cancel-not-concerned"),
        Reason::Mistake => Key("cancel-mistake"),
    }
}

/// The name of a language: what those who speak it call it when it is one of ours, its code otherwise.
pub(super) fn language_name(language: &Language) -> String {
    let named = match language.code() {
        "fr" => "français",
        "ar" => "arabe",
        "en" => "anglais",
        "es" => "espagnol",
        "pt" => "portugais",
        "uk" => "ukrainien",
        "ru" => "russe",
        "tr" => "turc",
        "ro" => "roumain",
        "ti" => "tigrigna",
        "bm" => "bambara",
        "ps" => "pachto",
        "fa" => "persan",
        "prs" => "dari",
        "so" => "somali",
        "ta" => "tamoul",
        "zh" => "chinois",
        "fsl" => "langue des signes française",
        other => other,
    };
    named.to_owned()
}

/// Days from one date to another; none when the first one is still to come.
pub(super) fn days_since(day: NaiveDate, today: NaiveDate) -> u64 {
    (today - day).num_days().max(0).unsigned_abs()
}
