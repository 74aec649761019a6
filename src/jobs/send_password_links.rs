//! Sends the mails with links by which accounts set their passwords.

use std::time::Duration as Interval;

use chrono::{DateTime, Duration, Utc};
use domain::ids::MessageId;
use domain::visit::Language;

use crate::actions::{self, Claimed, LinkMail};
use crate::adapters::mail::{RelaySession, SendError};
use crate::context::Context;
use crate::formats::email::Notice;
use crate::formats::mail_address::{Address, Mailbox};
use crate::jobs::job::{Job, JobContext, JobError, Next};
use crate::jobs::mailer::{Mailer, SharedSession};
use crate::keys::{PublicUrl, password_path};
use crate::store::account_links::{LinkMailState, LinkPurpose};
use crate::text::{Arg, Catalogue, Key, TextError};

/// After so many tries a mail is given up: the link has expired by then.
const MOST_TRIES: i32 = 6;

/// Sends them over a session with the relay that it shares.
#[derive(Clone)]
pub struct SendPasswordLinks {
    mailer: Mailer,
    session: SharedSession,
}

impl SendPasswordLinks {
    /// Over `session`.
    #[must_use]
    pub const fn new(mailer: Mailer, session: SharedSession) -> Self {
        Self { mailer, session }
    }
}

impl Job for SendPasswordLinks {
    const NAME: &'static str = "send_password_links";
    const EVERY: Interval = Interval::from_secs(1);

    async fn run(&mut self, job: &JobContext) -> Result<Next, JobError> {
        let mut session = self.session.lock().await;
        let sent = run(&job.ctx, &self.mailer, &mut session).await?;
        Ok(if sent { Next::AtOnce } else { Next::AfterInterval })
    }
}

/// Sends one due mail over `session`; false when none is due.
///
/// # Errors
/// [`actions::AccountError`] when the database fails; what was claimed is then tried again after its lease.
pub async fn run(
    ctx: &Context,
    mailer: &Mailer,
    session: &mut RelaySession,
) -> Result<bool, actions::AccountError> {
    let mail = match actions::claim_link(ctx).await? {
        Claimed::Nothing => return Ok(false),
        Claimed::Given => return Ok(true),
        Claimed::Mail(mail) => mail,
    };
    let now = ctx.now();
    let (became, due_at) = send(ctx, mailer, session, &mail, now).await;
    if became != LinkMailState::Sent {
        tracing::warn!(link.id = %mail.link.id, ?became, "a password link was not sent");
    }
    actions::settle_link(ctx, &mail, became, due_at).await?;
    Ok(true)
}

async fn send(
    ctx: &Context,
    mailer: &Mailer,
    session: &mut RelaySession,
    mail: &LinkMail,
    now: DateTime<Utc>,
) -> (LinkMailState, DateTime<Utc>) {
    let Some(url) = ctx.links.as_ref().and_then(|links| links.public_url.as_ref()) else {
        // Nothing is claimed without an address ([`actions::claim_link`]).
        return (LinkMailState::Planned, now + Duration::minutes(1));
    };
    let Ok(address) = Address::parse(&mail.account.email) else { return (LinkMailState::Failed, now) };
    let to = Mailbox { name: mail.account.name.clone(), address };
    let Ok(notice) = notice(mail, to, url) else { return (LinkMailState::Failed, now) };
    let Ok(written) = notice.write(&mailer.service, now) else { return (LinkMailState::Failed, now) };
    match session.send(&written).await {
        Ok(()) => (LinkMailState::Sent, now),
        // Whether it was sent may be unknown: the same link twice does no harm.
        Err(SendError::Temporary(_) | SendError::Unknown(_)) if mail.link.mail_tries + 1 < MOST_TRIES => {
            (LinkMailState::Planned, now + Duration::minutes(i64::from(mail.link.mail_tries) + 1))
        }
        Err(_) => (LinkMailState::Failed, now),
    }
}

fn notice(mail: &LinkMail, to: Mailbox, url: &PublicUrl) -> Result<Notice, TextError> {
    let text = Catalogue::for_language(&Language::french())?;
    let say = |key| text.get(key, &[]);
    let (subject, lead, until) = match mail.link.why {
        LinkPurpose::First => {
            (Key("link-mail-first"), Key("link-mail-first-lead"), Key("link-mail-first-until"))
        }
        LinkPurpose::Forgotten => {
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
