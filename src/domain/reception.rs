//! Reception on the day: a beneficiary arrives, is called in, and leaves. Separate from the appointment's state
//! machine (`appointment_state`), which holds the final outcome.

use chrono::{DateTime, Duration, Utc};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

use crate::appointment_state::State;
use crate::time::{Quantum, Span};
use crate::word::words;

/// A wait at the desk is long from this duration on.
pub const LONG_WAIT: Duration = Duration::minutes(10);
/// A step can be undone, and its messages are delayed, for this long.
pub const UNDO: Duration = Duration::seconds(10);
/// Thirds of a visit that must remain for it to be worthwhile.
const ENOUGH_THIRDS: i64 = 2;

/// Recorded times of a beneficiary's reception.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceptionTimes {
    /// When they arrived.
    pub arrived: Option<DateTime<Utc>>,
    /// When they were called in.
    pub called: Option<DateTime<Utc>>,
    /// When they left.
    pub ended: Option<DateTime<Utc>>,
}

/// Stage of the reception.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum ReceptionStage {
    /// Not arrived yet.
    Expected,
    /// Arrived and waiting.
    Arrived,
    /// Called in.
    InMeeting,
    /// It took place.
    Done,
    /// The beneficiary did not come.
    Absent,
}

words!(ReceptionStage, "a stage of a reception");

/// Step of the reception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ReceptionStep {
    /// The beneficiary arrives.
    Arrive,
    /// They are called in.
    Call,
    /// The visit ends.
    End,
    /// The beneficiary did not come.
    Miss,
    /// Undo the last step.
    Back,
}

words!(ReceptionStep, "a step of a reception");

/// The step is not allowed in that stage.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not possible ({}): the person is {}", .step.word(), .stage.word())]
pub struct StepNotAllowed {
    /// Current stage.
    pub stage: ReceptionStage,
    /// Requested step.
    pub step: ReceptionStep,
}

/// The reception stage of an appointment in `state`; `None` for an appointment that does not take place: a hold,
/// cancelled, closed.
#[must_use]
pub const fn stage(state: State, day: &ReceptionTimes) -> Option<ReceptionStage> {
    match state {
        State::Booked => Some(match (day.arrived, day.called, day.ended) {
            (_, _, Some(_)) => ReceptionStage::Done,
            (_, Some(_), None) => ReceptionStage::InMeeting,
            (Some(_), None, None) => ReceptionStage::Arrived,
            (None, None, None) => ReceptionStage::Expected,
        }),
        State::Attended => Some(ReceptionStage::Done),
        State::NoShow => Some(ReceptionStage::Absent),
        State::Offered | State::Held | State::Cancelled | State::Closed => None,
    }
}

/// The reception times after `step` at `now`, from `stage`. Being called in implies having arrived. Steps are undone
/// one at a time; an absence is undone by [`crate::appointment_state::Event::Restore`].
///
/// # Errors
/// [`StepNotAllowed`].
pub fn next(
    stage: ReceptionStage,
    day: ReceptionTimes,
    step: ReceptionStep,
    now: DateTime<Utc>,
) -> Result<ReceptionTimes, StepNotAllowed> {
    match (stage, step) {
        (ReceptionStage::Expected, ReceptionStep::Arrive) => Ok(ReceptionTimes { arrived: Some(now), ..day }),
        (ReceptionStage::Expected | ReceptionStage::Arrived, ReceptionStep::Call) => {
            Ok(ReceptionTimes { arrived: day.arrived.or(Some(now)), called: Some(now), ended: None })
        }
        (ReceptionStage::Arrived | ReceptionStage::InMeeting, ReceptionStep::End) => Ok(ReceptionTimes {
            arrived: day.arrived.or(Some(now)),
            called: day.called.or(Some(now)),
            ended: Some(now),
        }),
        (ReceptionStage::Expected, ReceptionStep::Miss) | (ReceptionStage::Arrived, ReceptionStep::Back) => {
            Ok(ReceptionTimes::default())
        }
        (ReceptionStage::InMeeting, ReceptionStep::Back) => Ok(ReceptionTimes { called: None, ..day }),
        _ => Err(StepNotAllowed { stage, step }),
    }
}

/// How long somebody has been waiting for a visit that begins at `start`; `None` when they are not waiting. Whoever comes
/// early waits from the hour that was agreed.
#[must_use]
pub fn waited(day: &ReceptionTimes, start: DateTime<Utc>, now: DateTime<Utc>) -> Option<Duration> {
    let (Some(arrived), None, None) = (day.arrived, day.called, day.ended) else { return None };
    Some((now - arrived.max(start)).max(Duration::zero()))
}

/// The latest start for somebody who is late, when the team is free until `free`: two thirds of the visit must still
/// fit.
#[must_use]
pub fn possible_until(visit: Span, free: Quantum) -> Quantum {
    let least = (visit.len() * ENOUGH_THIRDS + 2).div_euclid(3);
    free.plus(-least).max(visit.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap()
    }

    /// A day as it was left by those steps, a minute each.
    fn after(steps: &[ReceptionStep]) -> (ReceptionStage, ReceptionTimes) {
        let (mut state, mut day) = (State::Booked, ReceptionTimes::default());
        for (step, minute) in steps.iter().zip(0..) {
            day = next(stage(state, &day).unwrap(), day, *step, at(minute)).unwrap();
            match step {
                ReceptionStep::End => state = State::Attended,
                ReceptionStep::Miss => state = State::NoShow,
                ReceptionStep::Arrive | ReceptionStep::Call | ReceptionStep::Back => {}
            }
        }
        (stage(state, &day).unwrap(), day)
    }

    #[test]
    fn the_whole_table() {
        let stands = [
            (ReceptionStage::Expected, vec![]),
            (ReceptionStage::Arrived, vec![ReceptionStep::Arrive]),
            (ReceptionStage::InMeeting, vec![ReceptionStep::Call]),
            (ReceptionStage::Done, vec![ReceptionStep::Arrive, ReceptionStep::End]),
            (ReceptionStage::Absent, vec![ReceptionStep::Miss]),
        ];
        let mut table = Vec::new();
        for (from, steps) in &stands {
            let (stage, day) = after(steps);
            assert_eq!(stage, *from);
            for step in ReceptionStep::ALL {
                if next(stage, day, step, at(9)).is_ok() {
                    let (to, _) = after(&[steps.as_slice(), &[step]].concat());
                    table.push(format!("{} {} {}", from.word(), step.word(), to.word()));
                }
            }
        }
        let expected = [
            "expected arrive arrived",
            "expected call in_meeting",
            "expected miss absent",
            "arrived call in_meeting",
            "arrived end done",
            "arrived back expected",
            "in_meeting end done",
            "in_meeting back arrived",
        ];
        assert_eq!(table, expected);
    }

    #[test]
    fn whoever_is_called_in_has_arrived_and_no_longer_waits() {
        let (_, day) = after(&[ReceptionStep::Arrive]);
        assert_eq!(waited(&day, at(0), at(12)), Some(Duration::minutes(12)));
        assert_eq!(
            waited(&day, at(10), at(12)),
            Some(Duration::minutes(2)),
            "who comes early waits from the hour on"
        );
        assert_eq!(waited(&day, at(30), at(12)), Some(Duration::zero()), "and not before it");
        assert_eq!(
            waited(&day, at(-9), at(-3)),
            Some(Duration::zero()),
            "a clock that was set back waits for nobody"
        );
        let (_, day) = after(&[ReceptionStep::Call]);
        assert_eq!((day.arrived, waited(&day, at(0), at(12))), (Some(at(0)), None));
        assert_eq!(waited(&ReceptionTimes::default(), at(0), at(12)), None);
    }

    #[test]
    fn what_is_called_off_is_not_of_the_day() {
        for state in [State::Offered, State::Held, State::Cancelled, State::Closed] {
            assert_eq!(stage(state, &ReceptionTimes::default()), None);
        }
        let (_, day) = after(&[ReceptionStep::Arrive]);
        assert_eq!(stage(State::Booked, &day), Some(ReceptionStage::Arrived));
        assert_eq!(
            stage(State::Attended, &ReceptionTimes::default()),
            Some(ReceptionStage::Done),
            "written down elsewhere"
        );
    }

    #[test]
    fn an_hour_at_half_past_nine_is_possible_until_ten_to_ten() {
        let visit = Span::new(Quantum(114), Quantum(126));
        assert_eq!(possible_until(visit, Quantum(126)), Quantum(118));
        assert_eq!(possible_until(visit, Quantum(130)), Quantum(122), "the team has twenty minutes more");
        assert_eq!(possible_until(visit, Quantum(114)), visit.start, "never before the start");
    }
}
