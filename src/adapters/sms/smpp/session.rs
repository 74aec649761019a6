//! The task that keeps one SMPP connection.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{SinkExt, StreamExt};
use rusmpp::pdus::DeliverSmResp;
use rusmpp::tokio_codec::CommandCodec;
use rusmpp::{Command, CommandStatus, Pdu};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, crypto};
use tokio_util::codec::Framed;
use tracing::warn;

use super::part::PartRequest;
use super::pdu;
use super::settings::{NAME, SmppSettings};
use super::verdict::{PartOutcome, asks_for_less, refused};
use crate::adapters::sms::event_sink::EventSink;
use crate::adapters::sms::outcome::Cause;
use crate::formats::sms::provider_event::{LateAcceptance, ProviderEvent};
use domain::ids::MessageId;

/// The longest pause between two tries to connect.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// The first pause after the exchange asked for less; doubled each time until it takes a message.
const BREATH: Duration = Duration::from_millis(200);
/// The longest such pause.
const LONGEST_BREATH: Duration = Duration::from_secs(30);
/// How long to wait for an answer to a goodbye.
const GOODBYE: Duration = Duration::from_secs(2);
/// How many messages in doubt are remembered, for answers that come late.
const MOST_LATE: usize = 10_000;
/// Longest command that is read: far more than any the exchange sends.
const LONGEST_COMMAND: usize = 70_000;

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

type Link = Framed<Box<dyn Wire>, CommandCodec>;

/// Serves orders until nobody can give any, over one connection after the other.
pub(super) async fn run(settings: SmppSettings, ear: EventSink, mut orders: mpsc::Receiver<PartRequest>) {
    let mut pause = settings.pause;
    loop {
        let cause = match connect(&settings).await {
            Ok(link) => {
                tracing::info!("bound to the exchange for short messages");
                let mut session = Session::new(&settings, &ear, link);
                let end = session.serve(&mut orders).await;
                session.let_go();
                if session.served {
                    pause = settings.pause;
                }
                match end {
                    End::NobodyPartRequests => return,
                    End::Lost => Cause::Lost,
                }
            }
            Err(cause) => cause,
        };
        tracing::warn!(%cause, pause_seconds = pause.as_secs_f32(), "no connection to the exchange for short messages");
        let until = Instant::now() + jittered(pause, settings.chance);
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(until) => break,
                order = orders.recv() => match order {
                    Some(order) => {
                        let after = Some(until.saturating_duration_since(Instant::now()));
                        order.answer(PartOutcome::Temporary(cause, after));
                    }
                    None => return,
                },
            }
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Between three quarters of the pause and the whole, so that replicas do not come back all at once.
fn jittered(pause: Duration, chance: u8) -> Duration {
    pause * (1024 - u32::from(chance)) / 1024
}

/// Binds and unbinds, to see that it goes.
pub(super) async fn probe(settings: &SmppSettings) -> Result<(), Cause> {
    let mut link = connect(settings).await?;
    goodbye(&mut link, 2).await;
    Ok(())
}

async fn goodbye(link: &mut Link, sequence: u32) {
    let unbind = Command::new(CommandStatus::EsmeRok, sequence, Pdu::Unbind);
    let polite = async {
        link.send(unbind).await.ok()?;
        while let Some(Ok(command)) = link.next().await {
            if matches!(command.pdu(), Some(Pdu::UnbindResp)) {
                break;
            }
        }
        Some(())
    };
    // Whatever comes back changes nothing.
    let _ = timeout(GOODBYE, polite).await;
}

async fn connect(settings: &SmppSettings) -> Result<Link, Cause> {
    match timeout(settings.patience, greet(settings)).await {
        Ok(link) => link,
        Err(_) => Err(Cause::Late),
    }
}

async fn greet(settings: &SmppSettings) -> Result<Link, Cause> {
    let stream = TcpStream::connect((settings.host.as_str(), settings.port)).await;
    let stream = stream.map_err(|_| Cause::Unreachable)?;
    stream.set_nodelay(true).map_err(|_| Cause::Unreachable)?;
    let wire: Box<dyn Wire> = if settings.tls {
        let name = ServerName::try_from(settings.host.clone()).map_err(unprotected)?;
        let tls = TlsConnector::from(Arc::new(tls().map_err(unprotected)?));
        Box::new(tls.connect(name, stream).await.map_err(unprotected)?)
    } else {
        Box::new(stream)
    };
    let mut link = Framed::new(wire, CommandCodec::new().with_max_length(LONGEST_COMMAND));
    let bind = pdu::bind(settings).ok_or(Cause::Unwritable)?;
    link.send(Command::new(CommandStatus::EsmeRok, 1, bind)).await.map_err(|_| Cause::Lost)?;
    loop {
        let answer = link.next().await.ok_or(Cause::Lost)?.map_err(|_| Cause::Nonsense)?;
        if answer.sequence_number() == 1 && answer.id().is_response() {
            return match u32::from(answer.status()) {
                0 => Ok(link),
                status => Err(Cause::NotLetIn(status)),
            };
        }
    }
}

fn tls() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(versions.with_platform_verifier()?.with_no_client_auth())
}

/// The stored cause is a word; what TLS said of a certificate or a name is for whoever reads the log.
fn unprotected(error: impl std::error::Error) -> Cause {
    warn!(error = %error, "no protected connection to the SMS provider");
    Cause::Unprotected
}

impl PartRequest {
    /// Says what became of it. Nobody waits any more when the worker was stopped in the middle.
    fn answer(self, outcome: PartOutcome) {
        let _ = self.answer.send(outcome);
    }
}

/// Why a session ended.
enum End {
    /// Nobody can give orders any more: the service is stopping.
    NobodyPartRequests,
    /// The connection is gone.
    Lost,
}

/// A message that was written and not answered yet.
struct Pending {
    message: MessageId,
    answer: oneshot::Sender<PartOutcome>,
    since: Instant,
}

struct Session<'a> {
    settings: &'a SmppSettings,
    ear: &'a EventSink,
    link: Link,
    sequence: u32,
    /// By sequence number, which is also their order in time until the numbers begin anew.
    pending: BTreeMap<u32, Pending>,
    /// Messages given up as doubtful, whose answer may still come: over this connection only (SMPP 3.4 section 2.2), in
    /// which alone their numbers mean them. They are forgotten with it, and stay in doubt.
    late: VecDeque<(u32, MessageId)>,
    /// Nothing is written before.
    not_before: Instant,
    breath: Duration,
    last_heard: Instant,
    /// Since when an answer to "are you there" lacks.
    asked: Option<Instant>,
    /// True once it took a message.
    served: bool,
}

impl<'a> Session<'a> {
    fn new(settings: &'a SmppSettings, ear: &'a EventSink, link: Link) -> Self {
        let now = Instant::now();
        Self {
            settings,
            ear,
            link,
            sequence: 1,
            pending: BTreeMap::new(),
            late: VecDeque::new(),
            not_before: now,
            breath: BREATH,
            last_heard: now,
            asked: None,
            served: false,
        }
    }

    /// What was written and not answered is in doubt from now on.
    fn let_go(&mut self) {
        for (_, pending) in std::mem::take(&mut self.pending) {
            let _ = pending.answer.send(PartOutcome::Unknown(Cause::Lost));
        }
    }

    async fn serve(&mut self, orders: &mut mpsc::Receiver<PartRequest>) -> End {
        let window = usize::try_from(self.settings.window.get()).unwrap_or(usize::MAX);
        let mut told = FuturesUnordered::new();
        let mut ordering = true;
        loop {
            if !ordering && self.pending.is_empty() && told.is_empty() {
                let sequence = self.next();
                goodbye(&mut self.link, sequence).await;
                return End::NobodyPartRequests;
            }
            let may_write = ordering && self.pending.len() < window && Instant::now() >= self.not_before;
            let wakes_at = self.wakes_at(may_write, ordering);
            tokio::select! {
                order = orders.recv(), if may_write => match order {
                    Some(order) => if self.submit(order).await.is_err() { return End::Lost },
                    None => ordering = false,
                },
                command = self.link.next() => {
                    let Some(Ok(command)) = command else { return End::Lost };
                    self.last_heard = Instant::now();
                    self.asked = None;
                    match self.read(&command) {
                        Read::Nothing => {}
                        Read::Answer(answer) => if self.write(answer).await.is_err() { return End::Lost },
                        Read::ProviderEvent(sequence, heard) => {
                            let ear = self.ear.clone();
                            told.push(async move { (sequence, ear.send(heard).await) });
                        }
                        // The exchange says it once only, so it outlives the connection.
                        Read::Taken(taken) => drop(tokio::spawn(self.ear.clone().retry(taken, self.settings.pause))),
                        Read::Goodbye(answer) => {
                            let _ = self.write(answer).await;
                            return End::Lost;
                        }
                    }
                }
                Some((sequence, written)) = told.next(), if !told.is_empty() => {
                    // What was not written down is to be brought again (`ESME_RX_T_APPN`).
                    let status = if written { CommandStatus::EsmeRok } else { CommandStatus::EsmeRxTAppn };
                    let thanks = Command::new(status, sequence, DeliverSmResp::default());
                    if self.write(thanks).await.is_err() { return End::Lost }
                }
                () = tokio::time::sleep_until(wakes_at) => {
                    if self.tick().await.is_err() { return End::Lost }
                }
            }
        }
    }

    /// When something is to be done though nothing happens: an answer is overdue, a silence is long, a pause is over.
    fn wakes_at(&self, may_write: bool, ordering: bool) -> Instant {
        let overdue = self.pending.values().map(|pending| pending.since + self.settings.patience).min();
        let silent = match self.asked {
            Some(asked) => asked + self.settings.patience,
            None => self.last_heard + self.settings.silence,
        };
        let pause = (ordering && !may_write && self.not_before > Instant::now()).then_some(self.not_before);
        overdue.into_iter().chain(pause).fold(silent, Instant::min)
    }

    async fn tick(&mut self) -> Result<(), Cause> {
        let now = Instant::now();
        let patience = self.settings.patience;
        let overdue: Vec<u32> = self
            .pending
            .iter()
            .filter(|(_, pending)| pending.since + patience <= now)
            .map(|(sequence, _)| *sequence)
            .collect();
        for sequence in overdue {
            if let Some(pending) = self.pending.remove(&sequence) {
                if self.late.len() == MOST_LATE {
                    self.late.pop_front();
                }
                self.late.push_back((sequence, pending.message));
                let _ = pending.answer.send(PartOutcome::Unknown(Cause::Late));
            }
        }
        match self.asked {
            Some(asked) if asked + patience <= now => Err(Cause::Late),
            None if self.last_heard + self.settings.silence <= now => {
                self.asked = Some(now);
                let sequence = self.next();
                self.write(Command::new(CommandStatus::EsmeRok, sequence, Pdu::EnquireLink)).await
            }
            _ => Ok(()),
        }
    }

    /// The next sequence number (section 3.2: 1 to 0x7FFFFFFF).
    fn next(&mut self) -> u32 {
        self.sequence = if self.sequence >= 0x7fff_ffff { 1 } else { self.sequence + 1 };
        self.sequence
    }

    async fn write(&mut self, command: Command) -> Result<(), Cause> {
        match timeout(self.settings.patience, self.link.send(command)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Cause::Lost),
            Err(_) => Err(Cause::Late),
        }
    }

    async fn submit(&mut self, order: PartRequest) -> Result<(), Cause> {
        let sequence = self.next();
        let command = Command::new(CommandStatus::EsmeRok, sequence, order.pdu);
        let now = Instant::now();
        // It is pending before it is written: a write that fails half way leaves a doubt as well.
        self.pending.insert(sequence, Pending { message: order.message, answer: order.answer, since: now });
        if let Some(per_second) = self.settings.per_second {
            self.not_before = self.not_before.max(now) + Duration::from_secs(1) / per_second.get();
        }
        self.write(command).await
    }

    fn read(&mut self, command: &Command) -> Read {
        let sequence = command.sequence_number();
        let status = u32::from(command.status());
        if command.id().is_response() {
            return self.answered(sequence, status, command);
        }
        let answer = |pdu: Pdu| Command::new(CommandStatus::EsmeRok, sequence, pdu);
        match command.pdu() {
            Some(Pdu::DeliverSm(brought)) => match pdu::heard(brought) {
                Some(heard) => Read::ProviderEvent(sequence, heard),
                // Neither a receipt nor somebody's words: brought again, it would be no better.
                None => Read::Answer(answer(DeliverSmResp::default().into())),
            },
            Some(Pdu::EnquireLink) => Read::Answer(answer(Pdu::EnquireLinkResp)),
            Some(Pdu::Unbind) => Read::Goodbye(answer(Pdu::UnbindResp)),
            _ => Read::Answer(Command::new(CommandStatus::EsmeRinvcmdid, sequence, Pdu::GenericNack)),
        }
    }

    fn answered(&mut self, sequence: u32, status: u32, command: &Command) -> Read {
        let Some(pending) = self.pending.remove(&sequence) else {
            let late = self.late.iter().position(|(of, _)| *of == sequence);
            let Some((_, message)) = late.and_then(|at| self.late.remove(at)) else { return Read::Nothing };
            let reference = pdu::reference(command.pdu()).filter(|_| status == 0);
            return reference.map_or(Read::Nothing, |reference| {
                Read::Taken(LateAcceptance { message, provider: NAME, reference })
            });
        };
        let outcome = if status == 0 {
            self.served = true;
            self.breath = BREATH;
            PartOutcome::Accepted(pdu::reference(command.pdu()))
        } else if asks_for_less(status) {
            let breath = self.breath;
            self.not_before = Instant::now() + breath;
            self.breath = (breath * 2).min(LONGEST_BREATH);
            PartOutcome::Throttled(breath)
        } else {
            refused(status)
        };
        let _ = pending.answer.send(outcome);
        Read::Nothing
    }
}

/// What is to be done with what was read.
enum Read {
    Nothing,
    Answer(Command),
    /// To be written down, then answered under that sequence number.
    ProviderEvent(u32, ProviderEvent),
    /// To be written down; nobody waits for an answer.
    Taken(LateAcceptance),
    Goodbye(Command),
}
