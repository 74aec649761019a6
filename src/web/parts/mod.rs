//! What several pages share.

pub mod alarms;
pub mod client;
pub mod cookie;
pub mod csrf;
pub mod denied;
pub mod doors;
pub mod frame;
pub mod front;
pub mod guest;
pub mod headers;
pub mod here;
pub mod limits;
pub mod media;
pub mod messages;
pub mod office_cookie;
pub mod page;
pub mod per_minute;
pub mod posted;
pub mod requests;
pub mod session;
pub mod starts;
pub mod style;
pub mod trouble;
