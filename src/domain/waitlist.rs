//! Waitlist: who is notified when an earlier slot opens up. A few at a time, longest wait first, within contact
//! hours, not too often.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::contact_hours::ContactHours;
use crate::ids::{BeneficiaryId, ReferralId, SiteId};

/// Time that notified people have before the next round.
const ROUND_LENGTH: Duration = Duration::hours(3);

/// The most that each number of a [`WaitlistRule`] may be: more would notify everybody, or nobody at all.
pub const LIMITS: WaitlistRule =
    WaitlistRule { people: 20, rounds: 10, pause_days: 365, min_gain_days: 60, notice_hours: 14 * 24 };

/// A territory's rule for free slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitlistRule {
    /// How many people are notified per round; 0 turns it off.
    pub people: u16,
    /// Rounds of notifications for one slot.
    pub rounds: u16,
    /// Least days between two notifications of one beneficiary.
    pub pause_days: u16,
    /// Days that the slot must be earlier than an existing appointment.
    pub min_gain_days: u16,
    /// Least hours between the message and the slot.
    pub notice_hours: u16,
}

impl Default for WaitlistRule {
    /// Three people, three rounds, each at most once in a fortnight; three days earlier, a day's notice.
    fn default() -> Self {
        Self { people: 3, rounds: 3, pause_days: 14, min_gain_days: 3, notice_hours: 24 }
    }
}

/// What a beneficiary is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingFor {
    /// Invited to choose an appointment; none booked.
    Invited,
    /// No offer suited them; none booked.
    NothingSuits,
    /// An earlier appointment than theirs, which starts then.
    Earlier(DateTime<Utc>),
}

/// A beneficiary who may want the slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitlistCandidate {
    /// Who.
    pub person: BeneficiaryId,
    /// Referral.
    pub referral: ReferralId,
    /// Day of reception: the longest wait comes first.
    pub received_on: NaiveDate,
    /// What they wait for.
    pub waiting_for: WaitingFor,
    /// The site they asked for, or of their appointment; any when `None`.
    pub site: Option<SiteId>,
    /// When they were last notified of a slot, for any referral.
    pub notified_at: Option<DateTime<Utc>>,
}

impl WaitlistRule {
    /// True when the waitlist is on.
    #[must_use]
    pub const fn is_on(self) -> bool {
        self.people > 0 && self.rounds > 0
    }

    /// True when a slot at `start` is early enough for somebody waiting for `waits`.
    #[must_use]
    pub fn is_enough_earlier(self, start: DateTime<Utc>, waiting_for: WaitingFor) -> bool {
        match waiting_for {
            WaitingFor::Invited | WaitingFor::NothingSuits => true,
            WaitingFor::Earlier(own) => own - start >= Duration::days(i64::from(self.min_gain_days)),
        }
    }

    /// Who may be notified of a slot at `start` and `site`, in order: the referral received first comes first, one
    /// per beneficiary. Whoever was notified recently is skipped, so that everybody gets a turn.
    #[must_use]
    pub fn queue(
        self,
        (start, site): (DateTime<Utc>, SiteId),
        candidates: &[WaitlistCandidate],
        now: DateTime<Utc>,
    ) -> Vec<WaitlistCandidate> {
        if !self.is_on() {
            return Vec::new();
        }
        let pause = Duration::days(i64::from(self.pause_days));
        let may = |one: &&WaitlistCandidate| {
            one.site.is_none_or(|asked| asked == site)
                && one.notified_at.is_none_or(|told| told + pause <= now)
                && self.is_enough_earlier(start, one.waiting_for)
        };
        let mut queue: Vec<WaitlistCandidate> = candidates.iter().filter(may).copied().collect();
        queue.sort_by_key(|one| (one.received_on, one.referral));
        let mut seen = BTreeSet::new();
        queue.retain(|one| seen.insert(one.person));
        queue
    }

    /// When people may be notified of a slot at `start`, at `now` or later; `None` when that leaves less than the
    /// notice.
    #[must_use]
    pub fn sending_time(
        self,
        hours: ContactHours,
        zone: Tz,
        start: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let moment = hours.next_allowed(zone, now);
        let notice = Duration::hours(i64::from(self.notice_hours));
        (self.is_on() && start > now && start - moment >= notice).then_some(moment)
    }

    /// Time of the next round, after `rounds` rounds of which the last is now; `None` when there is none.
    #[must_use]
    pub fn next_round(
        self,
        rounds: u16,
        hours: ContactHours,
        zone: Tz,
        start: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        if rounds >= self.rounds { None } else { self.sending_time(hours, zone, start, now + ROUND_LENGTH) }
    }

    /// The latest useful time of a message about a slot at `start`: when half of the notice is left.
    #[must_use]
    pub fn latest_useful_time(self, start: DateTime<Utc>) -> DateTime<Utc> {
        start - Duration::minutes(i64::from(self.notice_hours) * 30)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use proptest::prelude::*;
    use uuid::Uuid;

    use crate::waitlist::*;
    use crate::zone::{FRENCH_ZONES, to_utc};

    const PARIS: Tz = Tz::Europe__Paris;

    fn at(local: &str) -> DateTime<Utc> {
        to_utc(PARIS, NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap())
    }

    fn site(number: u128) -> SiteId {
        SiteId(Uuid::from_u128(number))
    }

    fn somebody(number: u128, received: &str) -> WaitlistCandidate {
        WaitlistCandidate {
            person: BeneficiaryId(Uuid::from_u128(number)),
            referral: ReferralId(Uuid::from_u128(number)),
            received_on: received.parse().unwrap(),
            waiting_for: WaitingFor::Invited,
            site: None,
            notified_at: None,
        }
    }

    fn told(rule: WaitlistRule, candidates: &[WaitlistCandidate]) -> Vec<u128> {
        let queue = rule.queue((at("2027-01-14 09:00"), site(1)), candidates, at("2027-01-04 10:00"));
        queue.iter().map(|one| one.person.0.as_u128()).collect()
    }

    #[test]
    fn who_waits_longest_comes_first() {
        let of = [somebody(1, "2026-12-20"), somebody(2, "2026-12-01"), somebody(3, "2026-12-10")];
        assert_eq!(told(WaitlistRule::default(), &of), [2, 3, 1]);
        assert!(told(WaitlistRule { people: 0, ..WaitlistRule::default() }, &of).is_empty(), "it is off");
        assert!(told(WaitlistRule { rounds: 0, ..WaitlistRule::default() }, &of).is_empty());
    }

    #[test]
    fn a_place_is_for_whom_it_helps() {
        let waits = |waits| WaitlistCandidate { waiting_for: waits, ..somebody(1, "2026-12-20") };
        let rule = WaitlistRule::default();
        for (one, helps) in [
            (waits(WaitingFor::NothingSuits), true),
            (waits(WaitingFor::Earlier(at("2027-01-17 09:00"))), true),
            (waits(WaitingFor::Earlier(at("2027-01-17 08:55"))), false),
            (waits(WaitingFor::Earlier(at("2027-01-05 09:00"))), false),
            (WaitlistCandidate { site: Some(site(1)), ..somebody(1, "2026-12-20") }, true),
            (WaitlistCandidate { site: Some(site(2)), ..somebody(1, "2026-12-20") }, false),
            (
                WaitlistCandidate { notified_at: Some(at("2026-12-21 10:00")), ..somebody(1, "2026-12-20") },
                true,
            ),
            (
                WaitlistCandidate { notified_at: Some(at("2026-12-21 10:05")), ..somebody(1, "2026-12-20") },
                false,
            ),
        ] {
            assert_eq!(!told(rule, &[one]).is_empty(), helps, "{one:?}");
        }
    }

    #[test]
    fn two_referrals_are_one_person() {
        let older =
            WaitlistCandidate { person: BeneficiaryId(Uuid::from_u128(2)), ..somebody(1, "2026-12-01") };
        let queue = told(WaitlistRule::default(), &[somebody(2, "2026-12-02"), older]);
        assert_eq!(queue, [2]);
    }

    #[test]
    fn rounds_keep_to_decent_hours_and_end() {
        let (rule, hours) = (WaitlistRule::default(), ContactHours::default());
        let start = at("2027-01-07 09:00");
        assert_eq!(
            rule.sending_time(hours, PARIS, start, at("2027-01-04 22:00")),
            Some(at("2027-01-05 08:00"))
        );
        let next = |rounds, now| rule.next_round(rounds, hours, PARIS, start, at(now));
        assert_eq!(next(1, "2027-01-05 08:00"), Some(at("2027-01-05 11:00")));
        assert_eq!(next(2, "2027-01-05 18:00"), Some(at("2027-01-06 08:00")));
        assert_eq!(next(3, "2027-01-05 08:00"), None, "three rounds");
        assert_eq!(next(1, "2027-01-06 06:30"), None, "less than a day is left");
        assert_eq!(rule.sending_time(hours, PARIS, start, at("2027-01-08 09:00")), None, "it is over");
        assert_eq!(rule.latest_useful_time(start), at("2027-01-06 21:00"));
    }

    fn anybody() -> impl Strategy<Value = WaitlistCandidate> {
        let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let waits = prop_oneof![
            Just(WaitingFor::Invited),
            Just(WaitingFor::NothingSuits),
            (0_i64..40).prop_map(|days| WaitingFor::Earlier(at("2027-01-04 10:00") + Duration::days(days))),
        ];
        let site = prop::option::of((1_u128..3).prop_map(site));
        let told =
            prop::option::of((0_i64..30).prop_map(|days| at("2027-01-04 10:00") - Duration::days(days)));
        (0_u128..12, 0_u128..1_000, 0_u64..30, waits, site, told).prop_map(
            move |(person, referral, days, waits, site, notified_at)| WaitlistCandidate {
                person: BeneficiaryId(Uuid::from_u128(person)),
                referral: ReferralId(Uuid::from_u128(referral)),
                received_on: day + chrono::Days::new(days),
                waiting_for: waits,
                site,
                notified_at,
            },
        )
    }

    proptest! {
        #[test]
        fn nobody_is_passed_over_and_nobody_told_twice(
            candidates in prop::collection::vec(anybody(), 0..30), people in 0_u16..4, days in 0_i64..30,
        ) {
            let rule = WaitlistRule { people, ..WaitlistRule::default() };
            let now = at("2027-01-04 10:00");
            let place = (now + Duration::days(days), site(1));
            let queue = rule.queue(place, &candidates, now);
            let told: Vec<WaitlistCandidate> = queue.iter().take(usize::from(people)).copied().collect();
            prop_assert!(told.len() <= usize::from(people));
            let helps = |one: &WaitlistCandidate| {
                one.site != Some(site(2))
                    && one.notified_at.is_none_or(|told| now - told >= Duration::days(14))
                    && match one.waiting_for {
                        WaitingFor::Earlier(own) => own >= place.0 + Duration::days(3),
                        WaitingFor::Invited | WaitingFor::NothingSuits => true,
                    }
            };
            prop_assert!(queue.iter().all(helps));
            let mut persons: Vec<_> = told.iter().map(|one| one.person).collect();
            persons.sort_unstable();
            persons.dedup();
            prop_assert_eq!(persons.len(), told.len(), "each person once");
            // Whoever is not told though the place would help them waits no longer than anybody who is.
            for other in candidates.iter().filter(|one| helps(one) && !persons.contains(&one.person)) {
                prop_assert!(told.len() == usize::from(people));
                prop_assert!(told.iter().all(|one| one.received_on <= other.received_on));
            }
            let mut shuffled = candidates.clone();
            shuffled.reverse();
            let key = |one: &WaitlistCandidate| (one.received_on, one.referral);
            let again = rule.queue(place, &shuffled, now);
            prop_assert_eq!(again.iter().map(key).collect::<Vec<_>>(), queue.iter().map(key).collect::<Vec<_>>());
        }

        #[test]
        fn every_round_is_decent_in_time_and_the_last_one_comes(
            minutes in 0_i64..20_000, ahead in 0_i64..20_000,
            zone in prop::sample::select(FRENCH_ZONES.to_vec()), notice_hours in 0_u16..100,
        ) {
            let rule = WaitlistRule { notice_hours, ..WaitlistRule::default() };
            let hours = ContactHours::default();
            let mut now = at("2027-03-20 00:00") + Duration::minutes(minutes);
            let start = now + Duration::minutes(ahead);
            let mut moment = rule.sending_time(hours, zone, start, now);
            let mut rounds = 0;
            while let Some(due) = moment {
                prop_assert!(due >= now && hours.allows(zone, due));
                prop_assert!(start - due >= Duration::hours(i64::from(notice_hours)));
                prop_assert!(rule.latest_useful_time(start) >= due);
                rounds += 1;
                now = due;
                moment = rule.next_round(rounds, hours, zone, start, now);
            }
            prop_assert!(rounds <= rule.rounds);
        }
    }
}
