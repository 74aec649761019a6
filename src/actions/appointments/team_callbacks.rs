//! Callbacks about a team that cannot come, or wants to at another time.

use domain::ids::ResourceId;
use domain::incoming_mail::InvitationAnswer;
use domain::search::Team;

use crate::actions::kit::reserve_team::members;
use crate::actions::kit::write::Write;
use crate::store::appointments::Appointment;
use crate::store::callbacks::{self, CallbackReason};
use crate::store::{StoreError, Tx, agendas, calendar_answers};

/// Those of a team who are away when the appointment is.
///
/// # Errors
/// [`StoreError`].
pub(in crate::actions) async fn away(
    tx: &Tx,
    appointment: &Appointment,
    team: &Team,
) -> Result<Vec<ResourceId>, StoreError> {
    agendas::away(tx, appointment.territory, &members(team), appointment.visit).await
}

/// Settles the callbacks about `appointment` whose reason is gone now that `team` is to come to it: that somebody cannot, when
/// nobody of them is away, and that somebody proposes another time, when nobody does.
///
/// # Errors
/// [`StoreError`].
pub(in crate::actions) async fn settle_callbacks_about_team(
    write: &Write<'_>,
    appointment: &Appointment,
    team: &Team,
) -> Result<(), StoreError> {
    let tx = write.tx();
    let mut over = Vec::new();
    if away(tx, appointment, team).await?.is_empty() {
        over.push(CallbackReason::TeamDeclined);
    }
    let answers = calendar_answers::about(tx, appointment.territory, appointment).await?;
    if !answers.iter().any(|said| said.answer == InvitationAnswer::Counter && team.has(said.of)) {
        over.push(CallbackReason::OtherTimeProposed);
    }
    callbacks::settle_of(tx, appointment.territory, appointment.referral, &over, write.now()).await
}
