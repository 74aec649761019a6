//! Timing of messages: which reminders an appointment gets, and when each message may be sent.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use crate::channel::{Channel, Channels};
use crate::contact_hours::ContactHours;
use crate::notifications::MessageKind;
use crate::reminder_schedule::{Reminder, ReminderOffset, ReminderSchedule};
use crate::time::MinuteOfDay;
use crate::zone::{at_minute, to_local, to_utc};

/// No reminder within this time after the booking.
const JUST_BOOKED: Duration = Duration::hours(1);
/// As [`JUST_BOOKED`], for the replacement of a reminder whose time had passed.
const BOOKED_RECENTLY: Duration = Duration::hours(4);
/// A reminder of days is useless later than this before the start.
const LATE_FOR_DAYS: Duration = Duration::hours(12);
/// A reminder on the day itself must leave time to travel.
const LATE_FOR_HOURS: Duration = Duration::minutes(30);
/// Longest delay of a planned reminder.
const LATE_AT_MOST: Duration = Duration::hours(1);
/// A cancellation of an appointment that starts less than this after the next contact hours is sent at once.
const URGENT: Duration = Duration::hours(12);
/// How long after an appointment a no-show message makes sense.
const STILL_MISSED: Duration = Duration::days(14);

/// A reminder to be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedReminder {
    /// The offset: identifies the reminder within its appointment.
    pub before: ReminderOffset,
    /// Channel.
    pub channel: Channel,
    /// When it may be sent.
    pub due: DateTime<Utc>,
}

/// The reminders of an appointment that starts at `start`, booked at `now`, for a beneficiary reachable by `reach`;
/// sorted by due time. Days are counted on the wall clock of `zone`; outside contact hours a reminder of days is
/// advanced, one of hours is delayed. Nothing is due after the start, nor within an hour of `now`. When the booking
/// comes too late for the nearest reminder of days, it is sent on the evening before instead.
#[must_use]
pub fn plan(
    cadence: &ReminderSchedule,
    reach: Channels,
    hours: ContactHours,
    zone: Tz,
    start: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<PlannedReminder> {
    let mut planned: Vec<PlannedReminder> = Vec::new();
    let nearest =
        cadence.reminders.iter().filter(|one| !one.before.is_same_day()).map(|one| one.before).min();
    for reminder in &cadence.reminders {
        let Some(channel) = channel_for(*reminder, cadence, reach) else { continue };
        let mut due =
            planned_time(reminder.before, hours, zone, start).filter(|due| *due >= now + JUST_BOOKED);
        if due.is_none() && Some(reminder.before) == nearest {
            due = evening_before(hours, zone, start).filter(|due| *due >= now + BOOKED_RECENTLY);
        }
        let Some(due) = due.filter(|due| *due <= latest_planned_time(reminder.before, start)) else {
            continue;
        };
        let known = |one: &PlannedReminder| one.before == reminder.before && one.channel == channel;
        if !planned.iter().any(known) {
            planned.push(PlannedReminder { before: reminder.before, channel, due });
        }
    }
    planned.sort_by_key(|one| (one.due, one.channel));
    planned
}

/// The channel of a reminder. An SMS falls back to mail; a mail to SMS only where no other reminder is an SMS, as
/// each costs money and disturbs.
fn channel_for(reminder: Reminder, cadence: &ReminderSchedule, reach: Channels) -> Option<Channel> {
    if reach.contains(reminder.channel) {
        return Some(reminder.channel);
    }
    let other = reminder.channel.other();
    let said_anyway =
        other == Channel::Sms && cadence.reminders.iter().any(|one| one.channel == Channel::Sms);
    (reach.contains(other) && !said_anyway).then_some(other)
}

/// When a reminder should be sent; `None` when contact hours leave no time for it.
fn planned_time(
    before: ReminderOffset,
    hours: ContactHours,
    zone: Tz,
    start: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let ideal = before.before(zone, start);
    if !before.is_same_day() {
        return Some(hours.last_allowed(zone, ideal));
    }
    let today = to_local(zone, start).date();
    let due = on_the_day(hours).next_allowed(zone, ideal);
    (to_local(zone, due).date() == today).then_some(due)
}

/// Contact hours of the day itself: a Sunday appointment is reminded on that Sunday.
const fn on_the_day(hours: ContactHours) -> ContactHours {
    ContactHours { sundays: true, ..hours }
}

/// Two hours before contact hours end on the day before, or on the last allowed day.
fn evening_before(hours: ContactHours, zone: Tz, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = to_local(zone, start).date().pred_opt()?;
    let evening = MinuteOfDay(hours.to.0.saturating_sub(120).max(hours.from.0));
    Some(hours.last_allowed(zone, to_utc(zone, at_minute(day, evening))))
}

/// The latest time for which a reminder is planned.
#[must_use]
pub fn latest_planned_time(before: ReminderOffset, start: DateTime<Utc>) -> DateTime<Utc> {
    match before {
        ReminderOffset::Days(_) => start - LATE_FOR_DAYS,
        ReminderOffset::Minutes(minutes) => start - LATE_FOR_HOURS.min(Duration::minutes(i64::from(minutes))),
    }
}

/// The latest time at which a reminder is still useful: later than [`latest_planned_time`], for what is due
/// sent some time afterwards.
#[must_use]
pub fn latest_useful_time(before: ReminderOffset, start: DateTime<Utc>) -> DateTime<Utc> {
    let planned = latest_planned_time(before, start);
    planned + ((start - planned) / 2).min(LATE_AT_MOST)
}

/// The latest time for a no-show message.
#[must_use]
pub fn latest_missed_notice(start: DateTime<Utc>) -> DateTime<Utc> {
    start + STILL_MISSED
}

/// When a message of `kind`, due at `now`, is sent: at once when it answers something the beneficiary just did, goes
/// to a professional's calendar, or cannot wait; else within contact hours. `before` is the offset of a reminder;
/// `start` that of the appointment, `None` for an invitation to choose one.
#[must_use]
pub fn sending_time(
    kind: MessageKind,
    before: Option<ReminderOffset>,
    hours: ContactHours,
    zone: Tz,
    start: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    if !kind.can_wait() {
        return now;
    }
    if before.is_some_and(ReminderOffset::is_same_day) {
        return on_the_day(hours).next_allowed(zone, now);
    }
    if kind == MessageKind::CalledOff {
        in_contact_hours_unless_near(hours, zone, start, now)
    } else {
        hours.next_allowed(zone, now)
    }
}

/// The next contact hours; `now` when that would be too close to the start.
fn in_contact_hours_unless_near(
    hours: ContactHours,
    zone: Tz,
    start: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let allowed = hours.next_allowed(zone, now);
    if start.is_some_and(|start| start - allowed < URGENT) { now } else { allowed }
}

/// As [`sending_time`], for an overdue message: an answer that is late waits for contact hours too, unless the
/// appointment is near.
#[must_use]
pub fn delayed_sending_time(
    kind: MessageKind,
    before: Option<ReminderOffset>,
    hours: ContactHours,
    zone: Tz,
    start: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    if kind.can_wait() || kind.is_to_professional() {
        return sending_time(kind, before, hours, zone, start, now);
    }
    in_contact_hours_unless_near(hours, zone, start, now)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::zone::FRENCH_ZONES;

    const PARIS: Tz = Tz::Europe__Paris;

    fn at(local: &str) -> DateTime<Utc> {
        to_utc(PARIS, NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap())
    }

    fn planned(reach: Channels, start: &str, now: &str) -> Vec<String> {
        plan(&ReminderSchedule::default(), reach, ContactHours::default(), PARIS, at(start), at(now))
            .into_iter()
            .map(|one| {
                let due = to_local(PARIS, one.due).format("%a %d/%m %H:%M");
                format!("{} {} {due}", one.channel.word(), one.before)
            })
            .collect()
    }

    #[test]
    fn by_default_a_mail_a_week_before_an_sms_two_days_and_one_two_hours_before() {
        assert_eq!(
            planned(Channels::ALL, "2027-01-21 09:30", "2027-01-04 10:00"),
            ["mail 7d Thu 14/01 09:30", "sms 2d Tue 19/01 09:30", "sms 2h Thu 21/01 08:00"]
        );
    }

    #[test]
    fn what_would_fall_on_a_sunday_comes_before_it() {
        assert_eq!(
            planned(Channels::ALL, "2027-01-19 14:00", "2027-01-04 10:00"),
            ["mail 7d Tue 12/01 14:00", "sms 2d Sat 16/01 19:00", "sms 2h Tue 19/01 12:00"]
        );
    }

    #[test]
    fn the_clocks_may_change_in_between() {
        assert_eq!(
            planned(Channels::ALL, "2027-03-30 10:00", "2027-03-01 10:00"),
            ["mail 7d Tue 23/03 10:00", "sms 2d Sat 27/03 19:00", "sms 2h Tue 30/03 08:00"]
        );
        assert_eq!(
            planned(Channels::ALL, "2027-11-02 10:00", "2027-10-01 10:00"),
            ["mail 7d Tue 26/10 10:00", "sms 2d Sat 30/10 19:00", "sms 2h Tue 02/11 08:00"]
        );
    }

    #[test]
    fn who_books_inside_two_days_is_asked_on_the_evening_before() {
        assert_eq!(
            planned(Channels::ALL, "2027-01-06 09:00", "2027-01-05 10:00"),
            ["sms 2d Tue 05/01 18:00", "sms 2h Wed 06/01 08:00"]
        );
        assert_eq!(
            planned(Channels::ALL, "2027-01-06 14:00", "2027-01-05 17:00"),
            ["sms 2h Wed 06/01 12:00"],
            "the confirmation is not an hour old"
        );
        assert_eq!(planned(Channels::ALL, "2027-01-05 12:00", "2027-01-05 10:00"), [""; 0]);
        assert_eq!(
            planned(Channels::ALL, "2027-01-11 09:00", "2027-01-09 10:00"),
            ["sms 2d Sat 09/01 19:00", "sms 2h Mon 11/01 08:00"],
            "the evening before is a Sunday"
        );
    }

    #[test]
    fn who_has_one_channel_is_reminded_by_that_one() {
        let start = "2027-01-21 09:30";
        let now = "2027-01-04 10:00";
        assert_eq!(
            planned(Channels::of([Channel::Mail]), start, now),
            ["mail 7d Thu 14/01 09:30", "mail 2d Tue 19/01 09:30", "mail 2h Thu 21/01 08:00"]
        );
        assert_eq!(
            planned(Channels::of([Channel::Sms]), start, now),
            ["sms 2d Tue 19/01 09:30", "sms 2h Thu 21/01 08:00"]
        );
        assert_eq!(planned(Channels::NONE, start, now), [""; 0]);
    }

    #[test]
    fn what_answers_leaves_at_once_and_what_is_urgent_too() {
        let hours = ContactHours::default();
        let night = at("2027-01-05 23:00");
        let sending_time = |kind, start| sending_time(kind, None, hours, PARIS, start, night);
        assert_eq!(sending_time(MessageKind::Confirmation, Some(at("2027-01-07 09:00"))), night);
        assert_eq!(sending_time(MessageKind::CancelledByPerson, Some(at("2027-01-20 09:00"))), night);
        assert_eq!(sending_time(MessageKind::Update, Some(at("2027-01-20 09:00"))), night);
        assert_eq!(
            sending_time(MessageKind::CalledOff, Some(at("2027-01-20 09:00"))),
            at("2027-01-06 08:00")
        );
        assert_eq!(sending_time(MessageKind::CalledOff, Some(at("2027-01-06 09:00"))), night);
        assert_eq!(sending_time(MessageKind::Missed, Some(at("2027-01-05 09:00"))), at("2027-01-06 08:00"));
        assert_eq!(sending_time(MessageKind::Choose, None), at("2027-01-06 08:00"));
    }

    #[test]
    fn what_answered_somebody_hours_ago_waits_for_the_morning() {
        let hours = ContactHours::default();
        let night = at("2027-01-05 23:00");
        let sending_time =
            |kind, start| delayed_sending_time(kind, None, hours, PARIS, Some(at(start)), night);
        assert_eq!(sending_time(MessageKind::Confirmation, "2027-01-20 09:00"), at("2027-01-06 08:00"));
        assert_eq!(sending_time(MessageKind::AnswerComes, "2027-01-20 09:00"), at("2027-01-06 08:00"));
        assert_eq!(sending_time(MessageKind::Moved, "2027-01-06 09:00"), night, "or they come in vain");
        assert_eq!(sending_time(MessageKind::Update, "2027-01-20 09:00"), night, "a calendar does not sleep");
    }

    #[test]
    fn what_is_due_at_the_last_minute_has_some_left() {
        let start = at("2027-01-05 09:00");
        let slack =
            |before| (latest_useful_time(before, start) - latest_planned_time(before, start)).num_minutes();
        assert_eq!([5, 10, 30, 120].map(|minutes| slack(ReminderOffset::Minutes(minutes))), [2, 5, 15, 15]);
        assert_eq!(slack(ReminderOffset::Days(2)), 60);
    }

    proptest! {
        #[test]
        fn a_plan_is_decent_in_time_and_says_nothing_twice(
            days in 0_i64..70, quarter in 0_i64..96, booked in 0_i64..96, season in 0_i64..365,
            zone in prop::sample::select(FRENCH_ZONES.to_vec()), by_mail: bool, by_sms: bool,
        ) {
            let midnight = at("2027-01-01 00:00") + Duration::days(season);
            let now = midnight + Duration::minutes(15 * booked);
            let start = midnight + Duration::days(days) + Duration::minutes(15 * quarter);
            let reach = Channel::ALL.into_iter().zip([by_mail, by_sms]).filter(|(_, reaches)| *reaches);
            let reach = Channels::of(reach.map(|(channel, _)| channel));
            let hours = ContactHours::default();
            let planned = plan(&ReminderSchedule::default(), reach, hours, zone, start, now);
            for one in &planned {
                prop_assert!(one.due >= now + JUST_BOOKED && one.due < start, "{one:?}");
                prop_assert!(reach.contains(one.channel));
                let allowed = if one.before.is_same_day() { on_the_day(hours) } else { hours };
                prop_assert!(allowed.allows(zone, one.due), "{one:?}");
                prop_assert_eq!(sending_time(MessageKind::Reminder, Some(one.before), hours, zone, Some(start), one.due), one.due);
            }
            let mut apart: Vec<_> = planned.iter().map(|one| (one.before, one.channel)).collect();
            apart.dedup();
            apart.sort_unstable();
            apart.dedup();
            prop_assert_eq!(apart.len(), planned.len());
            // Whoever can be reached and has two days to go is reminded, whatever the clocks do.
            let daytime = hours.allows(zone, start);
            if !reach.is_empty() && daytime && start - now > Duration::days(4) {
                prop_assert!(planned.iter().any(|one| one.before == ReminderOffset::Days(2)), "{planned:?}");
            }
        }
    }
}
