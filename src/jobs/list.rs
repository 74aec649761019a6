//! Every background job of a running service.

use std::num::NonZeroU8;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::{Mutex, watch};

use crate::adapters::mail::Transport;
use crate::adapters::sms::Provider;
use crate::context::Context;
use crate::jobs::job::JobContext;
use crate::jobs::mailer::{Mailer, SharedSession};
use crate::jobs::notify_waitlist::NotifyWaitlist;
use crate::jobs::purge::Purge;
use crate::jobs::receive_mail::{self, IncomingMail, ReceiveMaildir};
use crate::jobs::receive_sms::{self, ProviderEvents};
use crate::jobs::repair_appointments::RepairAppointments;
use crate::jobs::send_messages::SendMessages;
use crate::jobs::send_password_links::SendPasswordLinks;
use crate::jobs::send_sms::{SendSms, SmsSender};
use crate::jobs::supervisor::Supervisor;
use crate::jobs::watch_channels::WatchChannels;

/// What jobs send with and receive from.
pub struct Outlets {
    /// How mails are sent.
    pub mailer: Mailer,
    /// How many sessions with the relay.
    pub mail_sessions: NonZeroU8,
    /// How SMS are sent.
    pub sms: SmsSender,
    /// What SMS providers deliver.
    pub provider_events: ProviderEvents,
    /// Where mail is received, with the open LMTP socket when there is one.
    pub incoming_mail: Option<(IncomingMail, Option<TcpListener>)>,
}

/// Starts every job. They end when `stopping` turns true.
#[must_use]
pub fn start(ctx: &Context, outlets: Outlets, stopping: watch::Receiver<bool>) -> Supervisor {
    let Outlets { mailer, mail_sessions, sms, provider_events, incoming_mail } = outlets;
    let job = JobContext::new(ctx.clone(), stopping.clone());
    let mut supervisor = Supervisor::new(ctx.clone(), stopping);
    let folder = match &mailer.transport {
        Transport::Folder(folder) => Some(folder.clone()),
        Transport::Smtp(_) => None,
    };
    supervisor.run(|| NotifyWaitlist);
    supervisor.run(RepairAppointments::default);
    supervisor.run(WatchChannels::default);
    supervisor.run(move || Purge::new(folder.clone()));
    for number in 0..mail_sessions.get() {
        let session: SharedSession = Arc::new(Mutex::new(mailer.session()));
        if number == 0 {
            // Shares the first session: the relay sees as many as were allowed.
            let links = SendPasswordLinks::new(mailer.clone(), Arc::clone(&session));
            supervisor.run(move || links.clone());
        }
        let messages = SendMessages::new(mailer.clone(), session);
        supervisor.run(move || messages.clone());
    }
    for provider in sms.gateway.providers() {
        if let Provider::Smpp(smsc) = provider {
            smsc.listen();
        }
    }
    supervisor.run(move || SendSms::new(sms.clone()));
    let events_ctx = ctx.clone();
    supervisor
        .stream(receive_sms::NAME, move || receive_sms::listen(events_ctx.clone(), provider_events.clone()));
    if let Some((IncomingMail { maildir, address, .. }, lmtp)) = incoming_mail {
        if let Some(maildir) = maildir {
            let address = address.clone();
            supervisor.run(move || ReceiveMaildir::new(maildir.clone(), address.clone()));
        }
        if let Some(listener) = lmtp.map(Arc::new) {
            supervisor.stream(receive_mail::LMTP, move || {
                receive_mail::listen(job.clone(), Arc::clone(&listener), address.clone())
            });
        }
    }
    supervisor
}
