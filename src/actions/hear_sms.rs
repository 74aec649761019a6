//! Hear SMS: somebody wrote back. 1 and 2 are understood, STOP is respected, anything else is for the desk to read.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::callback::promised;
use domain::channel::Channel;
use domain::ids::MessageId;
use domain::notices::{Kind, Recipient};
use domain::sms::plain::one_line;
use domain::sms::reply::reply;
use domain::sms::{Number, Reply};
use domain::time::{HalfDay, Quantum, Span};
use domain::zone;
use sha2::{Digest, Sha256};

use super::error::Error;
use super::offer;
use super::tell::{self, remind_again};
use crate::ctx::Ctx;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::{self, Callback, Why};
use crate::store::messages::{self, Facts, New};
use crate::store::sms_replies::{self, Writer};
use crate::store::{Tx, channels, referrals};

/// The same words from the same number within this time are one message, when the provider gives no name to it: it brings
/// again what was not thanked for.
const SAME: Duration = Duration::minutes(5);
/// How many answers somebody gets in a day: two machines that answer each other stop there.
const MOST_ANSWERS: u64 = 6;
/// Longest text that is kept for the desk.
const LONGEST: usize = 500;

/// What was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Understood {
    /// Somebody's reply, which means this.
    Reply(Reply),
    /// It was written down before.
    Again,
    /// Nobody was written to at that number.
    Nobody,
}

/// Takes what somebody wrote: `name` is the provider's own for it, when it gives one.
///
/// # Errors
/// [`Error::Store`].
pub async fn hear_sms(
    ctx: &Ctx,
    provider: &str,
    name: Option<&str>,
    from: &Number,
    text: &str,
) -> Result<Understood, Error> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let names = match name {
        Some(name) => vec![name.to_owned()],
        None => names_by_time(from, text, now),
    };
    if sms_replies::any_is_known(&tx, provider, &names).await? {
        return Ok(Understood::Again);
    }
    let writer = sms_replies::any_territory_writer(&tx, from).await?;
    let meaning = reply(text);
    let appointment = match &writer {
        Some(writer) => expected(&tx, writer, now).await?,
        None => None,
    };
    let kept: String = one_line(text).chars().take(LONGEST).collect();
    let new = sms_replies::New {
        id: ctx.fresh(),
        provider,
        name: &names[0],
        writer,
        appointment: appointment.as_ref().map(|appointment| appointment.id),
        meaning,
        text: (meaning == Reply::Other && writer.is_some()).then_some(kept.as_str()),
        received_at: now,
    };
    // Another replica may have been brought the same at this moment.
    if !sms_replies::insert(&tx, &new).await? {
        return Ok(Understood::Again);
    }
    let Some(writer) = writer else {
        tx.commit().await?;
        return Ok(Understood::Nobody);
    };
    act(ctx, &tx, &writer, appointment.as_ref(), meaning, now).await?;
    tx.commit().await?;
    Ok(Understood::Reply(meaning))
}

/// The names of a message without one: by this stretch of time and, to be found again, by the one before.
fn names_by_time(from: &Number, text: &str, now: DateTime<Utc>) -> Vec<String> {
    let stretch = now.timestamp() / SAME.num_seconds();
    let name = |stretch: i64| {
        let said = format!("{}\0{text}\0{stretch}", from.digits());
        URL_SAFE_NO_PAD.encode(&Sha256::digest(said.as_bytes())[..18])
    };
    vec![name(stretch), name(stretch - 1)]
}

/// The appointment a reply is about: the one the person was written of last, when it is to come; else the next.
async fn expected(tx: &Tx, writer: &Writer, now: DateTime<Utc>) -> Result<Option<Appointment>, Error> {
    let to_come = Span::new(Quantum::ceil(now), Quantum(i64::MAX));
    let mut expected = appointments::expected_of(tx, writer.territory, writer.beneficiary, to_come).await?;
    let told = expected.iter().position(|one| Some(one.id) == writer.appointment);
    if let Some(at) = told {
        return Ok(Some(expected.swap_remove(at)));
    }
    expected.sort_by_key(|one| one.visit.start);
    Ok(expected.into_iter().next())
}

async fn act(
    ctx: &Ctx,
    tx: &Tx,
    writer: &Writer,
    appointment: Option<&Appointment>,
    meaning: Reply,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (kind, call_by) = match meaning {
        // Without an appointment there is nothing to come to: the answer leads to where one is chosen.
        Reply::Comes if appointment.is_some() => (Kind::AnswerComes, None),
        Reply::Comes | Reply::Change => (Kind::AnswerChange, None),
        Reply::Stop => {
            channels::set_refused(tx, writer.territory, writer.beneficiary, Channel::Sms, true, now).await?;
            remind_again(ctx, tx, writer.territory, writer.beneficiary, now).await?;
            (Kind::AnswerStop, None)
        }
        Reply::Other => match ask_to_call(ctx, tx, writer, now).await? {
            Some(day) => (Kind::AnswerCall, Some(day)),
            // They know already by when they are called.
            None => return Ok(()),
        },
    };
    let (turn, lately) = sms_replies::count(tx, writer.beneficiary, now - Duration::days(1)).await?;
    if lately > MOST_ANSWERS {
        return Ok(());
    }
    let facts = match appointment {
        Some(appointment) => tell::facts(appointment, &appointments::team(tx, appointment.id).await?),
        None => Facts::none(),
    };
    let new = New {
        id: MessageId(ctx.fresh()),
        territory: writer.territory,
        referral: appointment.map_or(writer.referral, |appointment| appointment.referral),
        appointment: appointment.map(|appointment| appointment.id),
        revision: turn,
        kind,
        before: None,
        channel: Channel::Sms,
        recipient: Recipient::Beneficiary,
        beneficiary: writer.beneficiary,
        facts: Facts { call_by, ..facts },
        due_at: now,
    };
    Ok(messages::put(tx, &new).await?)
}

/// Puts a call on the desk's worklist; the day that is promised, unless one was already.
async fn ask_to_call(
    ctx: &Ctx,
    tx: &Tx,
    writer: &Writer,
    now: DateTime<Utc>,
) -> Result<Option<NaiveDate>, Error> {
    let territory = writer.territory;
    // Locked, so that two messages at once make one call.
    let referral = referrals::lock(tx, territory, writer.referral).await?;
    let Some(referral) = referral.filter(|referral| !referral.is_over()) else { return Ok(None) };
    if callbacks::open_for(tx, territory, referral.id).await?.is_some() {
        return Ok(None);
    }
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let today = zone::to_local(snapshot.territory.zone, now).date();
    let due_on = promised(today, snapshot.territory.holidays);
    let new = Callback {
        id: ctx.fresh(),
        territory,
        referral: referral.id,
        why: Why::SmsReply,
        half_day: HalfDay::Morning,
        due_on,
        asked_at: now,
    };
    callbacks::insert(tx, &new).await?;
    Ok(Some(due_on))
}
