//! Paths of all routes, each defined once.

use domain::credentials::Token;
use domain::ids::{AccountId, BeneficiaryId, MessageId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// The home page.
pub const HOME: &str = "/";
/// The process runs.
pub const LIVE: &str = "/health/live";
/// The process can do its work.
pub const READY: &str = "/health/ready";
/// Numbers for Prometheus, on an address of their own.
pub const METRICS: &str = "/metrics";
/// The one style sheet.
pub const STYLE: &str = "/assets/app.css";
/// What the API is.
pub const OPENAPI: &str = "/v1/openapi.json";
/// The territory of a token.
pub const TERRITORY: &str = "/v1/territory";
/// Whatever else is asked for under `/v1`.
pub const API_REST: &str = "/v1/{*rest}";
/// The mark in the browser's tab.
pub const ICON: &str = "/assets/icon.svg";
/// The script of the person's pages.
pub const PERSON_SCRIPT: &str = "/assets/person.js";
/// Where the code of a letter is typed.
pub const CODE: &str = "/a";
/// A personal link, to choose an appointment.
pub const CHOOSE: &str = "/a/{door}";
/// A personal link, to one's own appointment.
pub const OWN: &str = "/r/{door}";
/// Where reminders by mail are stopped.
pub const STOP: &str = "/stop/{door}";
/// The first question that is not answered yet.
pub const BOOK: &str = "/book";
/// One's own appointment.
pub const MINE: &str = "/mine";
/// The feed for one's own calendar.
pub const FEED: &str = "/feed/{file}";
/// The public page of a territory.
pub const PUBLIC: &str = "/t/{territory}";
/// Where anybody books, without a link.
pub const PUBLIC_BOOK: &str = "/t/{territory}/book/{visit_type}";
/// Its accessibility statement.
pub const PUBLIC_STATEMENT: &str = "/t/{territory}/accessibility";
/// The accessibility statement of the territory, where there is only one.
pub const STATEMENT: &str = "/accessibility";
/// What it keeps about people.
pub const PUBLIC_STORED: &str = "/t/{territory}/data";
/// A file that a territory supplies.
pub const MEDIA: &str = "/media/{name}";
/// Webhooks of providers of short messages.
pub const SMS_CALL: &str = "/sms/{provider}/{proof}";
/// The outbox: messages kept in a folder.
pub const OUTBOX: &str = "/outbox";
/// One mail.
pub const OUTBOX_MAIL: &str = "/outbox/{message}";
/// One mail as a file.
pub const OUTBOX_FILE: &str = "/outbox/{message}/eml";

/// The style sheet of the back office.
pub const OFFICE_STYLE: &str = "/assets/office.css";
/// Signing in to the back office.
pub const SIGN_IN: &str = "/sign-in";
/// Signing out.
pub const SIGN_OUT: &str = "/sign-out";
/// Asking for a link to set a forgotten password.
pub const FORGOTTEN: &str = "/sign-in/forgotten";
/// A link that sets a password.
pub const PASSWORD_LINK: &str = "/sign-in/link/{token}";
/// The first page of the back office.
pub const OFFICE: &str = "/office";
/// The sessions of the member.
pub const SESSIONS: &str = "/office/sessions";
/// Ends a session, or all others.
pub const END_SESSION: &str = "/office/sessions/end";

/// One's own password.
pub const PASSWORD: &str = "/office/password";
/// Who may sign in.
pub const ACCOUNTS: &str = "/office/accounts";
/// One account.
pub const ACCOUNT: &str = "/office/accounts/{account}";

/// What becomes of messages.
pub const MESSAGES: &str = "/office/messages";

/// The page of one account.
#[must_use]
pub fn account(account: AccountId) -> String {
    format!("/office/accounts/{account}")
}

/// The way to the identity provider.
pub const SSO: &str = "/sign-in/sso";
/// The way back from it.
pub const SSO_BACK: &str = "/sign-in/sso/back";
/// The page after signing out.
pub const AFTER_SIGN_OUT: &str = "/sign-in?after=out";
/// The script of the desk, which works without it.
pub const DESK_SCRIPT: &str = "/assets/desk.js";
/// The reception desk: one search box.
pub const DESK: &str = "/desk";
/// Registering a beneficiary.
pub const DESK_NEW: &str = "/desk/new";
/// One person.
pub const DESK_PERSON: &str = "/desk/person/{person}";
/// Callbacks.
pub const DESK_CALLS: &str = "/desk/calls";
/// Values that somebody has to check.
pub const DESK_TO_CHECK: &str = "/desk/to-check";
/// The board of a place and a day.
pub const BOARD: &str = "/desk/board";
/// The check-in tablet of a site.
pub const CHECK_IN: &str = "/check-in/{token}";

/// The card of a person.
#[must_use]
pub fn desk_person(person: BeneficiaryId) -> String {
    format!("/desk/person/{person}")
}

/// The tablet of a token.
#[must_use]
pub fn check_in(token: &str) -> String {
    format!("/check-in/{token}")
}

/// The sign-in page, and where to go from there.
#[must_use]
pub fn sign_in(next: Option<&str>) -> String {
    match next.filter(|next| *next != OFFICE) {
        Some(next) => format!("{SIGN_IN}?next={}", encoded(next)),
        None => SIGN_IN.to_owned(),
    }
}

/// The way to the identity provider, and where to go from there; `territory` is its key, or empty when there is one.
#[must_use]
pub fn sso(next: &str, territory: &str) -> String {
    format!("{SSO}?next={}&territory={}", encoded(next), encoded(territory))
}

/// The characters of a query value that are percent-encoded: all but the unreserved ones (RFC 3986, section 2.3) and the
/// slash, which a query may hold (section 3.4).
const QUERY_VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

fn encoded(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, QUERY_VALUE)
}

/// The page of one mail.
#[must_use]
pub fn outbox_mail(message: MessageId) -> String {
    format!("/outbox/{message}")
}

/// The file of one mail.
#[must_use]
pub fn outbox_file(message: MessageId) -> String {
    format!("/outbox/{message}/eml")
}

/// The feed of a token.
#[must_use]
pub fn feed(token: &Token) -> String {
    format!("/feed/{}.ics", token.as_str())
}

/// The public page of the territory called `key`.
#[must_use]
pub fn public(key: &str) -> String {
    format!("/t/{key}")
}

/// Where anybody books `visit_type` there, without a link.
#[must_use]
pub fn public_book(key: &str, visit_type: &str) -> String {
    format!("/t/{key}/book/{visit_type}")
}

/// Its accessibility statement.
#[must_use]
pub fn public_statement(key: &str) -> String {
    format!("/t/{key}/accessibility")
}

/// What it keeps about people.
#[must_use]
pub fn public_stored(key: &str) -> String {
    format!("/t/{key}/data")
}

/// A file that a territory supplies.
#[must_use]
pub fn media(name: &str) -> String {
    format!("/media/{name}")
}
