//! Notifies a few of those who wait of a slot that became free.

use chrono::{DateTime, Utc};
use domain::channel::Channels;
use domain::ids::{MessageId, TerritoryId, VisitTypeId};
use domain::notifications::{MessageKind, Recipient};
use domain::search::{Search, Start};
use domain::visit::Mode;
use domain::waitlist::WaitlistCandidate;

use crate::actions::kit::error::{Noun, QuestionError};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::retry::retry;
use crate::actions::kit::search_request;
use crate::actions::kit::write::Write;
use crate::actions::waitlist::error::WaitlistError;
use crate::context::Context;
use crate::store::StoreError;
use crate::store::addressees;
use crate::store::agenda_cache::Snapshot;
use crate::store::messages::{self, NewMessage, Payload};
use crate::store::referrals::{self, Referral};
use crate::store::waitlist;
use crate::store::waitlist::FreedSlot;

/// The most people who are tried for one slot in one round: those behind them wait for the next.
const EXAMINED: usize = 60;

/// Notifies people of slots that became free, by the rule of their territory ([`domain::waitlist`]); says how many messages
/// were written. Of a slot that is taken by then, or that nobody who waits can have, nobody is notified.
///
/// # Errors
/// [`WaitlistError::Store`]; nothing is then lost, the next call tells.
pub async fn notify_waitlist(ctx: &Context) -> Result<usize, WaitlistError> {
    let mut written = 0;
    for territory in waitlist::territories_due(ctx.db.read(), ctx.now()).await? {
        written += retry(ctx, || fill(ctx, territory)).await?;
    }
    Ok(written)
}

async fn fill(ctx: &Context, territory: TerritoryId) -> Result<usize, WaitlistError> {
    let now = ctx.now();
    let snapshot = ctx.agendas.up_to_date(&ctx.db, territory, now).await?;
    let snapshot = snapshot.ok_or(WaitlistError::NotFound(Noun::Territory))?;
    let (rule, hours) = (snapshot.territory.waitlist, snapshot.territory.contact_hours);
    let zone = snapshot.territory.zone;
    let mut write = Write::begin(ctx, now).await?;
    let mut written = 0;
    for place in waitlist::lock_due(write.tx(), territory, now).await? {
        let start = place.visit.start.instant();
        let (rounds, next) = match rule.sending_time(hours, zone, start, now) {
            Some(moment) if moment > now => (place.rounds, Some(moment)),
            Some(_) => {
                let some = notify_some(&mut write, &snapshot, territory, &place).await?;
                written += some;
                let rounds = place.rounds + 1;
                let next = rule.next_round(rounds, hours, zone, start, now);
                (rounds, next.filter(|_| some > 0))
            }
            None => (place.rounds, None),
        };
        match next {
            Some(next) => waitlist::put_off(write.tx(), place.id, rounds, next).await?,
            None => waitlist::delete(write.tx(), place.id).await?,
        }
    }
    write.commit(JournalEntry::several("notify waitlist", Noun::WaitlistSlot), &()).await?;
    Ok(written)
}

/// Writes one round of messages.
async fn notify_some(
    write: &mut Write<'_>,
    snapshot: &Snapshot,
    territory: TerritoryId,
    place: &FreedSlot,
) -> Result<usize, WaitlistError> {
    let now = write.now();
    let rule = snapshot.territory.waitlist;
    let candidates = waitlist::candidates(write.tx(), territory, place, now).await?;
    let queue = rule.queue((place.visit.start.instant(), place.site), &candidates, now);
    let start = Start { at: place.visit.start, site: place.site };
    let (mut people, mut written) = (0, 0);
    for one in queue.into_iter().take(EXAMINED) {
        if people == rule.people {
            break;
        }
        let Some(referral) = referrals::get(write.tx(), territory, one.referral).await? else { continue };
        if referral.is_over() || !can_have(snapshot, &referral, place.visit_type, place.mode, start, now) {
            continue;
        }
        let reach = reach(write, &one, territory).await?;
        for channel in reach.iter() {
            let told =
                messages::times_told(write.tx(), referral.id, MessageKind::PlaceFreed, channel).await?;
            let new = NewMessage {
                id: MessageId(write.ctx().new_id()),
                territory,
                referral: referral.id,
                appointment: None,
                revision: told + 1,
                kind: MessageKind::PlaceFreed,
                before: None,
                channel,
                recipient: Recipient::Beneficiary,
                beneficiary: one.person,
                facts: facts(place),
                due_at: now,
            };
            write.plan(new);
            written += 1;
        }
        people += u16::from(!reach.is_empty());
    }
    // Whoever was notified of this slot is not to be notified of the next one.
    write.flush_messages().await?;
    Ok(written)
}

/// Who wants no reminders wants no such message either.
async fn reach(
    write: &Write<'_>,
    one: &WaitlistCandidate,
    territory: TerritoryId,
) -> Result<Channels, StoreError> {
    let hash = |address: &str| write.ctx().address_hash(address);
    let known = addressees::of_beneficiary(write.tx(), territory, one.person, hash).await?;
    Ok(known.map_or(Channels::NONE, |known| known.reach.channels_for(MessageKind::PlaceFreed)))
}

fn facts(place: &FreedSlot) -> Payload {
    Payload {
        start: place.visit.start.0,
        end: place.visit.end.0,
        site: place.site.0,
        mode: place.mode.word().to_owned(),
        visit_type: Some(place.visit_type.0),
        ..Payload::none()
    }
}

/// True when `start` is the first that `referral` could have there now, by the rule of the search, with what the person
/// needs: whoever could come earlier anyway learns nothing from it.
pub(in crate::actions) fn can_have(
    snapshot: &Snapshot,
    referral: &Referral,
    visit_type: VisitTypeId,
    mode: Mode,
    start: Start,
    now: DateTime<Utc>,
) -> bool {
    let question = match search_request::question(snapshot, referral, visit_type, mode, vec![start.site], now)
    {
        Ok(question) => question,
        // The visit type is no longer given in that way, or there.
        Err(QuestionError::NotFound(_) | QuestionError::ModeNotOffered(_)) => return false,
    };
    let search = Search::new(&snapshot.ensemble, &question);
    search.earliest() == Some(start) && search.team_at(start).is_some()
}
