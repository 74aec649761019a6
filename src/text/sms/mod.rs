//! SMS texts: sentences of the catalogues, as many as fit into one message.
//!
//! A message is a list of sentences with shorter variants; `fit` shortens the least important until the text fits
//! into one message, so that a long address never doubles the price. `check` reports texts of a territory that are
//! too long for it. The name of a site is left out when it would reveal a benefit.

mod check;
mod content;
mod fit;
#[cfg(test)]
mod tests;

pub use check::{OversizedText, too_long};
pub use content::{RenderedSms, SameDayAppointments, SmsContent, SmsKind, SmsPlace, SmsVisit, write};
