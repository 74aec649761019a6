"""Do two calendar libraries that are not ours read our mails as we meant them?

    agree.py [FOLDER]

FOLDER holds .eml files and an expected.json; without it the Rust test
`one_mail_of_each_kind_is_written_for_the_peers` makes one. For each mail: the MIME tree is checked with Python's
`email`, the calendar file is read with PyPI `icalendar` and npm `ical.js`, both readings are compared field by
field, with each other and with what was meant, and the rules I1 to I6, I10, I12 and I13 of the standards are asserted.
Prints one JSON line per mail; ends with 1 when anything differs.
"""

import base64
import datetime
import email
import email.policy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import dkim
import icalendar

HERE = pathlib.Path(__file__).resolve().parent
PERSON_PARAMS = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION"}


def tree(part):
    """The content types of a message, nested as its parts are."""
    if part.is_multipart():
        return [part.get_content_type(), [tree(child) for child in part.iter_parts()]]
    return part.get_content_type()


def check_mail(message, meant):
    """The MIME tree and the headers of standards 1.3; gives back the bytes of the calendar file."""
    assert not message.defects, message.defects
    method = meant["method"]
    if method is None:
        return check_plain_mail(message, meant)
    alternative = ["text/plain", "text/html"] + (["text/calendar"] if meant["professional"] else [])
    assert tree(message) == ["multipart/mixed", [["multipart/alternative", alternative], "application/ics"]], tree(message)
    for name in ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Language"):
        assert len(message.get_all(name)) == 1, name
        assert not message[name].defects, (name, message[name].defects)
    assert message["Bcc"] is None and message["Cc"] is None
    assert message["Message-ID"] == f"<{meant['message']}@rdv.dep77.fr>"
    assert message["Auto-Submitted"] == "auto-generated" and message["Content-Language"] == meant["lang"]
    assert [a.addr_spec for a in message["To"].addresses] == [meant["to"]]
    assert [a.addr_spec for a in message["From"].addresses] == ["rdv@dep77.fr"]
    assert message["Subject"] == meant["subject"], message["Subject"]
    first, attached = message.iter_parts()
    parts = list(first.iter_parts())
    for part in (*parts, attached):
        assert not part.defects, part.defects
    for part in parts[:2]:
        assert part.get_content_charset() == "utf-8" and part["Content-Disposition"] is None
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\x00]", part.get_content())
    html, direction = parts[1].get_content(), f'lang="{meant["lang"]}" dir="{meant["dir"]}">'
    assert "<script" not in html and f"<html {direction}" in html and f"<main {direction}" in html
    assert attached.get_filename() == "rendez-vous.ics" and attached.get_content_disposition() == "attachment"
    assert attached["Content-Type"].params["name"] == "rendez-vous.ics"
    assert attached["Content-Transfer-Encoding"] == "base64"
    file = attached.get_content()
    if meant["professional"]:
        inline = parts[2]
        assert inline["Content-Disposition"] is None and inline["Content-Transfer-Encoding"] == "base64"
        assert dict(inline["Content-Type"].params) == {"charset": "utf-8", "method": method}
        assert inline.get_payload(decode=True) == file, "the attachment is the invitation"
    return file


def check_plain_mail(message, meant):
    """A mail that tells of no change: two texts, and nothing for a calendar."""
    assert tree(message) == ["multipart/alternative", ["text/plain", "text/html"]], tree(message)
    assert message["Message-ID"] == f"<{meant['message']}@rdv.dep77.fr>" and message["Subject"] == meant["subject"]
    assert [a.addr_spec for a in message["To"].addresses] == [meant["to"]]
    stops = meant["kind"] == "Reminder"
    assert (message["List-Unsubscribe"] is not None) == (message["List-Unsubscribe-Post"] is not None) == stops
    for part in message.iter_parts():
        assert not part.defects and part.get_content_charset() == "utf-8"
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\x00]", part.get_content())
    return None


def check_lines(file):
    """I12 and I13, on the raw bytes."""
    assert file.endswith(b"\r\n") and b"\r\n\r\n" not in file
    for line in file[:-2].split(b"\r\n"):
        assert len(line) <= 75, len(line)
        assert not re.search(rb"[\x00-\x1f\x7f]", line), line
        line.decode("utf-8")
    text = file.decode("utf-8")
    assert not re.search("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", text)


def instant(value):
    return value.dt.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def person(value):
    return {"address": str(value), "params": {key.upper(): str(param) for key, param in value.params.items()}}


def normal(file):
    """The calendar file as PyPI icalendar reads it, with the rules that hold for its structure."""
    calendar = icalendar.Calendar.from_ical(file)
    assert not calendar.errors, calendar.errors
    kinds = [part.name for part in calendar.subcomponents]
    zones = kinds.count("VTIMEZONE")
    assert kinds == ["VTIMEZONE"] * zones + ["VEVENT"], f"I2: {kinds}"
    event = calendar.walk("VEVENT")[0]
    assert not event.errors, event.errors
    assert not calendar.get_missing_tzids(), "I10: every TZID has its VTIMEZONE"
    for zone in calendar.walk("VTIMEZONE"):
        assert set(zone.keys()) == {"TZID"}, f"nothing was added to VTIMEZONE: {zone.keys()}"
        for part in zone.subcomponents:
            assert {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"} <= set(part.keys()) <= {
                "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE"}, part.keys()
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    wall = lambda key: event[key].dt.replace(tzinfo=None).isoformat()
    text = lambda key: str(event[key]) if key in event else None
    tzid = lambda key: event[key].params.get("TZID")
    return {
        **{key.lower(): str(calendar[key]) for key in ("PRODID", "VERSION", "CALSCALE", "METHOD")},
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        **{key.lower(): instant(event[key]) for key in ("DTSTAMP", "DTSTART", "DTEND")},
        "dtstart_wall": wall("DTSTART"),
        "dtend_wall": wall("DTEND"),
        "tzid": [tzid("DTSTART"), tzid("DTEND")],
        **{key.lower(): text(key) for key in ("SUMMARY", "LOCATION", "DESCRIPTION")},
        "organizer": person(event["ORGANIZER"]),
        "attendees": [person(attendee) for attendee in attendees],
        **{key.lower(): text(key) for key in ("STATUS", "TRANSP", "CLASS")},
        "properties": sorted(name for name, _ in event.property_items(recursive=False) if name not in ("BEGIN", "END")),
    }


def check_meaning(read, meant):
    """The reading against what the letter meant, and the rules I1 to I6 of RFC 5546."""
    assert read["prodid"].startswith("-//Unisson//") and read["version"] == "2.0" and read["calscale"] == "GREGORIAN", "I1"
    for key in ("method", "uid", "sequence", "dtstamp", "summary", "location", "description", "status"):
        assert read[key] == meant[key], (key, read[key], meant[key])
    assert (read["dtstart"], read["dtend"]) == (meant["start"], meant["end"])
    assert read["tzid"] == [meant["tzid"]] * 2
    assert (read["transp"], read["class"]) == ("OPAQUE", "PRIVATE")
    assert read["organizer"]["address"] == f"mailto:{meant['organizer']}"
    assert [a["address"] for a in read["attendees"]] == [f"mailto:{address}" for address in meant["attendees"]]
    once = ["UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "ORGANIZER", "TRANSP", "CLASS"]
    status = ["STATUS"] if meant["status"] else []
    assert read["properties"] == sorted(once + status + ["ATTENDEE"] * len(meant["attendees"])), read["properties"]
    for index, attendee in enumerate(read["attendees"]):
        asked = read["method"] == "REQUEST" and index == 0
        params = {key: value for key, value in attendee["params"].items() if key != "CN"}
        assert params == {**PERSON_PARAMS, "RSVP": "TRUE" if asked else "FALSE"}, params
        assert '"' not in attendee["params"]["CN"]
    if read["method"] == "REQUEST":
        assert read["attendees"] and read["status"] == "CONFIRMED", "I3"
        assert read["attendees"][0]["address"] == f"mailto:{meant['to']}", "the recipient finds their own line"
    elif read["method"] == "PUBLISH":
        assert not read["attendees"], "I4"
    elif read["method"] == "DECLINECOUNTER":
        assert read["status"] is None and len(read["attendees"]) == 1, "RFC 5546 section 3.2.8"
    else:
        assert read["method"] == "CANCEL" and read["attendees"] and read["sequence"] > 0, "I6"
        if meant["kind"] == "Withdrawal":
            assert read["status"] is None and len(read["attendees"]) == 1, "I6: only this one is un-invited"
        else:
            assert read["status"] == "CANCELLED", "I6"


def make(folder):
    command = ["cargo", "test", "--quiet", "--lib", "one_mail_of_each_kind_is_written_for_the_peers"]
    subprocess.run(command, cwd=HERE.parent.parent, env={**os.environ, "UNISSON_PEER_MAILS": folder}, check=True, stdout=sys.stderr)


def compare(folder):
    meant = {f"{one['message']}.eml": one for one in json.loads((folder / "expected.json").read_text())}
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.eml"))}
    assert set(files) == set(meant), set(files) ^ set(meant)
    other = json.loads(subprocess.run(["node", str(HERE / "agree.mjs"), str(folder)], check=True, capture_output=True).stdout)
    faults = 0
    for name, raw in files.items():
        try:
            file = check_mail(email.message_from_bytes(raw, policy=email.policy.default), meant[name])
            if file is None:
                assert other[name] is None, "a calendar where none was meant"
                print(json.dumps({"file": name, "kind": meant[name]["kind"], "method": None}))
                continue
            check_lines(file)
            mine, theirs = normal(file), other[name]
            differing = {key: (mine.get(key), theirs.get(key)) for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)}
            assert not differing, f"icalendar and ical.js differ: {differing}"
            check_meaning(mine, meant[name])
            print(json.dumps({"file": name, "kind": meant[name]["kind"], **mine}, ensure_ascii=False))
        except AssertionError as fault:
            faults += 1
            print(f"{name} ({meant[name]['kind']}): {fault}", file=sys.stderr)
    print(f"{len(files)} mails, {faults} faults", file=sys.stderr)
    return faults


def check_signatures(folder):
    """Every kind of mail, signed, before PyPI dkimpy; the DNS is a stub that gives the public half of the tests' key."""
    key = HERE.parent / "fixtures" / "keys" / "dkim_for_tests.pem"
    public = subprocess.run(["openssl", "rsa", "-in", str(key), "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    def dns(name, timeout=5):
        assert name == b"rdv2027._domainkey.dep77.fr.", name
        return record

    faults = 0
    mails = sorted((folder / "signed").glob("*.eml"))
    for path in mails:
        raw = path.read_bytes()
        good = dkim.verify(raw, dnsfunc=dns, minkey=2048)
        changed = dkim.verify(raw.replace(b"\r\nSubject: ", b"\r\nSubject: x", 1), dnsfunc=dns, minkey=2048)
        if not good or changed:
            faults += 1
            print(f"{path.name}: verified {good}, changed and verified {changed}", file=sys.stderr)
    assert len(mails) >= 20, len(mails)
    print(f"{len(mails)} signatures, {faults} faults", file=sys.stderr)
    return faults


def main():
    with tempfile.TemporaryDirectory() as made:
        if len(sys.argv) < 2:
            make(made)
        folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else made)
        sys.exit(1 if compare(folder) + check_signatures(folder) else 0)


main()
