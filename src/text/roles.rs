//! What roles are called.

use domain::visit::Role;

use super::{Catalogue, Key, TextError};

/// The label of a role, as behind a name: its own words where there are any, its name otherwise.
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

/// One of a role, as in "it lacked ...": "a counsellor", "a room".
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
