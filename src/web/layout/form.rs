//! Errors of a form: beside the field and in the summary above it.

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field; empty when it is the form as a whole.
    pub field: &'static str,
    /// What is wrong and how to correct it.
    pub text: String,
}
