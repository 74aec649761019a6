//! Records what a professional's calendar answers to an invitation.

use chrono_tz::Tz;
use domain::ids::{AppointmentId, MessageId, ResourceId, TerritoryId};
use domain::incoming_mail::{InvitationAnswer, InvitationReply};
use domain::notifications::{MessageKind, Recipient};

use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::replace::Replaced;
use crate::actions::appointments::replace_or_escalate::replace_or_escalate;
use crate::actions::appointments::team_callbacks::settle_callbacks_about_team;
use crate::actions::callbacks::open::open_callback;
use crate::actions::kit::error::{LoadError, Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::{AppointmentContext, snapshot};
use crate::actions::kit::notify::facts;
use crate::actions::kit::reserve_team::reload_agendas;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::keys::return_paths::is_answer_of;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::CallbackReason;
use crate::store::messages::{self, NewMessage};
use crate::store::{Tx, agendas, calendar_answers, professionals};

/// Somebody who was invited, and may answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Their territory.
    pub territory: TerritoryId,
    /// The appointment.
    pub appointment: AppointmentId,
    /// Who.
    pub resource: ResourceId,
    /// The address the invitation went to.
    pub email: String,
    /// The wall clock by which they say a time without a zone: that of the territory.
    pub zone: Tz,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// Written down; nothing else is to be done.
    Written,
    /// A colleague comes in their place.
    Replaced,
    /// Nobody else can come then: a callback is opened.
    Told,
    /// It answers something older, or somebody who is no longer invited: nothing is changed.
    Old,
}

/// Whose answer comes to the address with that proof; `None` for a proof of nobody.
///
/// # Errors
/// [`MessageError::MissingSetting`], [`MessageError::Store`].
pub async fn whose_answer(
    ctx: &Context,
    appointment: AppointmentId,
    proof: &str,
) -> Result<Option<Invitee>, MessageError> {
    let key = &ctx.links.as_ref().ok_or(MessageError::MissingSetting(Setting::KeyFile))?.key;
    let db = ctx.db.read();
    let told = messages::professionals_told(db, appointment).await?;
    let found = told.into_iter().find(|(_, resource)| is_answer_of(key, appointment, *resource, proof));
    let Some((territory, resource)) = found else { return Ok(None) };
    let members = professionals::members(db, territory, &[resource]).await?;
    let email = members.into_iter().find_map(|member| member.email);
    let zone = snapshot(ctx, territory, ctx.now()).await?.territory.zone;
    Ok(email.map(|email| Invitee { territory, appointment, resource, email, zone }))
}

/// Takes an answer over, when it is the newest one to the newest invitation (RFC 5546 section 2.1.5); one that says to be newer
/// than it can be counts as one that was written now. Who declines is
/// away for that time: a free colleague of the same role takes the place at the same time, or a callback is opened. Who
/// proposes another time is sent word that this is not decided by machine, unless a machine proposed it, and a callback is opened.
///
/// # Errors
/// [`MessageError::Store`]; the same answer may then be handed over again.
pub async fn note_answer(
    ctx: &Context,
    of: &Invitee,
    reply: &InvitationReply,
    automatic: bool,
) -> Result<Noted, MessageError> {
    let Some((appointment, reply)) = retry(ctx, || write(ctx, of, reply, automatic)).await? else {
        return Ok(Noted::Old);
    };
    let in_time = appointment.visit.start.instant() > ctx.now();
    if !appointment.state.is_expected() || !in_time {
        return Ok(Noted::Written);
    }
    match reply.answer {
        InvitationAnswer::Accepted | InvitationAnswer::Tentative => Ok(Noted::Written),
        InvitationAnswer::Counter => Ok(Noted::Told),
        InvitationAnswer::Declined => decline(ctx, of, &reply, &appointment).await,
    }
}

/// The appointment, and the answer as it is recorded, when it counts.
async fn write(
    ctx: &Context,
    of: &Invitee,
    reply: &InvitationReply,
    automatic: bool,
) -> Result<Option<(Appointment, InvitationReply)>, MessageError> {
    let now = ctx.now();
    let mut context = match AppointmentContext::load(ctx, of.territory, of.appointment, now).await {
        Ok(context) if context.appointment.id == reply.appointment => context,
        Ok(_) | Err(LoadError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut write = Write::begin(ctx, now).await?;
    context.lock(&write).await?;
    let AppointmentContext { snapshot, referral, appointment, team } = context;
    let tx = write.tx();
    let invited = messages::last_invitation(tx, of.territory, appointment.id, of.resource).await?;
    let Some(invited) = invited.filter(|_| team.has(of.resource)) else { return Ok(None) };
    let reply = reply.clamped(invited, now);
    let last = calendar_answers::last(tx, appointment.id, of.resource).await?;
    if !reply.is_current(invited, last.map(|(_, order)| order)) {
        return Ok(None);
    }
    calendar_answers::set(tx, of.territory, of.resource, &reply, now).await?;
    let to_come = appointment.state.is_expected() && appointment.visit.start.instant() > now;
    let mut was_away = false;
    if to_come && reply.answer == InvitationAnswer::Accepted {
        was_away = take_back(tx, of, &appointment).await?;
    }
    if to_come && reply.answer != InvitationAnswer::Counter {
        settle_callbacks_about_team(&write, &appointment, &team).await?;
    }
    if reply.answer == InvitationAnswer::Counter && to_come {
        open_callback(&write, &snapshot, &referral, CallbackReason::OtherTimeProposed).await?;
        if !automatic {
            let new = NewMessage {
                id: MessageId(ctx.new_id()),
                territory: of.territory,
                referral: referral.id,
                appointment: Some(appointment.id),
                revision: appointment.revision,
                kind: MessageKind::CounterDeclined,
                before: None,
                channel: domain::channel::Channel::Mail,
                recipient: Recipient::Professional(of.resource),
                beneficiary: referral.beneficiary,
                facts: facts(&appointment, &team),
                due_at: now,
            };
            write.plan(new);
        }
    }
    write
        .commit(JournalEntry::of("record calendar answer", Noun::Appointment, appointment.id.0), &())
        .await?;
    if was_away {
        reload_agendas(ctx, of.territory, &[of.resource]).await;
    }
    Ok(Some((appointment, reply)))
}

async fn decline(
    ctx: &Context,
    of: &Invitee,
    reply: &InvitationReply,
    appointment: &Appointment,
) -> Result<Noted, MessageError> {
    if !retry(ctx, || be_away(ctx, of, reply, appointment)).await? {
        return Ok(Noted::Written);
    }
    match replace_or_escalate(ctx, of.territory, appointment.id).await {
        Ok(Replaced::Done { .. } | Replaced::NotNeeded) => Ok(Noted::Replaced),
        Ok(Replaced::Nobody(_)) => Ok(Noted::Told),
        // Cancelled, or begun, in between: there is nobody to replace any more.
        Err(AppointmentError::NotPossible(_) | AppointmentError::Past) => Ok(Noted::Written),
        Err(error) => Err(error.into()),
    }
}

/// Records, once, that whoever declined is away for the time of the appointment; false when it was moved, or answered again,
/// in between.
async fn be_away(
    ctx: &Context,
    of: &Invitee,
    reply: &InvitationReply,
    appointment: &Appointment,
) -> Result<bool, MessageError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let now_stands = appointments::lock(tx, of.territory, appointment.id).await?;
    let last = calendar_answers::last(tx, appointment.id, of.resource).await?;
    let is_newest = last == Some((InvitationAnswer::Declined, reply.order()));
    if !is_newest || now_stands.is_none_or(|stands| stands.revision != appointment.revision) {
        return Ok(false);
    }
    agendas::lock(tx, of.territory, &[of.resource]).await?;
    let (span, declined) = (appointment.visit, appointment.id);
    agendas::take_back_absence(tx, of.territory, of.resource, span, declined).await?;
    agendas::add_absence(tx, of.territory, ctx.new_id(), of.resource, span, Some(declined)).await?;
    agendas::bump(tx, of.territory, &[of.resource]).await?;
    write.commit(JournalEntry::of("declare absence", Noun::Resource, of.resource.0), &()).await?;
    reload_agendas(ctx, of.territory, &[of.resource]).await;
    Ok(true)
}

/// Whoever comes after all is no longer away for that time.
async fn take_back(tx: &Tx, of: &Invitee, appointment: &Appointment) -> Result<bool, MessageError> {
    agendas::lock(tx, of.territory, &[of.resource]).await?;
    let span = appointment.visit;
    let was_away = agendas::take_back_absence(tx, of.territory, of.resource, span, appointment.id).await?;
    if was_away {
        agendas::bump(tx, of.territory, &[of.resource]).await?;
    }
    Ok(was_away)
}
