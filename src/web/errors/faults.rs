//! Faults of the service on the way to a page. As errors of a use case they become the error page of whoever asked, and
//! their causes are logged there.

use crate::actions::{ErrorKind, UseCaseError};
use crate::text::TextError;
use crate::web::layout::page::Failure;

impl UseCaseError for TextError {
    fn kind(&self) -> ErrorKind<'_> {
        ErrorKind::Fault
    }

    fn word(&self) -> &'static str {
        "text"
    }
}

impl UseCaseError for askama::Error {
    fn kind(&self) -> ErrorKind<'_> {
        ErrorKind::Fault
    }

    fn word(&self) -> &'static str {
        "template"
    }
}

impl UseCaseError for Failure {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::Store(error) => error.kind(),
            Self::Offer(error) => error.kind(),
            Self::Text(_) | Self::MailFolder(_) | Self::Template(_) => ErrorKind::Fault,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Store(error) => error.word(),
            Self::Offer(error) => error.word(),
            Self::Text(error) => error.word(),
            Self::MailFolder(_) => "mail_folder",
            Self::Template(error) => error.word(),
        }
    }
}
