//! Replies of calendars to invitations: METHOD:REPLY and METHOD:COUNTER (RFC 5546 sections 3.2.3 and 3.2.7). Only who
//! replies what, in which order, and which time is proposed; place and reason are dropped.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::ids::AppointmentId;
use domain::incoming_mail::{InvitationAnswer, InvitationReply, TimeProposal};
use domain::recurrence::Budget;
use domain::time::{Span, is_plausible};

use crate::formats::calendars::events::{start_of, stretch_of};
use crate::formats::calendars::limits::FILE_BUDGET;
use crate::formats::calendars::lines::{Component, Kind, calendars};
use crate::formats::calendars::values::Stamp;
use crate::formats::calendars::zones::Zones;

/// Largest answer read, in bytes: one event with its time zone is a few thousand.
const MAX_ANSWER: usize = 64 * 1024;

/// Longest time proposed that is believed.
const LONGEST: Duration = Duration::days(1);

/// The answer in `bytes`, when it is one of `attendee` and of nobody else; times that name no zone are read in `zone`. `None` for anything else: an answer is a hint,
/// and what is not understood changes nothing.
#[must_use]
pub fn read_answer(bytes: &[u8], attendee: &str, zone: Tz) -> Option<InvitationReply> {
    if bytes.len() > MAX_ANSWER {
        return None;
    }
    let files = calendars(bytes, &[attendee.to_owned()]).ok()?;
    let [file] = files.as_slice() else { return None };
    let method = file.get("METHOD")?;
    let mut events = file.children.iter().filter(|child| child.kind == Kind::Event);
    let (Some(event), None) = (events.next(), events.next()) else { return None };
    // A part of a series is none of ours.
    if event.get("RECURRENCE-ID").is_some() {
        return None;
    }
    let answer = if method.is("REPLY") {
        answer_of(event)?
    } else if method.is("COUNTER") {
        event.get("ATTENDEE")?;
        InvitationAnswer::Counter
    } else {
        return None;
    };
    let uid = &event.get("UID")?.value;
    let Some(Stamp::Utc(stamp)) = Stamp::parse(&event.get("DTSTAMP")?.value) else { return None };
    let sequence = match event.get("SEQUENCE") {
        Some(sequence) => sequence.value.parse().ok().filter(|sequence| *sequence >= 0)?,
        None => 0,
    };
    let appointment: AppointmentId = uid.split('@').next()?.trim().parse().ok()?;
    let proposes =
        if answer == InvitationAnswer::Counter { proposal(file, event, zone, stamp) } else { None };
    Some(InvitationReply { appointment, answer, sequence, stamp, proposes })
}

/// The time that `event` has now; none for a whole day, or for what cannot be meant.
fn proposal(file: &Component, event: &Component, zone: Tz, stamp: DateTime<Utc>) -> Option<TimeProposal> {
    if !is_plausible(stamp.date_naive()) {
        return None;
    }
    // Zones are looked at around the time at which it is proposed.
    let window = Span::covering(stamp, stamp + Duration::days(366));
    let mut zones = Zones::of(file, zone, window, &mut Budget::new(FILE_BUDGET));
    let start = start_of(event, &mut zones).ok()?;
    if start.is_date() || !is_plausible(start.stamp.written().date()) {
        return None;
    }
    let from = start.instant();
    let to = stretch_of(event, &start, &mut zones).ok();
    let to = to.filter(|stretch| stretch.at_most() <= LONGEST + Duration::days(1));
    let to = to.map(|stretch| stretch.end(&start.zone.main, start.stamp.written()));
    Some(TimeProposal { from, to: to.filter(|to| *to > from) })
}

/// What the one attendee of a REPLY says.
fn answer_of(event: &Component) -> Option<InvitationAnswer> {
    let mut own = event.all("ATTENDEE");
    let (Some(attendee), None) = (own.next(), own.next()) else { return None };
    [
        ("ACCEPTED", InvitationAnswer::Accepted),
        ("TENTATIVE", InvitationAnswer::Tentative),
        ("DECLINED", InvitationAnswer::Declined),
    ]
    .into_iter()
    .find(|(word, _)| attendee.param_is("PARTSTAT", word))
    .map(|(_, answer)| answer)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::formats::calendars::answers::*;

    const ANNE: &str = "anne.martin@dep77.fr";

    fn reply(method: &str, attendees: &str, more: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nPRODID:-//X//EN\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n\
             UID:01900000-0000-7000-8000-000000000042@rdv.dep77.fr\r\nDTSTAMP:20270105T100000Z\r\n{attendees}{more}\
             ORGANIZER:mailto:rdv+r@dep77.fr\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    fn said(text: &str) -> Option<(InvitationAnswer, i32)> {
        read_answer(text.as_bytes(), ANNE, Tz::Europe__Paris).map(|reply| (reply.answer, reply.sequence))
    }

    #[test]
    fn each_answer_is_read() {
        for (word, answer) in [
            ("ACCEPTED", InvitationAnswer::Accepted),
            ("tentative", InvitationAnswer::Tentative),
            ("DECLINED", InvitationAnswer::Declined),
        ] {
            let attendee =
                format!("ATTENDEE;PARTSTAT={word};CN=\"Martin: Anne\":MAILTO:Anne.Martin@dep77.fr\r\n");
            let text = reply("REPLY", &attendee, "SEQUENCE:2\r\nSUMMARY:Rendez-vous\r\n");
            assert_eq!(said(&text), Some((answer, 2)), "{word}");
            assert_eq!(said(&reply("REPLY", &attendee, "")), Some((answer, 0)));
        }
        let attendee = "ATTENDEE;PARTSTAT=TENTATIVE:mailto:anne.martin@dep77.fr\r\n";
        let text = reply("COUNTER", attendee, "DTSTART:20270106T090000Z\r\nSEQUENCE:1\r\n");
        assert_eq!(said(&text), Some((InvitationAnswer::Counter, 1)));
    }

    #[test]
    fn the_time_proposed_is_read_on_its_own_clock() {
        let attendee = "ATTENDEE;PARTSTAT=TENTATIVE:mailto:anne.martin@dep77.fr\r\n";
        let proposed = |more: &str| {
            let text = reply("COUNTER", attendee, more);
            let read = read_answer(text.as_bytes(), ANNE, Tz::Indian__Reunion).expect("a counter");
            let said = |at: DateTime<Utc>| at.format("%d %H:%M").to_string();
            read.proposes.map(|of| (said(of.from), of.to.map(said).unwrap_or_default()))
        };
        let both = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        for (more, expected) in [
            ("DTSTART:20270106T090000Z\r\nDTEND:20270106T100000Z\r\n", both("06 09:00", "06 10:00")),
            ("DTSTART;TZID=Europe/Paris:20270106T090700\r\nDURATION:PT45M\r\n", both("06 08:07", "06 08:52")),
            ("DTSTART;TZID=Romance Standard Time:20270106T0900\r\n", both("06 08:00", "")),
            ("DTSTART:20270106T090000\r\n", both("06 05:00", "")),
            ("DTSTART:20270106T090000Z\r\nDTEND:20270106T080000Z\r\n", both("06 09:00", "")),
            ("DTSTART:20270106T090000Z\r\nDTEND:20280106T080000Z\r\n", both("06 09:00", "")),
            ("DTSTART;VALUE=DATE:20270106\r\n", None),
            ("DTSTART:99990106T090000Z\r\n", None),
            ("DTSTART:soon\r\n", None),
            ("", None),
        ] {
            assert_eq!(proposed(more), expected, "{more}");
        }
        let declined =
            reply("REPLY", &attendee.replace("TENTATIVE", "DECLINED"), "DTSTART:20270106T090000Z\r\n");
        assert_eq!(read_answer(declined.as_bytes(), ANNE, Tz::UTC).unwrap().proposes, None);
    }

    #[test]
    fn what_is_no_answer_of_hers_is_none() {
        let own = "ATTENDEE;PARTSTAT=DECLINED:mailto:anne.martin@dep77.fr\r\n";
        let other = "ATTENDEE;PARTSTAT=DECLINED:mailto:karim@ml77.fr\r\n";
        for (why, text) in [
            ("somebody else", reply("REPLY", other, "")),
            ("twice", reply("REPLY", &own.repeat(2), "")),
            ("needs action", reply("REPLY", &own.replace("DECLINED", "NEEDS-ACTION"), "")),
            ("a request", reply("REQUEST", own, "")),
            ("one of a series", reply("REPLY", own, "RECURRENCE-ID:20270105T090000Z\r\n")),
            ("no number", reply("REPLY", own, "SEQUENCE:many\r\n")),
            ("below zero", reply("REPLY", own, "SEQUENCE:-1\r\n")),
            ("foreign", reply("REPLY", own, "").replace("01900000-0000-7000-8000-000000000042", "x")),
            ("local", reply("REPLY", own, "").replace("100000Z", "100000")),
            ("two", reply("REPLY", own, "").repeat(2)),
            ("cut off", reply("REPLY", own, "")[..200].to_owned()),
            ("large", reply("REPLY", own, &format!("COMMENT:{}\r\n", "x".repeat(MAX_ANSWER)))),
            ("nothing", String::new()),
        ] {
            assert_eq!(said(&text), None, "{why}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), lines in prop::collection::vec("[A-Z-]{1,12}[:;=].{0,20}", 0..12)) {
            let _ = read_answer(text.as_bytes(), ANNE, Tz::Europe__Paris);
            for method in ["REPLY", "COUNTER"] {
                let text = reply(method, &lines.join("\r\n"), "");
                let _ = read_answer(text.as_bytes(), ANNE, Tz::Europe__Paris);
            }
        }
    }
}
