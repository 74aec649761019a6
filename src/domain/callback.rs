//! Callbacks: why and by when a call is promised, and which starts are proposed in it.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

use crate::holidays::HolidayCalendar;
use crate::ids::{ReferralId, TerritoryId};
use crate::time::{HalfDay, Quantum};
use crate::word::words;

/// Why a call was promised, the most urgent first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumCount, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum CallbackReason {
    /// Somebody of the team cannot come, and nobody else can then.
    TeamDeclined,
    /// The beneficiary wrote an SMS that only a person can answer.
    SmsReply,
    /// What was sent to the beneficiary came back.
    Unreachable,
    /// Somebody of the team proposes another time.
    OtherTimeProposed,
    /// No day that can be offered suits the beneficiary.
    NothingSuits,
}

words!(CallbackReason, "a reason of a callback");

impl CallbackReason {
    /// True when the call is about the team of an appointment, so that another time is proposed.
    #[must_use]
    pub const fn is_of_team(self) -> bool {
        matches!(self, Self::TeamDeclined | Self::OtherTimeProposed)
    }
}

/// A promised call: one reason of it, or all that are open as [`one_call`] makes them one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Identifier; of a whole call that of its last reason, by which it is settled.
    pub id: Uuid,
    /// Its territory.
    pub territory: TerritoryId,
    /// Whom to call.
    pub referral: ReferralId,
    /// The reason; of a whole callback the most urgent one.
    pub why: CallbackReason,
    /// When they prefer it.
    pub half_day: HalfDay,
    /// The day by which it was promised, local date.
    pub due_on: NaiveDate,
    /// When it was asked for; of a whole call first.
    pub asked_at: DateTime<Utc>,
}

impl Callback {
    /// True when it should have been made before `today`, local date.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.due_on < today
    }

    /// When they prefer it, in one word.
    #[must_use]
    pub fn half_word(&self) -> &'static str {
        self.half_day.word()
    }
}

/// The open reasons of a referral, in the order in which they came, as one call: by the earliest day that was promised,
/// at the half of the day that was asked for last, for all these reasons. `None` when there is none.
#[must_use]
pub fn one_call(rows: &[Callback]) -> Option<(Callback, Vec<CallbackReason>)> {
    let (first, last) = (rows.first()?, rows.last()?);
    let mut reasons: Vec<CallbackReason> = rows.iter().map(|row| row.why).collect();
    reasons.sort_unstable();
    let call = Callback {
        id: last.id,
        why: *reasons.first()?,
        half_day: last.half_day,
        due_on: rows.iter().map(|row| row.due_on).min()?,
        ..first.clone()
    };
    Some((call, reasons))
}

/// Working days in which the desk calls back.
const WORKING_DAYS: usize = 2;

/// The day by which somebody who asks on `today` is called: the second working day after.
#[must_use]
pub fn promised(today: NaiveDate, holidays: HolidayCalendar) -> NaiveDate {
    let works =
        |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !holidays.contains(*day);
    today.iter_days().skip(1).filter(works).nth(WORKING_DAYS - 1).unwrap_or(today)
}

/// The due day of a call promised for `promised` to somebody with an appointment on `visit`: not after the
/// appointment.
#[must_use]
pub fn due(promised: NaiveDate, visit: Option<NaiveDate>) -> NaiveDate {
    visit.map_or(promised, |visit| promised.min(visit))
}

/// Up to `most` of `starts` nearest to `own`, in time order; of two equally near, the earlier one. Each is at least
/// `apart` quanta from `own` and from the others, so that the proposals differ noticeably.
#[must_use]
pub fn nearest<T>(
    own: Quantum,
    starts: impl IntoIterator<Item = T>,
    at: impl Fn(&T) -> Quantum,
    apart: i64,
    most: usize,
) -> Vec<T> {
    let mut by_distance: Vec<T> = starts.into_iter().collect();
    by_distance.sort_by_key(|start| (at(start).0.abs_diff(own.0), at(start)));
    let mut taken = vec![own];
    let mut found = Vec::new();
    for start in by_distance {
        let is_apart = taken.iter().all(|other| (at(&start).0 - other.0).abs() >= apart);
        if is_apart && found.len() < most {
            taken.push(at(&start));
            found.push(start);
        }
    }
    found.sort_by_key(|start| at(start));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(own: i64, starts: impl IntoIterator<Item = i64>, apart: i64) -> Vec<i64> {
        let starts = starts.into_iter().map(Quantum);
        nearest(Quantum(own), starts, |at| *at, apart, 3).into_iter().map(|at| at.0).collect()
    }

    #[test]
    fn the_reasons_of_a_referral_are_one_call() {
        let day = |day| NaiveDate::from_ymd_opt(2027, 1, day).unwrap();
        let row = |number, why, half_day, due_on| Callback {
            id: Uuid::from_u128(number),
            territory: TerritoryId(Uuid::nil()),
            referral: ReferralId(Uuid::nil()),
            why,
            half_day,
            due_on: day(due_on),
            asked_at: DateTime::from_timestamp(i64::try_from(number).unwrap(), 0).unwrap(),
        };
        let rows = [
            row(1, CallbackReason::NothingSuits, HalfDay::Morning, 7),
            row(2, CallbackReason::TeamDeclined, HalfDay::Morning, 6),
            row(3, CallbackReason::Unreachable, HalfDay::Afternoon, 8),
        ];
        let (call, reasons) = one_call(&rows).unwrap();
        assert_eq!(
            call,
            Callback {
                asked_at: rows[0].asked_at,
                ..row(3, CallbackReason::TeamDeclined, HalfDay::Afternoon, 6)
            }
        );
        assert_eq!(
            reasons,
            [CallbackReason::TeamDeclined, CallbackReason::Unreachable, CallbackReason::NothingSuits]
        );
        assert!(!call.is_late(day(6)) && call.is_late(day(7)));
        assert_eq!(one_call(&[]), None);
    }

    #[test]
    fn what_lies_nearest_is_proposed_in_time_order() {
        assert_eq!(of(100, [10, 90, 103, 110, 500], 1), [90, 103, 110]);
        assert_eq!(of(100, [98, 102, 97, 103], 1), [97, 98, 102], "the earlier one of two as near");
        assert_eq!(of(100, [103, 106, 112, 115, 124, 136], 12), [112, 124, 136], "an hour apart");
        assert_eq!(of(100, [], 1), [0; 0]);
    }

    proptest! {
        #[test]
        fn proposals_are_apart_and_nothing_nearer_is_left_out(
            own in 0_i64..100, starts in prop::collection::btree_set(0_i64..100, 0..30), apart in 1_i64..15,
        ) {
            let found = of(own, starts.iter().copied(), apart);
            prop_assert!(found.len() <= 3 && found.is_sorted());
            let far = |one: i64, other: i64| (one - other).abs();
            for (place, one) in found.iter().enumerate() {
                prop_assert!(starts.contains(one) && far(*one, own) >= apart);
                prop_assert!(found[..place].iter().all(|other| far(*one, *other) >= apart));
            }
            // Whatever is left out is farther than all that is proposed, or too near to some of it.
            for other in starts.iter().filter(|at| !found.contains(at)) {
                let too_near = far(*other, own) < apart || found.iter().any(|one| far(*one, *other) < apart);
                let farther = found.len() == 3 && found.iter().all(|one| far(*one, own) <= far(*other, own));
                prop_assert!(too_near || farther, "{other} of {found:?}");
            }
        }
    }

    #[test]
    fn nobody_is_called_about_an_appointment_after_it() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // Asked on a Friday: two working days lead past the Monday of the appointment.
        let promised = promised(day("2026-11-27"), HolidayCalendar::Metropolitan);
        assert_eq!(promised, day("2026-12-01"));
        assert_eq!(due(promised, Some(day("2026-11-30"))), day("2026-11-30"));
        assert_eq!(due(promised, Some(day("2026-11-27"))), day("2026-11-27"), "today");
        assert_eq!(due(promised, Some(day("2026-12-08"))), promised);
        assert_eq!(due(promised, None), promised);
    }

    #[test]
    fn weekends_and_holidays_are_not_counted() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (asked, by) in [
            ("2027-01-04", "2027-01-06"),
            ("2027-01-07", "2027-01-11"),
            ("2027-01-08", "2027-01-12"),
            ("2027-01-09", "2027-01-12"),
            // The first of January is a Friday.
            ("2026-12-31", "2027-01-05"),
        ] {
            assert_eq!(promised(day(asked), HolidayCalendar::Metropolitan), day(by), "{asked}");
        }
    }
}
