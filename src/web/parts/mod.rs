//! What several pages share.

pub mod headers;
pub mod page;
