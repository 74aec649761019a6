//! What surrounds the content of pages: layouts, styles, media, shared wording.

pub mod alarms;
pub mod beneficiary_layout;
pub mod form;
pub mod media;
pub mod messages;
pub mod notice;
pub mod office_layout;
pub mod page;
pub mod style;
