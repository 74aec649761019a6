//! Options of a list: interpreters, sites.

use std::collections::BTreeSet;

use domain::visit::Language;

use crate::text::{Key, TextError};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::desk::labels::language_name;
use crate::web::pages::desk::staff::Desk;

/// Something that can be chosen.
pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// The languages that are interpreted in the territory.
pub(super) fn interpreted(desk: &Desk) -> Vec<Language> {
    let agendas = desk.snapshot.ensemble.agendas();
    let roles = agendas.iter().flat_map(|agenda| agenda.resource().roles.iter());
    let codes: BTreeSet<&str> = roles.filter_map(|role| role.name().strip_prefix("interpreter:")).collect();
    codes.into_iter().filter_map(Language::parse).collect()
}

/// The same as options, and the option of none.
pub(super) fn interpreter_choices(
    desk: &Desk,
    layout: &OfficeLayout,
    needed: Option<&Language>,
) -> Result<Vec<Choice>, TextError> {
    let spoken = interpreted(desk);
    let mut choices = vec![Choice {
        value: String::new(),
        label: layout.say(Key("offer-no-interpreter"))?,
        is_chosen: needed.is_none(),
    }];
    let missing = needed.filter(|needed| !spoken.contains(needed)).cloned();
    choices.extend(spoken.into_iter().chain(missing).map(|language| Choice {
        label: language_name(&language),
        is_chosen: needed == Some(&language),
        value: language.code().to_owned(),
    }));
    Ok(choices)
}
