//! What a calendar answers to an invitation: METHOD:REPLY and METHOD:COUNTER (RFC 5546 sections 3.2.3 and 3.2.7). Only
//! who answers what, in which order; where or why is not kept.

use domain::ids::AppointmentId;
use domain::incoming::{Answer, Reply};

use super::lines::{Component, Kind, calendars};
use super::values::Stamp;

/// Largest answer read, in bytes: one event with its time zone is a few thousand.
const MAX_ANSWER: usize = 64 * 1024;

/// The answer in `bytes`, when it is one of `attendee` and of nobody else. `None` for anything else: an answer is a hint,
/// and what is not understood changes nothing.
#[must_use]
pub fn read_answer(bytes: &[u8], attendee: &str) -> Option<Reply> {
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
        Answer::Counter
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
    Some(Reply { appointment, answer, sequence, stamp })
}

/// What the one attendee of a REPLY says.
fn answer_of(event: &Component) -> Option<Answer> {
    let mut own = event.all("ATTENDEE");
    let (Some(attendee), None) = (own.next(), own.next()) else { return None };
    [("ACCEPTED", Answer::Accepted), ("TENTATIVE", Answer::Tentative), ("DECLINED", Answer::Declined)]
        .into_iter()
        .find(|(word, _)| attendee.param_is("PARTSTAT", word))
        .map(|(_, answer)| answer)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ANNE: &str = "anne.martin@dep77.fr";

    fn reply(method: &str, attendees: &str, more: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nPRODID:-//X//EN\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n\
             UID:01900000-0000-7000-8000-000000000042@rdv.dep77.fr\r\nDTSTAMP:20270105T100000Z\r\n{attendees}{more}\
             ORGANIZER:mailto:rdv+r@dep77.fr\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    fn said(text: &str) -> Option<(Answer, i32)> {
        read_answer(text.as_bytes(), ANNE).map(|reply| (reply.answer, reply.sequence))
    }

    #[test]
    fn each_answer_is_read() {
        for (word, answer) in
            [("ACCEPTED", Answer::Accepted), ("tentative", Answer::Tentative), ("DECLINED", Answer::Declined)]
        {
            let attendee =
                format!("ATTENDEE;PARTSTAT={word};CN=\"Martin: Anne\":MAILTO:Anne.Martin@dep77.fr\r\n");
            let text = reply("REPLY", &attendee, "SEQUENCE:2\r\nSUMMARY:Rendez-vous\r\n");
            assert_eq!(said(&text), Some((answer, 2)), "{word}");
            assert_eq!(said(&reply("REPLY", &attendee, "")), Some((answer, 0)));
        }
        let attendee = "ATTENDEE;PARTSTAT=TENTATIVE:mailto:anne.martin@dep77.fr\r\n";
        let text = reply("COUNTER", attendee, "DTSTART:20270106T090000Z\r\nSEQUENCE:1\r\n");
        assert_eq!(said(&text), Some((Answer::Counter, 1)));
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
            let _ = read_answer(text.as_bytes(), ANNE);
            let _ = read_answer(reply("REPLY", &lines.join("\r\n"), "").as_bytes(), ANNE);
        }
    }
}
