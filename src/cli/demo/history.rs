//! Plays the scenarios of the generated referrals through the actions of the service, under a clock of its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use domain::appointment_state::{Party, Reason};
use domain::ids::{AppointmentId, ReferralId, SiteId, TerritoryId, VisitTypeId};
use domain::territory::Territory;
use domain::time::Minutes;
use domain::zone::to_utc;
use thiserror::Error;

use super::generator::{GeneratedTerritory, JOINT, ReferralScenario, Stage};
use crate::actions::{
    AppointmentError, ErrorKind, Explain, Hold, Noun, Offer, OfferError, Outcome, Reschedule, SlotRequest,
    UseCaseError, book, cancel, hold, offer, record_outcome, release, reschedule,
};
use crate::cli::CliError;
use crate::clock::Clock;
use crate::context::Context;
use crate::store::{referrals, territories};

/// Minutes of a hold.
const HOLD: Minutes = Minutes(30);
/// The latest change is so long before the start.
const LATEST_CHANGE: Duration = Duration::hours(2);
/// The outcome is recorded so long after the end.
const AFTERWARDS: Duration = Duration::minutes(5);

/// How many scenarios have been played to their stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Referrals that reached the stage of their scenario.
    pub reached: BTreeMap<Stage, usize>,
    /// Referrals that did not, because nothing was free in time: they wait, or stay booked when it was the change that
    /// found no free start.
    pub missed: BTreeMap<Stage, usize>,
}

impl Tally {
    fn settle(&mut self, stage: Stage, is_reached: bool) {
        let counts = if is_reached { &mut self.reached } else { &mut self.missed };
        *counts.entry(stage).or_insert(0) += 1;
    }

    /// Scenarios played, reached or missed.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.reached.values().chain(self.missed.values()).sum()
    }
}

/// Plays the scenarios of `generated` in the territory created from it, in order of time, up to `now`. The clock of `ctx` is
/// not changed. Messages are written as always; those out of date are dropped when they are due. `progress` gets the
/// number of scenarios played, and of all.
///
/// # Errors
/// [`CliError`] when the territory is not the generated one, or the database fails; earlier steps are kept. A step that
/// finds nothing free is no error: it is counted in [`Tally::missed`].
pub async fn play(
    ctx: &Context,
    territory: TerritoryId,
    generated: &GeneratedTerritory,
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Tally, CliError> {
    let known = territories::load(ctx.db.read(), territory)
        .await?
        .ok_or(AppointmentError::NotFound(Noun::Territory))?;
    let joint = known.visit_types.values().find(|kind| kind.key == JOINT).map(|kind| kind.id);
    let mut cases = Vec::with_capacity(generated.scenarios.len());
    for (scenario, sheet) in generated.scenarios.iter().zip(&generated.document.referrals) {
        let referral = referrals::by_key(ctx.db.read(), territory, &scenario.referral).await?;
        let id = referral.ok_or(AppointmentError::NotFound(Noun::Referral))?.id;
        let near = sheet.site.as_ref().and_then(|key| known.sites.values().find(|site| site.key == *key));
        let near = near.or_else(|| known.sites.values().nth(cases.len() % known.sites.len().max(1)));
        let near = near.map(|site| site.id);
        cases.push(Case { scenario, received_on: sheet.received_on, id, near, appointment: None });
    }
    // Agendas in memory of its own: those of `ctx` must not be taken back into the past.
    let past = Context::new(ctx.db.clone(), Clock::standing_at(now), ctx.rng.clone());
    let visit_type = joint.ok_or(AppointmentError::NotFound(Noun::VisitType))?;
    let mut player = Player { ctx: past, territory: known, visit_type, now, cases, steps: BinaryHeap::new() };
    let mut tally = Tally::default();
    let total = generated.scenarios.len();
    player.begin(&mut tally);
    progress(tally.settled(), total);
    while let Some(Reverse(moment)) = player.steps.pop() {
        let is_reached = match player.step(&moment).await {
            Ok(Next::Goes) => continue,
            Ok(Next::Ends) => true,
            Err(error) if error.is_fault() => return Err(error.into()),
            // Any other refusal means that nothing is free.
            Ok(Next::NoRoom) | Err(_) => false,
        };
        tally.settle(player.cases[moment.case].scenario.stage, is_reached);
        progress(tally.settled(), total);
    }
    ctx.agendas.up_to_date(&ctx.db, territory, ctx.now()).await?;
    Ok(tally)
}

/// Why a step was not taken.
#[derive(Debug, Error)]
enum StepError {
    #[error(transparent)]
    Offer(#[from] OfferError),
    #[error(transparent)]
    Appointment(#[from] AppointmentError),
}

impl StepError {
    /// True when it is not a refusal: something is missing, or the database failed.
    fn is_fault(&self) -> bool {
        let kind = match self {
            Self::Offer(error) => error.kind(),
            Self::Appointment(error) => error.kind(),
        };
        matches!(kind, ErrorKind::NotFound(_) | ErrorKind::Database(_))
    }
}

impl From<StepError> for CliError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Offer(error) => error.into(),
            StepError::Appointment(error) => error.into(),
        }
    }
}

/// One referral and how far it is.
struct Case<'a> {
    scenario: &'a ReferralScenario,
    received_on: NaiveDate,
    id: ReferralId,
    /// The site nearest to the beneficiary.
    near: Option<SiteId>,
    appointment: Option<AppointmentId>,
}

/// A step of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Offer,
    Hold,
    Release,
    Book,
    Move { from: DateTime<Utc> },
    Cancel,
    Outcome,
}

/// When a step is due, and for which case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    at: DateTime<Utc>,
    case: usize,
    step: Step,
}

/// How the scenario goes on after a step.
enum Next {
    /// Another step of the same referral.
    Goes,
    /// The scenario has reached its stage.
    Ends,
    /// Nothing was free.
    NoRoom,
}

struct Player<'a> {
    ctx: Context,
    territory: Territory,
    visit_type: VisitTypeId,
    now: DateTime<Utc>,
    cases: Vec<Case<'a>>,
    steps: BinaryHeap<Reverse<Moment>>,
}

impl Player<'_> {
    /// Plans the first step of every case; a referral that only waits has reached its stage.
    fn begin(&mut self, tally: &mut Tally) {
        for case in 0..self.cases.len() {
            match self.cases[case].scenario.offered_after {
                Some(days) => {
                    let at = self.moment(case, days, 0);
                    self.push(at, case, Step::Offer);
                }
                None => tally.settle(self.cases[case].scenario.stage, true),
            }
        }
    }

    fn push(&mut self, at: DateTime<Utc>, case: usize, step: Step) {
        self.steps.push(Reverse(Moment { at, case, step }));
    }

    /// Office hours of the first working day so many days after receipt, each referral at its own minute, a later
    /// `turn` later; never after now.
    fn moment(&self, case: usize, days: u16, turn: i64) -> DateTime<Utc> {
        let mut day = self.day(case, days);
        while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || self.territory.holidays.contains(day) {
            day = day + Days::new(1);
        }
        let minute = i64::try_from(case * 37 % 480).unwrap_or(0);
        let at = day.and_time(NaiveTime::MIN) + Duration::minutes(510 + minute + 10 * turn);
        to_utc(self.territory.zone, at).min(self.now - Duration::minutes(20 - 5 * turn))
    }

    fn day(&self, case: usize, days: u16) -> NaiveDate {
        self.cases[case].received_on + Days::new(u64::from(days))
    }

    async fn step(&mut self, moment: &Moment) -> Result<Next, StepError> {
        let Moment { at, case, step } = *moment;
        self.ctx.clock.set(at);
        let (ctx, territory) = (&self.ctx, self.territory.id);
        let scenario = self.cases[case].scenario;
        let appointment = self.cases[case].appointment.ok_or(AppointmentError::NotFound(Noun::Appointment));
        match step {
            Step::Offer => {
                if self.offers(case, None).await?.is_empty() {
                    return Ok(Next::NoRoom);
                }
                let Some(days) = scenario.booked_after else { return Ok(Next::Ends) };
                let holds = matches!(scenario.stage, Stage::Held | Stage::Closed);
                self.push(
                    self.moment(case, days, 1).max(at),
                    case,
                    if holds { Step::Hold } else { Step::Book },
                );
                Ok(Next::Goes)
            }
            Step::Hold => {
                let Some(first) = self.offers(case, None).await?.into_iter().next() else {
                    return Ok(Next::NoRoom);
                };
                self.cases[case].appointment = Some(self.hold(case, &first).await?);
                if scenario.stage == Stage::Held {
                    return Ok(Next::Ends);
                }
                self.push(at + Duration::minutes(4), case, Step::Release);
                Ok(Next::Goes)
            }
            Step::Release => {
                release(ctx, territory, appointment?, None).await?;
                Ok(Next::Ends)
            }
            Step::Book => self.book(case, at).await,
            Step::Move { from } => {
                let later = self.offers(case, Some(from + Duration::days(2))).await?;
                let Some(to) = later.first() else { return Ok(Next::NoRoom) };
                let to = Reschedule {
                    appointment: appointment?,
                    start: to.start,
                    site: to.site,
                    mode: to.mode,
                    version: None,
                };
                reschedule(ctx, territory, to, None).await?;
                Ok(Next::Ends)
            }
            Step::Cancel => {
                let (by, why) = match case % 4 {
                    0 => (Party::Professional, Reason::TeamAway),
                    1 => (Party::Service, Reason::NotConcerned),
                    _ => (Party::Beneficiary, Reason::Asked),
                };
                cancel(ctx, territory, appointment?, by, why, None).await?;
                Ok(Next::Ends)
            }
            Step::Outcome => {
                let came = if scenario.stage == Stage::NoShow { Outcome::NoShow } else { Outcome::Attended };
                record_outcome(ctx, territory, appointment?, came, None).await?;
                Ok(Next::Ends)
            }
        }
    }

    /// Takes the first free start from the wanted day on, when it suits the scenario, and plans the next step.
    async fn book(&mut self, case: usize, at: DateTime<Utc>) -> Result<Next, StepError> {
        let scenario = self.cases[case].scenario;
        let midnight = |days| to_utc(self.territory.zone, self.day(case, days).and_time(NaiveTime::MIN));
        let wanted = scenario.start_after.map(midnight);
        let is_to_come = matches!(scenario.stage, Stage::Booked | Stage::Moved);
        let is_over = matches!(scenario.stage, Stage::Attended | Stage::NoShow);
        let offers = if is_to_come {
            // The first at any site: this fills the next days.
            self.offers_anywhere(case, wanted.max(Some(self.now + Duration::minutes(15)))).await?
        } else {
            self.offers(case, wanted).await?
        };
        let in_time = |offer: &Offer| !is_over || offer.end + AFTERWARDS <= self.now;
        let mut first = offers.into_iter().next().filter(in_time);
        if is_over && first.is_none() {
            first = self.offers_anywhere(case, wanted).await?.into_iter().next().filter(in_time);
        }
        let Some(first) = first else { return Ok(Next::NoRoom) };
        let held = self.hold(case, &first).await?;
        book(&self.ctx, self.territory.id, held, None).await?;
        self.cases[case].appointment = Some(held);
        let change = scenario.changed_after.map(|days| self.moment(case, days, 2));
        let change = change.map(|change| change.min(first.start - LATEST_CHANGE).max(at));
        match (scenario.stage, change) {
            (Stage::Moved, Some(change)) => self.push(change, case, Step::Move { from: first.start }),
            (Stage::Cancelled, Some(change)) => self.push(change, case, Step::Cancel),
            _ if is_over => self.push(first.end + AFTERWARDS, case, Step::Outcome),
            _ => return Ok(Next::Ends),
        }
        Ok(Next::Goes)
    }

    /// The offers for a referral at the time of the clock: at the nearest site, or anywhere when it has none.
    async fn offers(&self, case: usize, not_before: Option<DateTime<Utc>>) -> Result<Vec<Offer>, StepError> {
        let near =
            SlotRequest { not_before, sites: self.cases[case].near.into_iter().collect(), ..self.ask(case) };
        let offers = offer(&self.ctx, &near, Explain::No).await?.offers;
        if offers.is_empty() { self.offers_anywhere(case, not_before).await } else { Ok(offers) }
    }

    async fn offers_anywhere(
        &self,
        case: usize,
        not_before: Option<DateTime<Utc>>,
    ) -> Result<Vec<Offer>, StepError> {
        let ask = SlotRequest { not_before, ..self.ask(case) };
        Ok(offer(&self.ctx, &ask, Explain::No).await?.offers)
    }

    fn ask(&self, case: usize) -> SlotRequest {
        let Case { id, scenario, .. } = &self.cases[case];
        SlotRequest::any(self.territory.id, *id, self.visit_type, scenario.mode)
    }

    async fn hold(&self, case: usize, offer: &Offer) -> Result<AppointmentId, StepError> {
        let wanted = Hold { ask: self.ask(case), start: offer.start, site: offer.site, minutes: HOLD };
        Ok(hold(&self.ctx, &wanted, None).await?.appointment)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use domain::time::{Quantum, Span};

    use std::collections::BTreeSet;

    use super::*;
    use crate::actions::create_territory;
    use crate::actions::import_calendar;
    use crate::cli::demo::generator::{Recipe, generate};
    use crate::clock::RandomSource;
    use crate::formats::calendars::{ReadOptions, read};
    use crate::store::calendars::Reading;
    use crate::store::professionals::professionals;
    use crate::store::{Db, integrity};

    async fn demo(
        folder: &tempfile::TempDir,
        generated: &GeneratedTerritory,
        now: DateTime<Utc>,
    ) -> (Context, TerritoryId) {
        let db = Db::open(&format!("sqlite://{}", folder.path().join("demo.db").display())).await.unwrap();
        db.migrate().await.unwrap();
        let ctx = Context::new(db, Clock::standing_at(now), RandomSource::seeded(1));
        let territory = create_territory(&ctx, &generated.document).await.unwrap();
        let people = professionals(ctx.db.read(), territory).await.unwrap();
        let first = Quantum::floor(now - Duration::days(31));
        let window = Span::new(first, first.plus(92 * 24 * 12));
        for calendar in &generated.calendars {
            let owner = people.iter().find(|person| person.key == calendar.professional).unwrap();
            let owner_emails = owner.email.iter().cloned().collect();
            let options = ReadOptions {
                zone: chrono_tz::Tz::Europe__Paris,
                window,
                owner_emails,
                invited_to: BTreeSet::new(),
            };
            let busy = read(calendar.text.as_bytes(), &options).unwrap().busy;
            let reading = Reading::Good(&busy);
            import_calendar(&ctx, territory, owner.id, &calendar.name, reading, None).await.unwrap();
        }
        (ctx, territory)
    }

    #[tokio::test]
    async fn scenarios_reach_their_stages() {
        let now = Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
        let generated = generate(&Recipe { referrals: 70, ..Recipe::new(1, now.date_naive()) });
        let folder = tempfile::tempdir().unwrap();
        let (ctx, territory) = demo(&folder, &generated, now).await;
        let mut told = Vec::new();
        let tally =
            play(&ctx, territory, &generated, now, &mut |done, of| told.push((done, of))).await.unwrap();
        assert_eq!((tally.settled(), told.last()), (70, Some(&(70, 70))));
        let missed: usize = tally.missed.values().sum();
        assert!(missed <= 4, "{tally:?}");
        assert!(Stage::ALL.iter().all(|stage| tally.reached.contains_key(stage)), "{tally:?}");
        for (scenario, sheet) in generated.scenarios.iter().zip(&generated.document.referrals) {
            let referral = referrals::by_key(ctx.db.read(), territory, &sheet.key).await.unwrap().unwrap();
            let offered = referral.first_offered_at;
            assert_eq!(offered.is_some(), scenario.stage != Stage::Waiting, "{scenario:?}");
            assert!(offered.is_none_or(|at| at < now), "{scenario:?} was offered at {offered:?}");
            assert!(referral.attended_at.is_none_or(|at| at < now && scenario.stage == Stage::Attended));
        }
        let expected = [Stage::Booked, Stage::Moved, Stage::Attended].map(|stage| tally.reached.get(&stage));
        let settled: usize = expected.into_iter().flatten().sum();
        assert_eq!(referrals::waiting(ctx.db.read(), territory).await.unwrap().len(), 70 - settled);
        for (check, found) in integrity::run(ctx.db.read()).await.unwrap() {
            assert_eq!(found, 0, "{check}");
        }
        assert_eq!(ctx.now(), now, "the caller's clock is left alone");
    }

    /// The figures of the demo, for whoever changes the generator: `cargo test days_away -- --ignored --nocapture`.
    #[tokio::test]
    #[ignore = "plays the whole demo: half a minute"]
    async fn the_next_joint_appointment_is_days_away() {
        let now = Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
        for seed in 1..=3 {
            let generated = generate(&Recipe::new(seed, now.date_naive()));
            let folder = tempfile::tempdir().unwrap();
            let (ctx, territory) = demo(&folder, &generated, now).await;
            let tally = play(&ctx, territory, &generated, now, &mut |_, _| ()).await.unwrap();
            let missed: usize = tally.missed.values().sum();
            assert!(missed <= 24, "seed {seed}: {tally:?}");
            let known = territories::load(ctx.db.read(), territory).await.unwrap().unwrap();
            let joint = known.visit_types.values().find(|kind| kind.key == JOINT).unwrap();
            let waiting = referrals::waiting(ctx.db.read(), territory).await.unwrap();
            let mut referral = None;
            for id in waiting {
                let known = referrals::get(ctx.db.read(), territory, id).await.unwrap().unwrap();
                if known.interpreter.is_none() {
                    referral = Some(id);
                    break;
                }
            }
            let ask = SlotRequest::any(territory, referral.unwrap(), joint.id, domain::visit::Mode::Onsite);
            let answer = offer(&ctx, &ask, Explain::Yes).await.unwrap();
            let days = (answer.offers[0].start - now).num_days();
            let half_days = answer.explanation.unwrap().half_days.len();
            eprintln!(
                "seed {seed}: {days} days, {half_days} half-days {:?} {tally:?}",
                answer.offers[0].start
            );
            assert!(
                (3..=21).contains(&days) && half_days >= 5,
                "seed {seed}: {days} days, {half_days} half-days"
            );
        }
    }
}
