//! Texts of the desk's words: stages, modes, reasons, languages.

use domain::appointment_state::Reason;
use domain::beneficiary_search::Likeness;
use domain::reception::Stage;
use domain::visit::{Language, Mode};

use crate::text::Key;

/// The name of a stage.
pub(super) const fn stage_key(stage: Stage) -> Key {
    match stage {
        Stage::Expected => Key("board-expected"),
        Stage::Arrived => Key("board-arrived"),
        Stage::InMeeting => Key("board-in-meeting"),
        Stage::Done => Key("board-done"),
        Stage::Absent => Key("board-absent"),
    }
}

/// How somebody is received, in words.
pub(super) const fn mode_key(mode: Mode) -> Key {
    match mode {
        Mode::Onsite => Key("how-onsite"),
        Mode::Phone => Key("how-phone"),
        Mode::Video => Key("how-video"),
    }
}

/// Why two people may be one.
pub(super) const fn likeness_key(why: Likeness) -> Key {
    match why {
        Likeness::File => Key("alike-file"),
        Likeness::NameAndBirthday => Key("alike-name-birthday"),
        Likeness::NameAndPhone => Key("alike-name-phone"),
        Likeness::Email => Key("alike-email"),
        Likeness::Phone => Key("alike-phone"),
        Likeness::Name => Key("alike-name"),
        Likeness::BirthdayAndPartOfName => Key("alike-birthday"),
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
