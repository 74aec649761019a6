"""Do the calendars of professionals end as ours says, when a client that is not ours applies our invitations?

The real binary books, moves, replaces somebody and cancels on a small territory; each mail it writes to a professional is
given to PyPI `xandikos import-imip`, which keeps a calendar for each of them. After each step every calendar must hold
exactly the appointments in whose team its owner is, at their times. Prints a line per step; ends with 1 when they differ.
"""

import contextlib
import datetime
import email
import email.policy
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import icalendar

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "debug" / "unisson"
XANDIKOS = pathlib.Path(sys.executable).parent / "xandikos"
MACHINE = b"Auto-Submitted: auto-generated\r\n"
# Two who can take each other's place, whatever the day.
COLLEAGUE = """
[[professionals]]
key = "{0}"
name = "{1}"
email = "{0}@departement.example"
organisations = ["departement"]
roles = ["social", "employment"]
openings = [
  {{ site = "melun", first_day = "2026-01-05", from = "08:30", to = "18:00", repeat = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" }},
]
"""
COLLEAGUES = COLLEAGUE.format("brahim", "Brahim Cherif") + COLLEAGUE.format("claire", "Claire Noël")


class Office:
    def __init__(self, folder):
        self.folder, self.seen = folder, set()
        example = (ROOT / "docs" / "territory.example.toml").read_text()
        assert "\n[[visit_types]]" in example
        (folder / "essai.toml").write_text(example.replace("\n[[visit_types]]", COLLEAGUES + "\n[[visit_types]]", 1))
        self.run("import", "territory", "essai.toml")

    def run(self, *words):
        mine = ("UNISSON_", "DATABASE_URL", "RUST_LOG")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
        clean["DATABASE_URL"] = f"sqlite://{self.folder / 'unisson.db'}"
        # Tags behind a plus sign are part of what the client must live with.
        clean["UNISSON_MAIL_MAILDIR"] = str(self.folder / "in")
        done = subprocess.run([BINARY, *words], cwd=self.folder, env=clean, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(self.folder / "unisson.db")) as db:
            return db.execute(sql).fetchall()

    def starts(self):
        lines = (line.strip() for line in self.run("offer", "--referral", "r-1").splitlines())
        return [line.split()[0] for line in lines if line.startswith("20") and line.split()[0].endswith("Z")]

    def sends(self):
        """What was written since the last time, given to the calendars of its recipients."""
        self.run("send")
        new = sorted(set((self.folder / "outbox").glob("*.eml")) - self.seen)
        self.seen.update(new)
        applied = 0
        for path in new:
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if not any(part.get_content_type() == "text/calendar" for part in message.walk()):
                continue
            [to] = [address.addr_spec for address in message["To"].addresses]
            whose = f"/{to.split('@')[0]}/"
            command = [XANDIKOS, "import-imip", "-d", self.folder / "calendars", "--principal", whose, "--autocreate"]
            # This client looks at no mail that says a machine sent it, which calendars of the large providers say too
            # and RFC 3834 wants; so it is given the mail without that line.
            raw = path.read_bytes().replace(MACHINE, b"", 1)
            done = subprocess.run(command, input=raw, capture_output=True, timeout=60)
            assert done.returncode == 0 and b"Skipping" not in done.stderr, done.stderr.decode()
            applied += 1
        return applied

    def theirs(self):
        """What each calendar holds: owner, UID, start, end."""
        held = set()
        for file in (self.folder / "calendars").glob("*/calendars/calendar/*.ics"):
            owner = file.relative_to(self.folder / "calendars").parts[0]
            for event in icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"):
                if str(event.get("STATUS", "CONFIRMED")) == "CANCELLED":
                    continue
                moments = [event[key].dt.astimezone(datetime.timezone.utc) for key in ("DTSTART", "DTEND")]
                held.add((owner, str(event["UID"]).split("@")[0], *moments))
        return held

    def ours(self):
        """The same, as the database has it."""
        rows = self.rows(
            "SELECT p.email, lower(hex(a.id)), a.from_quantum, a.to_quantum FROM appointment a "
            "JOIN team_member m ON m.appointment_id = a.id JOIN professional p ON p.resource_id = m.resource_id "
            "WHERE a.state = 'booked'"
        )
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        at = lambda quantum: epoch + datetime.timedelta(minutes=5 * quantum)
        name = lambda text: "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
        return {(address.split("@")[0], name(id), at(start), at(end)) for address, id, start, end in rows}

    def agrees(self, step, applied):
        theirs, ours = self.theirs(), self.ours()
        assert theirs == ours, f"{step}: only theirs {theirs - ours}, only ours {ours - theirs}"
        print(f"ok     {step}: {applied} mail(s) applied, {len(ours)} entries agree")


def main():
    with tempfile.TemporaryDirectory(prefix="unisson-imip-") as folder:
        office = Office(pathlib.Path(folder))
        first, *later = office.starts()
        office.run("book", "--referral", "r-1", "--start", first, "--site", "melun")
        office.agrees("booked", office.sends())
        assert len(office.ours()) == 2, office.ours()
        [(appointment,)] = office.rows("SELECT lower(hex(id)) FROM appointment WHERE state = 'booked'")
        office.run("reschedule", "--appointment", appointment, "--start", later[0], "--site", "melun")
        office.agrees("rescheduled", office.sends())
        [(absent,)] = office.rows(
            "SELECT p.key FROM team_member m JOIN professional p ON p.resource_id = m.resource_id "
            "JOIN appointment a ON a.id = m.appointment_id WHERE a.state = 'booked' AND m.role = 'social'"
        )
        day = datetime.datetime.fromisoformat(later[0]).date()
        office.run("absence", "--professional", absent, "--from", f"{day}T00:00", "--to", f"{day + datetime.timedelta(days=1)}T00:00")
        team = office.rows("SELECT p.key FROM team_member m JOIN professional p ON p.resource_id = m.resource_id")
        assert (absent,) not in team, f"nobody took the place of {absent}"
        office.agrees("replaced", office.sends())
        office.run("cancel", "--appointment", appointment, "--by", "service", "--why", "site_closed")
        office.agrees("cancelled", office.sends())
        assert not office.theirs()
    print("4 steps, 0 faults")


main()
