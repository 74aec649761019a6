//! The forms of pages: their fields, the values typed into them, and what is wrong with each.
//!
//! A page declares its fields as an enum ([`FormFields`]) and holds a [`FormState`] of it; `form.html` renders a field
//! with its value, its error, `aria-describedby` and `aria-invalid`, and one summary of all errors.

/// The fields of one form.
pub trait FormFields: Copy + Eq + 'static {
    /// All of them, in the order of the page.
    const ALL: &'static [Self];

    /// The name of the input, which is its id as well.
    fn name(self) -> &'static str;

    /// Most characters that are shown again.
    fn max_length(self) -> usize {
        100
    }

    /// True for a password: it is never shown again.
    fn is_secret(self) -> bool {
        false
    }

    /// True for a field that has a hint, with the id `NAME-hint`.
    fn has_hint(self) -> bool {
        false
    }

    /// The field whose errors are those of this one: the birthday, for its day.
    fn group(self) -> Option<Self> {
        None
    }
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field; empty for the form as a whole.
    pub field: &'static str,
    /// What is wrong and how to correct it.
    pub text: String,
}

/// The values of a form, and its errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormState<F> {
    values: Vec<(F, String)>,
    errors: Vec<FieldError>,
}

impl<F> Default for FormState<F> {
    fn default() -> Self {
        Self { values: Vec::new(), errors: Vec::new() }
    }
}

impl<F: FormFields> FormState<F> {
    /// The same form with a value, as far as it may be shown: nothing of a password, not more than its most characters.
    #[must_use]
    pub fn with(mut self, field: F, value: &str) -> Self {
        if !field.is_secret() {
            self.values.retain(|(known, _)| *known != field);
            self.values.push((field, value.chars().take(field.max_length()).collect()));
        }
        self
    }

    /// Adds an error to a field.
    pub fn reject(&mut self, field: F, text: String) {
        self.errors.push(FieldError { field: field.name(), text });
    }

    /// Adds an error to the form as a whole.
    pub fn reject_form(&mut self, text: String) {
        self.errors.push(FieldError { field: "", text });
    }

    /// Every error, in the order in which they were found.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// True when nothing is wrong.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// The value of a field; empty when it has none.
    #[must_use]
    pub fn value(&self, field: F) -> &str {
        self.values.iter().find(|(known, _)| *known == field).map_or("", |(_, value)| value)
    }

    /// A field as it is rendered.
    #[must_use]
    pub fn field(&self, field: F) -> FieldView<'_> {
        let owner = field.group().unwrap_or(field);
        let error = self.errors.iter().find(|error| error.field == owner.name());
        let mut described_by = Vec::new();
        if field.has_hint() {
            described_by.push(format!("{}-hint", field.name()));
        }
        if error.is_some() {
            described_by.push(format!("{}-error", owner.name()));
        }
        FieldView {
            name: field.name(),
            value: self.value(field),
            // The error of a group is shown once, beside the group.
            error: error.filter(|_| field.group().is_none()).map(|error| error.text.as_str()),
            is_invalid: error.is_some(),
            described_by: (!described_by.is_empty()).then(|| described_by.join(" ")),
        }
    }
}

/// A field as it is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldView<'a> {
    /// Its name and id.
    pub name: &'static str,
    /// Its value.
    pub value: &'a str,
    /// What is wrong, to be shown beside it.
    pub error: Option<&'a str>,
    /// True when something is wrong with it or with its group.
    pub is_invalid: bool,
    /// The ids of its hint and of its error.
    pub described_by: Option<String>,
}

#[cfg(test)]
mod tests {
    use crate::web::layout::form::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Field {
        Name,
        Birthday,
        Day,
        Password,
    }

    impl FormFields for Field {
        const ALL: &'static [Self] = &[Self::Name, Self::Birthday, Self::Day, Self::Password];

        fn name(self) -> &'static str {
            match self {
                Self::Name => "name",
                Self::Birthday => "birthday",
                Self::Day => "day",
                Self::Password => "password",
            }
        }

        fn max_length(self) -> usize {
            5
        }

        fn is_secret(self) -> bool {
            self == Self::Password
        }

        fn has_hint(self) -> bool {
            self == Self::Name
        }

        fn group(self) -> Option<Self> {
            (self == Self::Day).then_some(Self::Birthday)
        }
    }

    #[test]
    fn values_are_kept_up_to_their_length_and_passwords_are_not() {
        let form = FormState::default().with(Field::Name, "Dominique").with(Field::Password, "correct horse");
        assert_eq!((form.value(Field::Name), form.value(Field::Password)), ("Domin", ""));
        assert_eq!(form.with(Field::Name, "Lea").value(Field::Name), "Lea");
    }

    #[test]
    fn a_wrong_field_names_its_hint_and_its_error() {
        let mut form = FormState::default();
        assert_eq!(form.field(Field::Name).described_by.as_deref(), Some("name-hint"));
        assert_eq!(form.field(Field::Day).described_by, None);
        form.reject(Field::Name, "missing".to_owned());
        let field = form.field(Field::Name);
        assert_eq!(field.described_by.as_deref(), Some("name-hint name-error"));
        assert_eq!((field.error, field.is_invalid), (Some("missing"), true));
        assert!(!form.field(Field::Password).is_invalid && !form.is_valid());
    }

    #[test]
    fn the_error_of_a_group_is_shown_once_and_marks_its_parts() {
        let mut form = FormState::default();
        form.reject(Field::Birthday, "no such day".to_owned());
        let (group, part) = (form.field(Field::Birthday), form.field(Field::Day));
        assert_eq!((group.error, part.error), (Some("no such day"), None));
        assert!(part.is_invalid);
        assert_eq!(part.described_by.as_deref(), Some("birthday-error"));
    }
}
