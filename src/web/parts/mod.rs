//! What several pages share.

pub mod headers;
pub mod limits;
pub mod page;
