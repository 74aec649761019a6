//! Accounts of staff: sign-in, sessions, passwords, grants.

pub(in crate::actions) mod close;
pub(in crate::actions) mod create;
pub(in crate::actions) mod deliver_password_link;
pub(in crate::actions) mod error;
pub(in crate::actions) mod fault;
pub(in crate::actions) mod give_grant;
pub(in crate::actions) mod link_password;
pub(in crate::actions) mod request_reset;
pub(in crate::actions) mod set_password;
pub(in crate::actions) mod sign_in;
pub(in crate::actions) mod sign_in_by_provider;
pub(in crate::actions) mod sign_out;
pub(in crate::actions) mod signed_in;
pub(in crate::actions) mod take_grant;

pub use close::{close_account, open_account};
pub use create::{NewAccount, create_account};
pub use deliver_password_link::{Claimed, LinkMail, claim_link, settle_link};
pub use error::AccountError;
pub use fault::AccountFault;
pub use give_grant::give_grant;
pub use link_password::link_password;
pub use request_reset::request_reset;
pub use set_password::{account_of_link, change_password, set_password};
pub use sign_in::{Arrival, SESSION, sign_in};
pub use sign_in_by_provider::{ProvedIdentity, sign_in_by_provider};
pub use sign_out::{revoke_session, revoke_sessions, sign_out};
pub use signed_in::{Present, signed_in};
pub use take_grant::take_grant;
