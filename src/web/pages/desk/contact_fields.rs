//! Telephone and mail address as a form of the desk holds them.

use domain::contact;

use crate::actions::Contact;
use crate::text::Key;
use crate::web::extract::form::{PostedForm, Refused};
use crate::web::layout::form::FormFields;

/// Telephone and mail address of a form, or what is wrong with them.
pub(super) fn read_contact<F: FormFields>(
    posted: &PostedForm,
    phone: F,
    email: F,
) -> Result<Contact, Vec<(F, Key)>> {
    let mut wrong = Vec::new();
    let mut read = |field: F, key: Key, parse: fn(&str) -> Option<String>| {
        let text = match posted.text(field.name()) {
            Ok(text) => text,
            Err(Refused::TooLong) => {
                wrong.push((field, Key("field-too-long")));
                return None;
            }
            Err(Refused::Nir) => {
                wrong.push((field, Key("field-nir")));
                return None;
            }
        };
        if text.is_empty() {
            return None;
        }
        let value = parse(text);
        if value.is_none() {
            wrong.push((field, key));
        }
        value
    };
    let phone = read(phone, Key("field-phone"), contact::phone);
    let email = read(email, Key("field-email"), |text| contact::is_email(text).then(|| text.to_owned()));
    if wrong.is_empty() { Ok(Contact { phone, email }) } else { Err(wrong) }
}
