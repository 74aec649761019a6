//! What surrounds the content of pages: layouts, styles, media, shared wording.

pub mod alarms;
pub mod beneficiary_layout;
pub mod media;
pub mod messages;
pub mod office_layout;
pub mod page;
pub mod style;
