//! Incoming mail: delivery reports (RFC 3464) and replies of calendars (RFC 6047). Everything else is ignored.

use domain::incoming_mail::ReportedOutcome;
use mail_parser::{MessageParser, MessagePart, MimeHeaders};

use crate::formats::mail_address::Address;

/// Largest mail read, in bytes: a report may quote the mail it is about.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Most parts of a mail looked at.
const MAX_PARTS: usize = 64;

/// What a mail is for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A report on a message that left.
    Report {
        /// What is behind the plus sign of the address it came to.
        tag: String,
        /// What it says.
        fate: ReportedOutcome,
    },
    /// The answer of a calendar.
    Calendar {
        /// What is behind the plus sign of the address it came to.
        tag: String,
        /// The calendar file.
        file: Vec<u8>,
        /// True when no person sent it: nothing is ever answered to that (RFC 3834 section 2).
        automatic: bool,
    },
    /// Sent by a machine, and nothing for us: an absence notice, a receipt.
    Automatic,
    /// Somebody wrote.
    Other,
}

/// What is behind the plus sign of `recipient`, when what is before it and behind the `@` is `own`.
#[must_use]
pub fn tag_of(own: &Address, recipient: &str) -> Option<String> {
    let (own_name, own_host) = own.as_str().rsplit_once('@')?;
    let (name, host) = recipient.trim().trim_matches(['<', '>']).rsplit_once('@')?;
    let (name, tag) = name.split_once('+')?;
    (name.eq_ignore_ascii_case(own_name) && host.eq_ignore_ascii_case(own_host)).then(|| tag.to_owned())
}

/// True when `recipient` is `own`, with a tag or without.
#[must_use]
pub fn is_own(own: &Address, recipient: &str) -> bool {
    tag_of(own, recipient).is_some() || recipient.trim_matches(['<', '>']).eq_ignore_ascii_case(own.as_str())
}

/// What the mail `bytes` is for us. `recipients` are those of the envelope; where they are not known, those that its
/// headers name. Never fails: what is not understood is somebody's mail.
#[must_use]
pub fn read(bytes: &[u8], own: &Address, recipients: &[String]) -> Incoming {
    if bytes.len() > MAX_BYTES {
        return Incoming::Other;
    }
    let Some(mail) = MessageParser::default().parse(bytes) else { return Incoming::Other };
    let header = |name: &str| mail.header_raw(name).map(|value| value.trim().to_ascii_lowercase());
    let automatic = header("Auto-Submitted").is_some_and(|value| value != "no")
        || header("Precedence").is_some_and(|value| matches!(value.as_str(), "bulk" | "junk" | "list"))
        || header("X-Auto-Response-Suppress").is_some();
    let named = || {
        let names = ["Delivered-To", "X-Original-To", "Envelope-To"];
        let told =
            names.iter().filter_map(|name| mail.header_raw(*name)).map(|value| value.trim().to_owned());
        let to = mail.to().into_iter().flat_map(|list| list.iter());
        told.chain(to.filter_map(|one| one.address().map(str::to_owned))).collect::<Vec<_>>()
    };
    let tag = if recipients.is_empty() {
        named().iter().find_map(|recipient| tag_of(own, recipient))
    } else {
        recipients.iter().find_map(|recipient| tag_of(own, recipient))
    };
    let nothing = if automatic { Incoming::Automatic } else { Incoming::Other };
    let Some(tag) = tag else { return nothing };
    let parts = || mail.parts.iter().take(MAX_PARTS);
    if let Some(fate) = parts().filter(|part| is(part, "message", "delivery-status")).find_map(fate) {
        return Incoming::Report { tag, fate };
    }
    let calendar = parts().find(|part| is(part, "text", "calendar") || is(part, "application", "ics"));
    match calendar {
        Some(part) => Incoming::Calendar { tag, file: part.contents().to_vec(), automatic },
        None => nothing,
    }
}

fn is(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind)
            && found.subtype().is_some_and(|found| found.eq_ignore_ascii_case(subtype))
    })
}

/// What a `message/delivery-status` says of its first recipient: blocks of fields, the first of which is about the mail
/// as a whole.
fn fate(part: &MessagePart<'_>) -> Option<ReportedOutcome> {
    let text = String::from_utf8_lossy(part.contents()).replace("\r\n", "\n");
    text.split("\n\n").find_map(|block| {
        let field = |name: &str| {
            block.lines().find_map(|line| {
                let (found, value) = line.split_once(':')?;
                found.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            })
        };
        ReportedOutcome::of(&field("Action")?, &field("Status").unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use domain::channel::AddressFault;
    use proptest::prelude::*;

    use crate::formats::incoming_mail::*;

    fn own() -> Address {
        Address::parse("rdv@dep77.fr").unwrap()
    }

    /// A report as Postfix writes it.
    fn report(action: &str, status: &str) -> String {
        format!(
            "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: rdv+btag@dep77.fr\r\n\
             Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
             --B\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n\r\n\
             --B\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\nX-Postfix-Queue-ID: 4ABC\r\nArrival-Date: Mon, 4 Jan 2027 10:00:00 +0100\r\n\r\n\
             Final-Recipient: rfc822; samia@example.org\r\nOriginal-Recipient: rfc822;samia@example.org\r\n\
             Action: {action}\r\nStatus: {status}\r\nRemote-MTA: dns; mx.example.org\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 <samia@example.org>: Recipient address rejected\r\n\r\n\
             --B\r\nContent-Type: message/rfc822\r\n\r\nSubject: Votre rendez-vous\r\n\r\nBonjour\r\n\r\n--B--\r\n"
        )
    }

    #[test]
    fn a_report_is_read_whoever_it_is_addressed_to_inside() {
        let tag = "btag".to_owned();
        for (action, status, fate) in [
            ("failed", "5.1.1", ReportedOutcome::Gone(AddressFault::Unknown)),
            ("delayed", "4.4.1", ReportedOutcome::Delayed),
            ("delivered", "2.0.0", ReportedOutcome::Delivered),
        ] {
            let text = report(action, status);
            let expected = Incoming::Report { tag: tag.clone(), fate };
            assert_eq!(read(text.as_bytes(), &own(), &[]), expected, "from its To");
            let envelope = ["<RDV+other@Dep77.fr>".to_owned()];
            let read = read(text.as_bytes(), &own(), &envelope);
            assert_eq!(read, Incoming::Report { tag: "other".to_owned(), fate }, "the envelope outweighs it");
        }
    }

    #[test]
    fn an_answer_of_a_calendar_is_taken_out_of_its_mail() {
        let mail = "From: anne@dep77.fr\r\nTo: rdv+rtag@dep77.fr\r\nSubject: Accepted\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/alternative; boundary=\"B\"\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nOui\r\n\
            --B\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\n\
            QkVHSU46VkNBTEVOREFS\r\n--B--\r\n";
        let file = b"BEGIN:VCALENDAR".to_vec();
        let tag = "rtag".to_owned();
        let expected = Incoming::Calendar { tag: tag.clone(), file: file.clone(), automatic: false };
        assert_eq!(read(mail.as_bytes(), &own(), &[]), expected);
        let automatic = mail.replace("Subject:", "Auto-Submitted: auto-generated\r\nSubject:");
        assert_eq!(
            read(automatic.as_bytes(), &own(), &[]),
            Incoming::Calendar { tag, file, automatic: true }
        );
    }

    #[test]
    fn an_absence_notice_is_nothing_and_a_person_is_somebody() {
        let notice = "From: samia@example.org\r\nTo: rdv+btag@dep77.fr\r\nSubject: Absente\r\n\
            Auto-Submitted: auto-replied\r\n\r\nJe suis absente.\r\n";
        assert_eq!(read(notice.as_bytes(), &own(), &[]), Incoming::Automatic);
        let person = "From: samia@example.org\r\nTo: rdv@dep77.fr\r\nSubject: Bonjour\r\n\r\nJe ne peux pas venir.\r\n";
        assert_eq!(read(person.as_bytes(), &own(), &[]), Incoming::Other);
        let elsewhere = report("failed", "5.1.1").replace("rdv+btag@", "other+btag@");
        assert_eq!(
            read(elsewhere.as_bytes(), &own(), &[]),
            Incoming::Automatic,
            "a report on somebody else's mail"
        );
        assert_eq!(read(b"", &own(), &[]), Incoming::Other);
        assert_eq!(read(&vec![b'x'; MAX_BYTES + 1], &own(), &[]), Incoming::Other);
    }

    #[test]
    fn tags_stand_behind_our_own_name_only() {
        for (recipient, tag) in [
            ("rdv+b1@dep77.fr", Some("b1")),
            ("<rdv+b1+2@dep77.fr>", Some("b1+2")),
            ("rdv@dep77.fr", None),
            ("rdv+b1@dep78.fr", None),
            ("xrdv+b1@dep77.fr", None),
            ("rdv+b1", None),
        ] {
            assert_eq!(tag_of(&own(), recipient).as_deref(), tag, "{recipient}");
        }
        assert!(is_own(&own(), "RDV@dep77.fr") && !is_own(&own(), "x@dep77.fr"));
    }

    proptest! {
        #[test]
        fn no_mail_panics(bytes in prop::collection::vec(any::<u8>(), 0..600), text in any::<String>()) {
            let _ = read(&bytes, &own(), &[]);
            let mail = report("failed", "5.1.1").replace("Action: failed", &text);
            let _ = read(mail.as_bytes(), &own(), &[]);
        }
    }
}
