"""Does mail leave as it should, met by a relay and a signature checker that are not ours?

The real binary sends the three messages of a real booking to PyPI `aiosmtpd`; what arrives is verified with `dkimpy`
(the DNS is a stub) and its calendars are read with `icalendar`. One scenario is one function; each has a copy of the
same database. Prints a line per scenario; ends with 1 when anything differs.
"""

import base64
import contextlib
import datetime
import email
import email.policy
import logging
import os
import pathlib
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import traceback

import dkim
import icalendar
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "debug" / "unisson"
SENDER = "rendez-vous@departement.example"
SAMIA = "samia@courriel.example"
RECIPIENTS = {SAMIA, "anne.martin@departement.example", "karim.belkacem@ft.example"}
USER, PASSWORD = "unisson", "only for this test"
SIGNED = "from:to:subject:date:message-id:mime-version:reply-to"


class Relay:
    """What an aiosmtpd server was given, and how it answers."""

    def __init__(self, at_rcpt="250 OK", cut=False):
        self.at_rcpt, self.cut = at_rcpt, cut
        self.mails, self.sessions = [], []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.at_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_rcpt

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        self.sessions.append((session.ssl is not None, session.authenticated))
        if self.cut:
            server.transport.abort()
        return "250 taken in charge"


@contextlib.contextmanager
def listening(relay, **options):
    """`relay` on a free port of this machine, which is given."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(relay, hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield port
    finally:
        server.stop()


class Bench:
    """Keys, certificates, and a database with one booking nobody was told of yet."""

    def __init__(self, folder):
        self.folder = folder
        self.openssl("genrsa", "-out", "dkim.pem", "2048")
        self.openssl("rsa", "-in", "dkim.pem", "-traditional", "-out", "dkim-pkcs1.pem")
        self.openssl("rsa", "-in", "dkim.pem", "-pubout", "-outform", "DER", "-out", "dkim.pub")
        self.openssl("genrsa", "-out", "short.pem", "1024")
        self.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "curve.pem")
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=A test authority",
                     "-addext", "keyUsage=critical,keyCertSign", "-keyout", "ca.key", "-out", "ca.pem")
        self.openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "relay.key", "-out", "relay.csr")
        (folder / "names").write_text("subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n")
        self.openssl("x509", "-req", "-in", "relay.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                     "-days", "2", "-extfile", "names", "-out", "relay.pem")
        (folder / "password").write_text(PASSWORD + "\n")
        self.public = base64.b64encode((folder / "dkim.pub").read_bytes())
        self.book()

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def book(self):
        example = (ROOT / "docs" / "territory.example.toml").read_text()
        family = 'family_name = "Benali"\n'
        assert family in example
        (self.folder / "essai.toml").write_text(example.replace(family, f'{family}email = "{SAMIA}"\n'))
        here = Desk(self, self.folder)
        here.run("import", "territory", "essai.toml")
        lines = (line.strip() for line in here.run("offer", "--referral", "r-1").splitlines())
        start = next(line for line in lines if line.startswith("20") and line.endswith("Z"))
        here.run("book", "--referral", "r-1", "--start", start, "--site", "melun")

    def tls(self):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.folder / "relay.pem", self.folder / "relay.key")
        return context

    def desk(self, stack):
        """Somebody at a terminal, with a copy of the database of their own."""
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(dir=self.folder)))
        for file in self.folder.glob("unisson.db*"):
            shutil.copy(file, folder)
        return Desk(self, folder)

    def verifies(self, mail):
        def dns(name, timeout=5):
            assert name == b"rdv2027._domainkey.departement.example.", name
            return b"v=DKIM1; k=rsa; p=" + self.public

        return dkim.verify(mail, dnsfunc=dns, minkey=2048)


class Desk:
    """Runs the binary, and looks into its database."""

    def __init__(self, bench, folder):
        self.bench, self.folder = bench, folder

    def call(self, *words, **settings):
        mine = ("UNISSON_", "DATABASE_URL", "SSL_CERT_", "RUST_LOG")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
        clean["DATABASE_URL"] = f"sqlite://{self.folder / 'unisson.db'}"
        settings = {name: str(value) for name, value in settings.items()}
        return subprocess.run([BINARY, *words], cwd=self.folder, env=clean | settings, capture_output=True, text=True, timeout=120)

    def run(self, *words, **settings):
        done = self.call(*words, **settings)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    def send(self, port, protection, **settings):
        relay = {"UNISSON_SMTP_HOST": "localhost", "UNISSON_SMTP_PORT": port, "UNISSON_SMTP_ENCRYPTION": protection, "UNISSON_MAIL_FROM": SENDER}
        return self.call("send", **(relay | settings))

    def messages(self, columns="state, attempts"):
        with contextlib.closing(sqlite3.connect(self.folder / "unisson.db")) as db:
            return db.execute(f"SELECT {columns} FROM message WHERE kind <> 'reminder' ORDER BY id").fetchall()

    def due_now(self):
        with contextlib.closing(sqlite3.connect(self.folder / "unisson.db")) as db, db:
            db.execute("UPDATE message SET due_at = '2020' || substr(due_at, 5) WHERE kind <> 'reminder'")

    def minutes_until_due(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        return [(datetime.datetime.fromisoformat(due) - now).total_seconds() / 60 for (due,) in self.messages("due_at")]


def signed(bench, key="dkim.pem"):
    return {"UNISSON_DKIM_SELECTOR": "rdv2027", "UNISSON_DKIM_KEY_FILE": bench.folder / key}


def trusted(bench):
    return {"SSL_CERT_FILE": bench.folder / "ca.pem"}


def known(bench):
    return {"UNISSON_SMTP_USER": USER, "UNISSON_SMTP_PASSWORD_FILE": bench.folder / "password"}


def sign_in(server, session, envelope, mechanism, data):
    good = data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=good)


def strict(bench):
    """A relay that takes nothing without TLS and a login."""
    return {"tls_context": bench.tls(), "require_starttls": True, "authenticator": sign_in, "auth_required": True}


def check_signature(bench, raw):
    assert raw.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=departement.example;"), raw[:90]
    assert f" h={SIGNED};".encode() in raw.split(b"\r\n\r\n")[0]
    assert all(len(line) <= 998 and line.isascii() for line in raw.split(b"\r\n"))
    assert bench.verifies(raw), "dkimpy does not accept the signature"
    assert bench.verifies(raw.replace(b"\r\nSubject: ", b"\r\nSubject:  \t")), "a relay may change spaces"
    for header in SIGNED.split(":"):
        changed = [line + b"x" if line.lower().startswith(header.encode() + b":") else line for line in raw.split(b"\r\n")]
        assert not bench.verifies(b"\r\n".join(changed)), f"{header} can be changed"
    assert not bench.verifies(raw[:-40] + b"AAAA" + raw[-36:]), "the body can be changed"


def check_calendar(raw):
    """The calendar files inside, which must agree; gives back method, UID and attendees."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    files = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() in ("text/calendar", "application/ics")]
    assert files and len(set(files)) == 1
    calendar = icalendar.Calendar.from_ical(files[0])
    event = calendar.walk("VEVENT")[0]
    assert not calendar.errors and not event.errors and int(event["SEQUENCE"]) == 0
    assert event["ORGANIZER"] == f"mailto:{SENDER}"
    return str(calendar["METHOD"]), str(event["UID"])


def a_booking_leaves_signed_over_tls_with_a_login_and_only_once(bench, desk):
    relay = Relay()
    with listening(relay, **strict(bench)) as port:
        for _ in range(2):
            done = desk.send(port, "starttls", **signed(bench), **trusted(bench), **known(bench))
            assert done.returncode == 0, done.stderr
    assert len(relay.mails) == 3 and relay.sessions == [(True, True)] * 3, relay.sessions
    assert {to for _, recipients, _ in relay.mails for to in recipients} == RECIPIENTS
    assert desk.messages() == [("sent", 1)] * 3
    read = {}
    for sender, [to], raw in relay.mails:
        assert sender == SENDER
        check_signature(bench, raw)
        read[to] = check_calendar(raw)
    assert len({uid for _, uid in read.values()}) == 1, "one appointment"
    assert {to: method for to, (method, _) in read.items()} == {to: "PUBLISH" if to == SAMIA else "REQUEST" for to in RECIPIENTS}


def a_key_in_the_older_form_signs_as_well(bench, desk):
    relay = Relay()
    with listening(relay) as port:
        desk.send(port, "none", **signed(bench, "dkim-pkcs1.pem"))
    assert len(relay.mails) == 3
    for _, _, raw in relay.mails:
        check_signature(bench, raw)


def without_a_key_mails_leave_unsigned(bench, desk):
    relay = Relay()
    with listening(relay) as port:
        desk.send(port, "none")
    assert len(relay.mails) == 3 and not any(b"DKIM-Signature" in raw for _, _, raw in relay.mails)


def a_certificate_nobody_vouches_for_is_refused(bench, desk):
    relay = Relay()
    with listening(relay, **strict(bench)) as port:
        done = desk.send(port, "starttls", **known(bench))
    assert "STARTTLS" in done.stderr, done.stderr
    assert not relay.mails and desk.messages() == [("planned", 1)] * 3


def a_certificate_for_another_name_is_refused(bench, desk):
    relay = Relay()
    with listening(relay, **strict(bench)) as port:
        desk.send(port, "starttls", **trusted(bench), **known(bench), UNISSON_SMTP_HOST="127.0.0.1")
    assert not relay.mails and desk.messages() == [("planned", 1)] * 3


def a_relay_without_starttls_gets_nothing(bench, desk):
    relay = Relay()
    with listening(relay) as port:
        desk.send(port, "starttls", **trusted(bench))
    assert not relay.mails and desk.messages() == [("planned", 1)] * 3


def a_wrong_password_keeps_everything_for_later_and_is_not_shown(bench, desk):
    (desk.folder / "wrong").write_text("not the password")
    relay = Relay()
    with listening(relay, **strict(bench)) as port:
        done = desk.send(port, "starttls", **trusted(bench), UNISSON_SMTP_USER=USER, UNISSON_SMTP_PASSWORD_FILE=desk.folder / "wrong")
    assert not relay.mails and desk.messages() == [("planned", 1)] * 3
    assert "AUTH" in done.stderr and "not the password" not in done.stdout + done.stderr


def a_recipient_refused_for_now_is_tried_later_and_later(bench, desk):
    relay = Relay(at_rcpt="450 mailbox busy")
    with listening(relay) as port:
        desk.send(port, "none")
        assert desk.messages() == [("planned", 1)] * 3
        assert all(0.5 < minutes <= 1 for minutes in desk.minutes_until_due()), desk.minutes_until_due()
        desk.send(port, "none")
        assert desk.messages() == [("planned", 1)] * 3, "not before its time"
        desk.due_now()
        desk.send(port, "none")
        assert desk.messages() == [("planned", 2)] * 3
        assert all(1.5 < minutes <= 2 for minutes in desk.minutes_until_due()), desk.minutes_until_due()
        relay.at_rcpt = "250 OK"
        desk.due_now()
        desk.send(port, "none")
    assert len(relay.mails) == 3 and desk.messages() == [("sent", 3)] * 3


def a_recipient_refused_for_good_waits_for_somebody(bench, desk):
    relay = Relay(at_rcpt="550 nobody of that name: samia@courriel.example")
    with listening(relay) as port:
        desk.send(port, "none")
        assert desk.messages() == [("failed", 1)] * 3
        listed = desk.run("messages").splitlines()
        assert len(listed) == 3 and all("failed" in line and "550" in line for line in listed), listed
        assert not any("@" in line or "samia" in line.lower() for line in listed), "no addresses"
        ids = [line.split()[0] for line in listed]
        desk.run("messages", "--retry", ids[0])
        refused = desk.call("messages", "--drop", ids[1], "--why", "because")
        assert refused.returncode != 0 and "told_otherwise" in refused.stderr, refused.stderr
        desk.run("messages", "--drop", ids[1], "--why", "told_otherwise")
        relay.at_rcpt = "250 OK"
        for _ in range(2):
            desk.send(port, "none")
    assert len(relay.mails) == 1
    assert sorted(desk.messages("state")) == [("dropped",), ("failed",), ("sent",)]
    again = desk.call("messages", "--retry", ids[0])
    assert again.returncode != 0 and "neither failed" in again.stderr, again.stderr


def a_lost_acknowledgement_is_a_doubt_and_nothing_is_sent_twice(bench, desk):
    relay = Relay(cut=True)
    with listening(relay) as port:
        desk.send(port, "none")
        assert len(relay.mails) == 3 and desk.messages() == [("doubtful", 1)] * 3, desk.messages()
        relay.cut = False
        desk.due_now()
        desk.send(port, "none")
    assert len(relay.mails) == 3 and desk.messages() == [("doubtful", 1)] * 3
    assert desk.run("messages").count("doubtful") == 3


def a_key_that_cannot_sign_is_named_with_its_mend(bench, desk):
    (desk.folder / "empty").write_text("")
    for settings, words in (
        ({"UNISSON_DKIM_SELECTOR": "rdv2027"}, "set both or neither"),
        ({"UNISSON_DKIM_KEY_FILE": bench.folder / "dkim.pem"}, "set both or neither"),
        (signed(bench, "no-such-file"), "UNISSON_DKIM_KEY_FILE"),
        (signed(bench, "short.pem"), "2048 to 4096 bits"),
        (signed(bench, "curve.pem"), "openssl genrsa"),
        (signed(bench) | {"UNISSON_DKIM_KEY_FILE": desk.folder / "empty"}, "openssl genrsa"),
        (signed(bench) | {"UNISSON_DKIM_SELECTOR": "rdv 2027; d=x"}, "UNISSON_DKIM_SELECTOR"),
    ):
        done = desk.call("send", **settings)
        assert done.returncode != 0 and words in done.stderr, (settings, done.stderr)
        assert "PRIVATE KEY" not in done.stderr
    assert desk.messages() == [("planned", 0)] * 3


def the_doctor_signs_in_and_hands_nothing_over(bench, desk):
    relay = Relay()
    with listening(relay, **strict(bench)) as port:
        here = {"UNISSON_SMTP_HOST": "localhost", "UNISSON_SMTP_PORT": port, "UNISSON_MAIL_FROM": SENDER}
        good = desk.call("doctor", **here, **trusted(bench), **known(bench), **signed(bench))
        assert good.returncode == 0, good.stdout
        assert f"the relay localhost:{port} answers, STARTTLS, login accepted" in good.stdout, good.stdout
        record = next(line for line in good.stdout.splitlines() if "_domainkey" in line)
        assert record.startswith("ok") and bench.public.decode() in record, record
        (desk.folder / "wrong").write_text("not the password")
        bad = desk.call("doctor", **here, **trusted(bench), **known(bench) | {"UNISSON_SMTP_PASSWORD_FILE": desk.folder / "wrong"})
        assert bad.returncode != 0 and "check UNISSON_SMTP_USER and the password" in bad.stdout, bad.stdout
        assert "not the password" not in bad.stdout + bad.stderr
        stranger = desk.call("doctor", **here, **known(bench))
        assert stranger.returncode != 0 and "its certificate is not one" in stranger.stdout, stranger.stdout
    assert not relay.mails and desk.messages() == [("planned", 0)] * 3


SCENARIOS = (
    a_booking_leaves_signed_over_tls_with_a_login_and_only_once,
    a_key_in_the_older_form_signs_as_well,
    without_a_key_mails_leave_unsigned,
    a_certificate_nobody_vouches_for_is_refused,
    a_certificate_for_another_name_is_refused,
    a_relay_without_starttls_gets_nothing,
    a_wrong_password_keeps_everything_for_later_and_is_not_shown,
    a_recipient_refused_for_now_is_tried_later_and_later,
    a_recipient_refused_for_good_waits_for_somebody,
    a_lost_acknowledgement_is_a_doubt_and_nothing_is_sent_twice,
    a_key_that_cannot_sign_is_named_with_its_mend,
    the_doctor_signs_in_and_hands_nothing_over,
)


def main():
    # What a relay has to say about sessions cut on purpose is no news.
    logging.disable(logging.CRITICAL)
    faults = 0
    with tempfile.TemporaryDirectory(prefix="unisson-smtp-") as folder:
        bench = Bench(pathlib.Path(folder))
        for scenario in SCENARIOS:
            with contextlib.ExitStack() as stack:
                try:
                    scenario(bench, bench.desk(stack))
                    print(f"ok     {scenario.__name__.replace('_', ' ')}")
                except Exception:
                    faults += 1
                    print(f"FAULT  {scenario.__name__.replace('_', ' ')}")
                    traceback.print_exc(file=sys.stdout)
    print(f"{len(SCENARIOS)} scenarios, {faults} faults")
    sys.exit(1 if faults else 0)


main()
