//! What several pages share.

pub mod client;
pub mod cookie;
pub mod csrf;
pub mod front;
pub mod guest;
pub mod headers;
pub mod here;
pub mod limits;
pub mod media;
pub mod page;
pub mod per_minute;
pub mod posted;
pub mod requests;
pub mod style;
pub mod trouble;
