//! When a message that could not be sent is tried again.

use chrono::Duration;

/// After so many tries a message is given up: about two days.
pub(super) const MOST_TRIES: i32 = 12;

/// How long to wait after a temporary failure: a minute, then twice as long each time, six hours at most.
pub(super) fn pause(tries: i32) -> Duration {
    let doublings = tries.clamp(0, 9).unsigned_abs();
    Duration::minutes(2_i64.pow(doublings)).min(Duration::hours(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let minutes: Vec<i64> = (0..11).map(|tries| pause(tries).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
    }
}
