//! Names of roles.

use domain::visit::Role;

use super::{Catalogue, Key, TextError};

/// The label of a role: a catalogue message where there is one, its name otherwise.
///
/// # Errors
/// [`TextError`].
pub fn label(role: &Role, words: &Catalogue) -> Result<String, TextError> {
    match role.name() {
        Role::SOCIAL => words.get(Key("role-social"), &[]),
        Role::EMPLOYMENT => words.get(Key("role-employment"), &[]),
        _ if role.is_room() => words.get(Key("role-room"), &[]),
        name if name.starts_with("interpreter:") => words.get(Key("role-interpreter"), &[]),
        name => Ok(name.to_owned()),
    }
}

/// A role with its article: "a counsellor", "a room".
///
/// # Errors
/// [`TextError`].
pub fn one_of(role: &Role, words: &Catalogue) -> Result<String, TextError> {
    match role.name() {
        Role::SOCIAL => words.get(Key("one-social"), &[]),
        Role::EMPLOYMENT => words.get(Key("one-employment"), &[]),
        _ if role.is_room() => words.get(Key("one-room"), &[]),
        name if name.starts_with("interpreter:") => words.get(Key("one-interpreter"), &[]),
        name => Ok(name.to_owned()),
    }
}
