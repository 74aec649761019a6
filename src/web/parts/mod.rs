//! What several pages share.

pub mod front;
pub mod headers;
pub mod limits;
pub mod page;
pub mod requests;
