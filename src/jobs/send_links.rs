//! Sends the mails that bring links for passwords.

use chrono::{DateTime, Duration, Utc};
use domain::ids::MessageId;
use domain::visit::Language;

use super::send_messages::Mailer;
use crate::actions::{self, Claimed, LinkMail};
use crate::adapters::mail::{Line, Notice, SendError};
use crate::adapters::mailbox::{Address, Mailbox};
use crate::ctx::Ctx;
use crate::links::{PublicUrl, password_path};
use crate::store::account_links::{Mail, Why};
use crate::text::{Arg, Catalogue, Key, TextError};

/// After so many tries a mail is given up: the link is over by then.
const MOST_TRIES: i32 = 6;

/// Sends one mail that is due over `line`; false when none is.
///
/// # Errors
/// [`actions::Error`] when the database fails; what was claimed is then tried again after its lease.
pub async fn run(ctx: &Ctx, mailer: &Mailer, line: &mut Line) -> Result<bool, actions::Error> {
    let mail = match actions::claim_link(ctx).await? {
        Claimed::Nothing => return Ok(false),
        Claimed::Given => return Ok(true),
        Claimed::Mail(mail) => mail,
    };
    let now = ctx.now();
    let (became, due_at) = send(ctx, mailer, line, &mail, now).await;
    if became != Mail::Sent {
        tracing::warn!(link.id = %mail.link.id, ?became, "a link for a password did not leave");
    }
    actions::settle_link(ctx, &mail, became, due_at).await?;
    Ok(true)
}

async fn send(
    ctx: &Ctx,
    mailer: &Mailer,
    line: &mut Line,
    mail: &LinkMail,
    now: DateTime<Utc>,
) -> (Mail, DateTime<Utc>) {
    let Some(url) = ctx.links.as_ref().and_then(|links| links.public_url.as_ref()) else {
        tracing::error!("links for passwords need UNISSON_PUBLIC_URL: without it no mail can hold one");
        return (Mail::Failed, now);
    };
    let Ok(address) = Address::parse(&mail.account.email) else { return (Mail::Failed, now) };
    let to = Mailbox { name: mail.account.name.clone(), address };
    let Ok(notice) = notice(mail, to, url) else { return (Mail::Failed, now) };
    let Ok(written) = notice.write(&mailer.service, now) else { return (Mail::Failed, now) };
    match line.send(&written).await {
        Ok(()) => (Mail::Sent, now),
        // Whether it left is not known: the same link once more does no harm.
        Err(SendError::Temporary(_) | SendError::Unknown(_)) if mail.link.mail_tries + 1 < MOST_TRIES => {
            (Mail::Planned, now + Duration::minutes(i64::from(mail.link.mail_tries) + 1))
        }
        Err(_) => (Mail::Failed, now),
    }
}

fn notice(mail: &LinkMail, to: Mailbox, url: &PublicUrl) -> Result<Notice, TextError> {
    let text = Catalogue::for_language(&Language::french())?;
    let say = |key| text.get(key, &[]);
    let (subject, lead, until) = match mail.link.why {
        Why::First => (Key("link-mail-first"), Key("link-mail-first-lead"), Key("link-mail-first-until")),
        Why::Forgotten => {
            (Key("link-mail-forgotten"), Key("link-mail-forgotten-lead"), Key("link-mail-forgotten-until"))
        }
    };
    Ok(Notice {
        message: MessageId(mail.link.id),
        to,
        subject: say(subject)?,
        before: vec![
            text.get(Key("link-mail-hello"), &[("name", Arg::from(&mail.account.name))])?,
            say(lead)?,
        ],
        link: (url.to(&password_path(&mail.token)), say(Key("password-title"))?),
        after: vec![say(until)?, say(Key("link-mail-not-you"))?],
    })
}
