//! Receives a short message. 1 and 2 are understood, STOP is respected, anything else is for the desk to read.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::callback::{due, promised};
use domain::channel::Channel;
use domain::ids::MessageId;
use domain::notifications::{MessageKind, Recipient};
use domain::sms::reply::parse_reply;
use domain::sms::transliteration::one_line;
use domain::sms::{PhoneNumber, ReplyMeaning};
use domain::time::{Quantum, Span};
use domain::zone;
use sha2::{Digest, Sha256};

use crate::actions::callbacks::open::open_callback;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::Snapshots;
use crate::actions::kit::notify;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::kit::write::Write;
use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::{self, CallbackReason};
use crate::store::messages::{NewMessage, Payload};
use crate::store::sms_replies::{self, Writer};
use crate::store::{appointment_events, channels, referrals};

/// The same words from the same number within this time are one message, when the provider gives no name to it: it brings
/// again what was not thanked for.
const SAME: Duration = Duration::minutes(5);
/// How many replies of somebody are answered in a day: two machines that answer each other stop there.
const MOST_ANSWERS: u64 = 6;
/// Longest text that is kept for the desk.
const LONGEST: usize = 500;

/// What was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Understood {
    /// Somebody's reply, which means this.
    Reply(ReplyMeaning),
    /// It was recorded before.
    Again,
    /// Nobody was written to at that number.
    Nobody,
}

/// Takes what somebody wrote: `name` is the provider's own for it, when it gives one.
///
/// # Errors
/// [`MessageError::Store`].
pub async fn receive_sms(
    ctx: &Context,
    provider: &str,
    name: Option<&str>,
    from: &PhoneNumber,
    text: &str,
) -> Result<Understood, MessageError> {
    let now = ctx.now();
    let people = sms_replies::people_of(ctx.db.read(), from).await?;
    let territories = people.into_iter().map(|(territory, _)| territory).collect();
    let snapshots = Snapshots::load(ctx, territories, now).await?;
    let mut write = Write::begin(ctx, now).await?;
    let names = match name {
        Some(name) => vec![name.to_owned()],
        None => names_by_time(from, text, now),
    };
    if sms_replies::any_is_known(write.tx(), provider, &names).await? {
        return Ok(Understood::Again);
    }
    let writer = sms_replies::any_territory_writer(write.tx(), from).await?;
    let meaning = parse_reply(text);
    let about = match &writer {
        Some(writer) => about(&write, &snapshots, writer).await?,
        None => About::default(),
    };
    let lines: Vec<_> = about.meant(meaning).iter().map(|meant| (meant.id, ctx.new_id())).collect();
    let kept: String = one_line(text).chars().take(LONGEST).collect();
    let new = sms_replies::NewSmsReply {
        id: ctx.new_id(),
        provider,
        name: &names[0],
        writer,
        appointments: &lines,
        meaning,
        text: (meaning == ReplyMeaning::Other && writer.is_some()).then_some(kept.as_str()),
        received_at: now,
    };
    // Another replica may have been brought the same at this moment.
    if !sms_replies::insert(write.tx(), &new).await? {
        return Ok(Understood::Again);
    }
    let Some(writer) = writer else {
        write.commit(JournalEntry::several("receive sms", Noun::Message), &()).await?;
        return Ok(Understood::Nobody);
    };
    if meaning == ReplyMeaning::Stop {
        stop(&mut write, &snapshots, from).await?;
    }
    act(&mut write, &snapshots, &writer, &about, meaning).await?;
    write.commit(JournalEntry::of("receive sms", Noun::Referral, writer.referral.0), &()).await?;
    Ok(Understood::Reply(meaning))
}

/// The names of a message without one: by this stretch of time and, to be found again, by the one before.
fn names_by_time(from: &PhoneNumber, text: &str, now: DateTime<Utc>) -> Vec<String> {
    let stretch = now.timestamp() / SAME.num_seconds();
    let name = |stretch: i64| {
        let said = format!("{}\0{text}\0{stretch}", from.digits());
        URL_SAFE_NO_PAD.encode(&Sha256::digest(said.as_bytes())[..18])
    };
    vec![name(stretch), name(stretch - 1)]
}

/// What a reply is about.
#[derive(Default)]
struct About {
    /// The appointments, the earliest first; none when the person expects none.
    appointments: Vec<Appointment>,
    /// Whether the person may say yes to them: what they read of them is what is booked.
    may_be_meant: bool,
}

impl About {
    /// The appointments of which a reply is recorded: a yes to an hour is none to another.
    fn meant(&self, meaning: ReplyMeaning) -> &[Appointment] {
        match meaning {
            ReplyMeaning::Comes if !self.may_be_meant => &[],
            ReplyMeaning::Comes | ReplyMeaning::Change => &self.appointments,
            ReplyMeaning::Stop | ReplyMeaning::Other => &self.appointments[..self.appointments.len().min(1)],
        }
    }
}

/// The appointments a reply is about: those that the last reminder told and that stand as it told them. When none does,
/// the one the person was written of last, when it is to come; else the next. Who read last of a slot that became free
/// may mean that slot or what they have: neither is guessed.
async fn about(write: &Write<'_>, snapshots: &Snapshots, writer: &Writer) -> Result<About, MessageError> {
    let to_come = Span::new(Quantum::ceil(write.now()), Quantum(i64::MAX));
    let expected =
        appointments::expected_of(write.tx(), writer.territory, writer.beneficiary, to_come).await?;
    if writer.kind == MessageKind::PlaceFreed {
        return Ok(About { appointments: expected.into_iter().take(1).collect(), may_be_meant: false });
    }
    let reminded = reminded(write, snapshots, writer, &expected).await?;
    if !reminded.is_empty() {
        return Ok(About { appointments: reminded, may_be_meant: true });
    }
    let told = expected.iter().position(|one| Some(one.id) == writer.appointment);
    let one = expected.into_iter().nth(told.unwrap_or(0));
    // Who answers a reminder of what was moved or cancelled since has not heard of what stands now.
    let may_be_meant = one.is_some() && writer.kind != MessageKind::Reminder;
    Ok(About { appointments: one.into_iter().collect(), may_be_meant })
}

/// Those of `expected` that the last reminder told, and that stand as it told them.
async fn reminded(
    write: &Write<'_>,
    snapshots: &Snapshots,
    writer: &Writer,
    expected: &[Appointment],
) -> Result<Vec<Appointment>, MessageError> {
    let tx = write.tx();
    let Some(reminder) = sms_replies::reminded(tx, writer).await? else { return Ok(Vec::new()) };
    let snapshot = snapshots.of(write.ctx(), writer.territory, write.now()).await?;
    let site = snapshot.territory.sites.get(&reminder.site);
    let zone = site.map_or(snapshot.territory.zone, |site| site.zone);
    let day = zone::day_span(zone, zone::local_start(zone, reminder.start).date());
    let mut told = expected.to_vec();
    told.retain(|one| day.start <= one.visit.start && one.visit.start < day.end);
    let ids: Vec<_> = told.iter().map(|one| one.id).collect();
    let changed = appointment_events::set_after(tx, &ids, reminder.due_at).await?;
    told.retain(|one| !changed.contains(&one.id));
    Ok(told)
}

async fn act(
    write: &mut Write<'_>,
    snapshots: &Snapshots,
    writer: &Writer,
    about: &About,
    meaning: ReplyMeaning,
) -> Result<(), MessageError> {
    let now = write.now();
    let first = &about.appointments[..about.appointments.len().min(1)];
    let (kind, call_by, told) = match meaning {
        // One answer tells them all.
        ReplyMeaning::Comes if about.may_be_meant => (MessageKind::AnswerComes, None, first),
        // There is nothing to come to: the answer leads to where one is chosen, or to what stands now. Each appointment is
        // changed on a page of its own.
        ReplyMeaning::Comes | ReplyMeaning::Change => {
            (MessageKind::AnswerChange, None, &about.appointments[..])
        }
        ReplyMeaning::Stop => (MessageKind::AnswerStop, None, first),
        ReplyMeaning::Other => match ask_to_call(write, snapshots, writer, first.first()).await? {
            Some(day) => (MessageKind::AnswerCall, Some(day), first),
            // They know already by when they are called.
            None => return Ok(()),
        },
    };
    let (turn, lately) = sms_replies::count(write.tx(), writer.beneficiary, now - Duration::days(1)).await?;
    if lately > MOST_ANSWERS {
        return Ok(());
    }
    let new = NewMessage {
        id: MessageId(write.ctx().new_id()),
        territory: writer.territory,
        referral: writer.referral,
        appointment: None,
        revision: turn,
        kind,
        before: None,
        channel: Channel::Sms,
        recipient: Recipient::Beneficiary,
        beneficiary: writer.beneficiary,
        facts: Payload { call_by, ..Payload::none() },
        due_at: now,
    };
    if told.is_empty() {
        write.plan(new.clone());
    }
    for appointment in told {
        let facts = notify::facts(appointment, &appointments::team(write.tx(), appointment.id).await?);
        let of_it = NewMessage {
            id: MessageId(write.ctx().new_id()),
            referral: appointment.referral,
            appointment: Some(appointment.id),
            facts: Payload { call_by, ..facts },
            ..new.clone()
        };
        write.plan(of_it);
    }
    Ok(())
}

/// No more reminders to that number: those of a family who share it have one telephone that rings.
async fn stop(write: &mut Write<'_>, snapshots: &Snapshots, from: &PhoneNumber) -> Result<(), MessageError> {
    let now = write.now();
    for (territory, person) in sms_replies::people_of(write.tx(), from).await? {
        channels::set_refused(write.tx(), territory, person, Channel::Sms, true, now).await?;
        let snapshot = snapshots.of(write.ctx(), territory, now).await?;
        replan_reminders(write, &snapshot, territory, person).await?;
    }
    Ok(())
}

/// Opens a callback; gives the day that is promised, unless they know one already. Of a callback for a reason of
/// ours nobody knows.
async fn ask_to_call(
    write: &Write<'_>,
    snapshots: &Snapshots,
    writer: &Writer,
    next: Option<&Appointment>,
) -> Result<Option<NaiveDate>, MessageError> {
    let (tx, now, territory) = (write.tx(), write.now(), writer.territory);
    // Locked, so that two messages at once make one call.
    let referral = referrals::lock(tx, territory, writer.referral).await?;
    let Some(referral) = referral.filter(|referral| !referral.is_over()) else { return Ok(None) };
    let open = callbacks::reasons_of(tx, territory, referral.id).await?;
    let snapshot = snapshots.of(write.ctx(), territory, now).await?;
    open_callback(write, &snapshot, &referral, CallbackReason::SmsReply).await?;
    if open.iter().any(|call| matches!(call.why, CallbackReason::SmsReply | CallbackReason::NothingSuits)) {
        return Ok(None);
    }
    let today = zone::to_local(snapshot.territory.zone, now).date();
    let visit = next.map(|next| zone::local_start(notify::zone_of(&snapshot, next), next.visit.start).date());
    Ok(Some(due(promised(today, snapshot.territory.holidays), visit)))
}
