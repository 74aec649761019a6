//! Lets the fates of a made territory come true, through the same actions as everybody else's, at their own moments.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use domain::appointment_state::{Party, Reason};
use domain::ids::{AppointmentId, ReferralId, SiteId, TerritoryId, VisitTypeId};
use domain::territory::Territory;
use domain::time::Minutes;
use domain::zone::to_utc;

use super::generator::{JOINT, Made, ReferralFate, Stage};
use crate::actions::{
    Ask, Error, Explain, Hold, Offer, Outcome, Reschedule, book, cancel, hold, offer, record_outcome,
    release, reschedule,
};
use crate::clock::Clock;
use crate::context::Context;
use crate::store::{referrals, territories};

/// Minutes of a hold on the way to a booking, and of one that stands now.
const HOLD: Minutes = Minutes(30);
/// How long before the start the latest change of mind comes.
const LAST_WORD: Duration = Duration::hours(2);
/// How long after the end the outcome is written down.
const AFTERWARDS: Duration = Duration::minutes(5);

/// What became of the fates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many referrals stand where they should.
    pub reached: BTreeMap<Stage, usize>,
    /// How many should stand there and do not, because nothing was free in time: they wait, or stay as booked when
    /// it was the change that found no room.
    pub missed: BTreeMap<Stage, usize>,
}

impl Tally {
    fn settle(&mut self, stage: Stage, is_reached: bool) {
        let counts = if is_reached { &mut self.reached } else { &mut self.missed };
        *counts.entry(stage).or_insert(0) += 1;
    }

    /// Fates settled, one way or the other.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.reached.values().chain(self.missed.values()).sum()
    }
}

/// Makes the fates of `made` come true in the territory that was set up from it, as of `now`: everything happens in
/// the order of time, under a clock that stands at each moment in turn. `ctx`'s own clock is not touched. The
/// messages of what happened are written as always; whoever sends them knows which are out of date. `progress` is
/// told how many fates are settled, and of how many.
///
/// # Errors
/// [`Error::Unknown`] when the territory is not the one that was made, [`Error::Store`]; what has happened until
/// then stays. What finds no room is no error: it is counted.
pub async fn live(
    ctx: &Context,
    territory: TerritoryId,
    made: &Made,
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Tally, Error> {
    let known = territories::load(ctx.db.read(), territory).await?.ok_or(Error::Unknown("territory"))?;
    let joint = known.visit_types.values().find(|kind| kind.key == JOINT).map(|kind| kind.id);
    let mut cases = Vec::with_capacity(made.fates.len());
    for (fate, sheet) in made.fates.iter().zip(&made.blueprint.referrals) {
        let referral = referrals::by_key(ctx.db.read(), territory, &fate.referral).await?;
        let id = referral.ok_or(Error::Unknown("referral"))?.id;
        let near = sheet.site.as_ref().and_then(|key| known.sites.values().find(|site| site.key == *key));
        let near = near.or_else(|| known.sites.values().nth(cases.len() % known.sites.len().max(1)));
        let near = near.map(|site| site.id);
        cases.push(Case { fate, received_on: sheet.received_on, id, near, appointment: None });
    }
    // Agendas in memory of its own: those of `ctx` must not be taken back into the past.
    let past = Context::new(ctx.db.clone(), Clock::standing_at(now), ctx.rng.clone());
    let visit_type = joint.ok_or(Error::Unknown("visit type"))?;
    let mut play = Play { ctx: past, territory: known, visit_type, now, cases, steps: BinaryHeap::new() };
    let mut tally = Tally::default();
    let total = made.fates.len();
    play.begin(&mut tally);
    progress(tally.settled(), total);
    while let Some(Reverse(moment)) = play.steps.pop() {
        let is_reached = match play.step(&moment).await {
            Ok(Next::Goes) => continue,
            Ok(Next::Ends) => true,
            Err(error @ (Error::Unknown(_) | Error::Store(_))) => return Err(error),
            // Any other refusal means that there is no room for it.
            Ok(Next::NoRoom) | Err(_) => false,
        };
        tally.settle(play.cases[moment.case].fate.stage, is_reached);
        progress(tally.settled(), total);
    }
    ctx.agendas.up_to_date(&ctx.db, territory, ctx.now()).await?;
    Ok(tally)
}

/// One referral on its way.
struct Case<'a> {
    fate: &'a ReferralFate,
    received_on: NaiveDate,
    id: ReferralId,
    /// The house nearest to where the person lives.
    near: Option<SiteId>,
    appointment: Option<AppointmentId>,
}

/// Something that happens to a referral.
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

/// When it happens, and to which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    at: DateTime<Utc>,
    case: usize,
    step: Step,
}

/// What comes after a step.
enum Next {
    /// Another step of the same referral.
    Goes,
    /// Its fate has come true.
    Ends,
    /// Nothing was free.
    NoRoom,
}

struct Play<'a> {
    ctx: Context,
    territory: Territory,
    visit_type: VisitTypeId,
    now: DateTime<Utc>,
    cases: Vec<Case<'a>>,
    steps: BinaryHeap<Reverse<Moment>>,
}

impl Play<'_> {
    /// The first steps of everybody; who only waits is where they should be already.
    fn begin(&mut self, tally: &mut Tally) {
        for case in 0..self.cases.len() {
            match self.cases[case].fate.offered_after {
                Some(days) => {
                    let at = self.moment(case, days, 0);
                    self.push(at, case, Step::Offer);
                }
                None => tally.settle(self.cases[case].fate.stage, true),
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

    async fn step(&mut self, moment: &Moment) -> Result<Next, Error> {
        let Moment { at, case, step } = *moment;
        self.ctx.clock.set(at);
        let (ctx, territory) = (&self.ctx, self.territory.id);
        let fate = self.cases[case].fate;
        let appointment = self.cases[case].appointment.ok_or(Error::Unknown("appointment"));
        match step {
            Step::Offer => {
                if self.offers(case, None).await?.is_empty() {
                    return Ok(Next::NoRoom);
                }
                let Some(days) = fate.booked_after else { return Ok(Next::Ends) };
                let holds = matches!(fate.stage, Stage::Held | Stage::Closed);
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
                if fate.stage == Stage::Held {
                    return Ok(Next::Ends);
                }
                self.push(at + Duration::minutes(4), case, Step::Release);
                Ok(Next::Goes)
            }
            Step::Release => release(ctx, territory, appointment?, None).await.map(|()| Next::Ends),
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
                reschedule(ctx, territory, to, None).await.map(|_| Next::Ends)
            }
            Step::Cancel => {
                let (by, why) = match case % 4 {
                    0 => (Party::Professional, Reason::TeamAway),
                    1 => (Party::Service, Reason::NotConcerned),
                    _ => (Party::Beneficiary, Reason::Asked),
                };
                cancel(ctx, territory, appointment?, by, why, None).await.map(|_| Next::Ends)
            }
            Step::Outcome => {
                let came = if fate.stage == Stage::NoShow { Outcome::NoShow } else { Outcome::Attended };
                record_outcome(ctx, territory, appointment?, came, None).await.map(|()| Next::Ends)
            }
        }
    }

    /// Takes the first free start from the wanted day on, when it suits the fate, and arranges what comes after.
    async fn book(&mut self, case: usize, at: DateTime<Utc>) -> Result<Next, Error> {
        let fate = self.cases[case].fate;
        let midnight = |days| to_utc(self.territory.zone, self.day(case, days).and_time(NaiveTime::MIN));
        let wanted = fate.start_after.map(midnight);
        let is_to_come = matches!(fate.stage, Stage::Booked | Stage::Moved);
        let is_over = matches!(fate.stage, Stage::Attended | Stage::NoShow);
        let offers = if is_to_come {
            // The first there is, wherever: this is what fills the next days.
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
        let change = fate.changed_after.map(|days| self.moment(case, days, 2));
        let change = change.map(|change| change.min(first.start - LAST_WORD).max(at));
        match (fate.stage, change) {
            (Stage::Moved, Some(change)) => self.push(change, case, Step::Move { from: first.start }),
            (Stage::Cancelled, Some(change)) => self.push(change, case, Step::Cancel),
            _ if is_over => self.push(first.end + AFTERWARDS, case, Step::Outcome),
            _ => return Ok(Next::Ends),
        }
        Ok(Next::Goes)
    }

    /// What a referral is offered at the moment of the clock: near by, or anywhere when nothing is near.
    async fn offers(&self, case: usize, not_before: Option<DateTime<Utc>>) -> Result<Vec<Offer>, Error> {
        let near = Ask { not_before, sites: self.cases[case].near.into_iter().collect(), ..self.ask(case) };
        let offers = offer(&self.ctx, &near, Explain::No).await?.offers;
        if offers.is_empty() { self.offers_anywhere(case, not_before).await } else { Ok(offers) }
    }

    async fn offers_anywhere(
        &self,
        case: usize,
        not_before: Option<DateTime<Utc>>,
    ) -> Result<Vec<Offer>, Error> {
        let ask = Ask { not_before, ..self.ask(case) };
        Ok(offer(&self.ctx, &ask, Explain::No).await?.offers)
    }

    fn ask(&self, case: usize) -> Ask {
        let Case { id, fate, .. } = &self.cases[case];
        Ask::any(self.territory.id, *id, self.visit_type, fate.mode)
    }

    async fn hold(&self, case: usize, offer: &Offer) -> Result<AppointmentId, Error> {
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
    use crate::cli::demo::generator::{Recipe, make};
    use crate::clock::RandomSource;
    use crate::formats::calendars::{ReadOptions, read};
    use crate::store::calendars::Reading;
    use crate::store::professionals::professionals;
    use crate::store::{Db, integrity};

    async fn demo(folder: &tempfile::TempDir, made: &Made, now: DateTime<Utc>) -> (Context, TerritoryId) {
        let db = Db::open(&format!("sqlite://{}", folder.path().join("demo.db").display())).await.unwrap();
        db.migrate().await.unwrap();
        let ctx = Context::new(db, Clock::standing_at(now), RandomSource::seeded(1));
        let territory = create_territory(&ctx, &made.blueprint).await.unwrap();
        let people = professionals(ctx.db.read(), territory).await.unwrap();
        let first = Quantum::floor(now - Duration::days(31));
        let window = Span::new(first, first.plus(92 * 24 * 12));
        for calendar in &made.calendars {
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
    async fn fates_come_true() {
        let now = Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
        let made = make(&Recipe { referrals: 70, ..Recipe::new(1, now.date_naive()) });
        let folder = tempfile::tempdir().unwrap();
        let (ctx, territory) = demo(&folder, &made, now).await;
        let mut told = Vec::new();
        let tally = live(&ctx, territory, &made, now, &mut |done, of| told.push((done, of))).await.unwrap();
        assert_eq!((tally.settled(), told.last()), (70, Some(&(70, 70))));
        let missed: usize = tally.missed.values().sum();
        assert!(missed <= 4, "{tally:?}");
        assert!(Stage::ALL.iter().all(|stage| tally.reached.contains_key(stage)), "{tally:?}");
        for (fate, sheet) in made.fates.iter().zip(&made.blueprint.referrals) {
            let referral = referrals::by_key(ctx.db.read(), territory, &sheet.key).await.unwrap().unwrap();
            let offered = referral.first_offered_at;
            assert_eq!(offered.is_some(), fate.stage != Stage::Waiting, "{fate:?}");
            assert!(offered.is_none_or(|at| at < now), "{fate:?} was offered at {offered:?}");
            assert!(referral.attended_at.is_none_or(|at| at < now && fate.stage == Stage::Attended));
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
            let made = make(&Recipe::new(seed, now.date_naive()));
            let folder = tempfile::tempdir().unwrap();
            let (ctx, territory) = demo(&folder, &made, now).await;
            let tally = live(&ctx, territory, &made, now, &mut |_, _| ()).await.unwrap();
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
            let ask = Ask::any(territory, referral.unwrap(), joint.id, domain::visit::Mode::Onsite);
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
