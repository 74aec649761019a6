//! Health of the message channels: detects a channel that stopped or fails, so that staff can phone instead.
//!
//! Judged by the outcomes of the messages themselves, so an alarm ends without anybody acknowledging it.

use chrono::{DateTime, Duration, Utc};

/// Outcomes older than this are ignored.
pub const RECENT: Duration = Duration::hours(24);
/// Most outcomes considered, the latest ones.
pub const MAX_OUTCOMES: usize = 20;

/// Without any message sent for this long, several waiting ones are the channel's fault: retries are one, two and
/// four minutes apart, so each was tried four times.
const PATIENCE: Duration = Duration::minutes(10);
/// One or two waiting messages may be delayed by their recipients' servers (greylisting, RFC 6647).
const LONG_PATIENCE: Duration = Duration::minutes(60);
/// From this many waiting messages on, [`PATIENCE`] applies.
const SEVERAL: u64 = 3;
/// Fewer failures are taken for wrong numbers and addresses.
const FEWEST: usize = 5;
/// This many successes in a row end an alarm.
const WELL_AGAIN: usize = 5;

/// Waiting messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueState {
    /// How many.
    pub count: u64,
    /// Since when the oldest waits.
    pub since: Option<DateTime<Utc>>,
}

/// The outcome of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendOutcome {
    /// When it was settled.
    pub at: DateTime<Utc>,
    /// It was sent, and did not bounce.
    pub succeeded: bool,
}

/// Recent activity of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentActivity {
    /// Due messages not tried yet.
    pub untried: QueueState,
    /// Messages that failed at least once and are retried.
    pub retried: QueueState,
    /// When the last message was sent.
    pub last_sent_at: Option<DateTime<Utc>>,
    /// Latest outcomes, newest first: [`MAX_OUTCOMES`] at most, within [`RECENT`].
    pub outcomes: Vec<SendOutcome>,
}

/// A fault of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelFault {
    /// Nothing is sent, though messages wait.
    Stopped {
        /// Since when.
        since: DateTime<Utc>,
        /// How many wait.
        waiting: u64,
    },
    /// At least half of the messages fail or bounce.
    Failing {
        /// When the first of them failed.
        since: DateTime<Utc>,
        /// How many failed.
        failed: usize,
        /// Of how many.
        of: usize,
    },
}

impl ChannelFault {
    /// Every kind of fault as a metric label.
    pub const WORDS: [&'static str; 2] = ["stopped", "failing"];

    /// The kind as a metric label.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Stopped { .. } => Self::WORDS[0],
            Self::Failing { .. } => Self::WORDS[1],
        }
    }

    /// Since when.
    #[must_use]
    pub const fn since(&self) -> DateTime<Utc> {
        match self {
            Self::Stopped { since, .. } | Self::Failing { since, .. } => *since,
        }
    }
}

/// The fault of a channel with that activity at `now`, if any.
#[must_use]
pub fn detect_fault(activity: &RecentActivity, now: DateTime<Utc>) -> Option<ChannelFault> {
    stopped(activity, now).or_else(|| failing(&activity.outcomes))
}

fn stopped(activity: &RecentActivity, now: DateTime<Utc>) -> Option<ChannelFault> {
    let RecentActivity { untried, retried, last_sent_at, .. } = activity;
    let waiting = untried.count + retried.count;
    // Messages to the same recipient wait for the one that is retried.
    let patience = if retried.count == 0 || waiting >= SEVERAL { PATIENCE } else { LONG_PATIENCE };
    let first = untried.since.into_iter().chain(retried.since).min()?;
    let since = last_sent_at.map_or(first, |left| left.max(first));
    (waiting > 0 && now - since >= patience).then_some(ChannelFault::Stopped { since, waiting })
}

fn failing(outcomes: &[SendOutcome]) -> Option<ChannelFault> {
    let outcomes = &outcomes[..outcomes.len().min(MAX_OUTCOMES)];
    let row = outcomes.iter().take_while(|outcome| outcome.succeeded).count();
    let bad = || outcomes.iter().filter(|outcome| !outcome.succeeded);
    let (failed, of) = (bad().count(), outcomes.len());
    if row >= WELL_AGAIN || failed < FEWEST || failed * 2 < of {
        return None;
    }
    bad().map(|outcome| outcome.at).min().map(|since| ChannelFault::Failing { since, failed, of })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use crate::channel_health::*;

    const NOON: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

    fn ago(minutes: i64) -> DateTime<Utc> {
        NOON - Duration::minutes(minutes)
    }

    fn queue(count: u64, minutes: i64) -> QueueState {
        QueueState { count, since: (count > 0).then(|| ago(minutes)) }
    }

    /// What was settled a minute apart, the newest first: `+` left, `-` did not.
    fn settled(signs: &str) -> Vec<SendOutcome> {
        (1..)
            .zip(signs.chars())
            .map(|(at, sign)| SendOutcome { at: ago(at), succeeded: sign == '+' })
            .collect()
    }

    #[test]
    fn a_channel_stands_still_when_what_is_due_does_not_leave() {
        let stopped = |since, waiting| Some(ChannelFault::Stopped { since: ago(since), waiting });
        let still = |untried, retried, left: Option<i64>| {
            let lately =
                RecentActivity { untried, retried, last_sent_at: left.map(ago), outcomes: Vec::new() };
            detect_fault(&lately, NOON)
        };
        let none = QueueState::default();
        assert_eq!(still(none, none, Some(600)), None, "a quiet night");
        assert_eq!(still(queue(1, 9), none, Some(600)), None, "a worker is on its way");
        assert_eq!(still(queue(1, 10), none, Some(600)), stopped(10, 1), "nobody sends");
        assert_eq!(still(queue(900, 40), none, Some(1)), None, "many, one after the other");
        assert_eq!(still(queue(900, 40), none, Some(15)), stopped(15, 900), "and then no more");
        assert_eq!(still(none, queue(1, 40), None), None, "one server that knows us not yet");
        assert_eq!(still(queue(1, 40), queue(1, 40), None), None, "and what waits behind it");
        assert_eq!(still(none, queue(3, 10), None), stopped(10, 3), "the provider is down");
        assert_eq!(still(none, queue(1, 60), None), stopped(60, 1), "it is down on a quiet day");
        assert_eq!(still(none, queue(5, 60), Some(0)), None, "it is back");
    }

    #[test]
    fn a_channel_fails_when_half_of_the_last_does_and_ends_with_five_in_a_row() {
        let fails = |signs: &str| match detect_fault(
            &RecentActivity { outcomes: settled(signs), ..RecentActivity::default() },
            NOON,
        ) {
            Some(ChannelFault::Failing { since, failed, of }) => Some((since, failed, of)),
            None => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(fails(""), None);
        assert_eq!(fails("----"), None, "wrong numbers");
        assert_eq!(fails("-----"), Some((ago(5), 5, 5)));
        assert_eq!(fails("++++-----"), Some((ago(9), 5, 9)));
        assert_eq!(fails("+-+-+-+-+-"), Some((ago(10), 5, 10)));
        assert_eq!(fails("+-+-+-+-+-+"), None, "more than half arrive");
        assert_eq!(fails("+++++---------------"), None, "well again");
        assert_eq!(fails("-+++++--------------"), Some((ago(20), 15, 20)), "and ill again");
        assert_eq!(fails("++++----------------------------"), Some((ago(20), 16, 20)), "the last twenty");
    }

    fn moment() -> impl Strategy<Value = DateTime<Utc>> {
        (0..3_000_i64).prop_map(ago)
    }

    prop_compose! {
        fn waits()(count in 0..6_u64, since in moment()) -> QueueState {
            QueueState { count, since: (count > 0).then_some(since) }
        }
    }

    prop_compose! {
        fn lately()(
            untried in waits(),
            retried in waits(),
            last_sent_at in option::of(moment()),
            signs in "[+-]{0,30}",
        ) -> RecentActivity {
            RecentActivity { untried, retried, last_sent_at, outcomes: settled(&signs) }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_leaves_ends_a_standstill(lately in lately()) {
            let lately = RecentActivity { last_sent_at: Some(NOON), ..lately };
            let is_still = matches!(detect_fault(&lately, NOON), Some(ChannelFault::Stopped { .. }));
            prop_assert!(!is_still);
        }

        #[test]
        fn a_standstill_goes_on_until_something_leaves(lately in lately(), later in 0..3_000_i64) {
            if let Some(still @ ChannelFault::Stopped { since, waiting }) = detect_fault(&lately, NOON) {
                prop_assert!(NOON - since >= PATIENCE && waiting > 0);
                prop_assert!(lately.last_sent_at.is_none_or(|left| left <= since), "nothing has left since");
                prop_assert_eq!(detect_fault(&lately, NOON + Duration::minutes(later)), Some(still));
            }
        }

        #[test]
        fn five_in_a_row_that_left_end_it(lately in lately(), more in 5..12_usize) {
            let mut outcomes = settled(&"+".repeat(more));
            outcomes.extend(&lately.outcomes);
            let well = RecentActivity { last_sent_at: Some(NOON), outcomes, ..lately };
            prop_assert_eq!(detect_fault(&well, NOON), None);
        }

        #[test]
        fn one_more_that_left_well_never_raises_an_alarm(lately in lately()) {
            let mut outcomes = settled("+");
            outcomes.extend(&lately.outcomes);
            let more = RecentActivity { outcomes, ..lately.clone() };
            // Of a full list the oldest falls out of sight, which may have been a good one.
            if lately.outcomes.len() < MAX_OUTCOMES && detect_fault(&lately, NOON).is_none() {
                prop_assert_eq!(detect_fault(&more, NOON), None);
            }
        }

        #[test]
        fn a_failing_channel_is_counted_right(signs in vec(any::<bool>(), 0..20)) {
            let outcomes: Vec<SendOutcome> =
                (1..).zip(&signs).map(|(at, succeeded)| SendOutcome { at: ago(at), succeeded: *succeeded }).collect();
            if let Some(ChannelFault::Failing { failed, of, .. }) =
                detect_fault(&RecentActivity { outcomes, ..RecentActivity::default() }, NOON)
            {
                prop_assert_eq!(of, signs.len());
                prop_assert_eq!(failed, signs.iter().filter(|succeeded| !**succeeded).count());
                prop_assert!(failed >= 5 && 2 * failed >= of);
            }
        }
    }
}
