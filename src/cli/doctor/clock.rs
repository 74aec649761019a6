//! Checks the machine's clock against the database's, and against the newest event.

use chrono::{DateTime, Duration, Utc};

use super::report::{Grade, Report};

/// Differences up to here come from the network.
const TOLERABLE: Duration = Duration::seconds(2);
/// From here on holds end and messages leave at the wrong time.
const TOO_MUCH: Duration = Duration::seconds(60);

fn grade(difference: Duration) -> Grade {
    match difference.abs() {
        small if small <= TOLERABLE => Grade::Ok,
        some if some <= TOO_MUCH => Grade::Attention,
        _ => Grade::Fault,
    }
}

/// Compares the machine's clock, `ours`, with the database's, when it has one of its own.
pub(super) fn judge(ours: DateTime<Utc>, theirs: Option<DateTime<Utc>>, report: &mut Report) {
    let Some(theirs) = theirs else { return };
    let ahead = ours - theirs;
    let way = if ahead < Duration::zero() { "behind" } else { "ahead of" };
    let seconds = ahead.abs().as_seconds_f64();
    let suggestion = if grade(ahead) == Grade::Ok { "" } else { ": have both machines keep time (NTP)" };
    report.add(grade(ahead), "clock", format!("{seconds:.1} s {way} that of the database{suggestion}"));
}

/// Compares the machine's clock with the newest event in the database, which is never in the future.
pub(super) fn judge_events(ours: DateTime<Utc>, newest: Option<DateTime<Utc>>, report: &mut Report) {
    let Some(newest) = newest else { return };
    let behind = (newest - ours).max(Duration::zero());
    match grade(behind) {
        Grade::Ok => report.ok("clock", "not behind the newest event"),
        bad => report.add(
            bad,
            "clock",
            format!(
                "{} s behind the newest event stored: set the clock (NTP) before anything is booked",
                behind.num_seconds()
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(seconds: i64) -> Vec<Grade> {
        let now = DateTime::UNIX_EPOCH;
        let mut report = Report::default();
        judge(now, Some(now + Duration::seconds(seconds)), &mut report);
        judge_events(now, Some(now + Duration::seconds(seconds)), &mut report);
        report.0.iter().map(|finding| finding.grade).collect()
    }

    #[test]
    fn two_seconds_are_tolerable_and_a_minute_is_too_much() {
        assert_eq!(graded(2), [Grade::Ok, Grade::Ok]);
        assert_eq!(graded(3), [Grade::Attention, Grade::Attention]);
        assert_eq!(graded(60), [Grade::Attention, Grade::Attention]);
        assert_eq!(graded(61), [Grade::Fault, Grade::Fault]);
        assert_eq!(graded(-61), [Grade::Fault, Grade::Ok], "the past is where events belong");
    }
}
