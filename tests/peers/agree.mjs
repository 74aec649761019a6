// Reads the calendar file of every .eml of a folder with ical.js and prints what it says, as JSON by file name.
// Times become instants through the file's own VTIMEZONE, so a wrong one shows.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ICAL from "ical.js";

const folder = process.argv[2];

/** The bytes of the attached .ics, found without a mail library; null for a mail that has none. */
function attachment(mail) {
  const at = mail.indexOf("Content-Type: application/ics");
  if (at < 0) return null;
  const start = mail.indexOf("\r\n\r\n", at) + 4;
  const end = mail.indexOf("\r\n--", start);
  return Buffer.from(mail.slice(start, end), "base64").toString("utf8");
}

function instant(time) {
  return new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
}

function person(property) {
  const [, params, , value] = property.toJSON();
  const named = Object.entries(params).map(([key, param]) => [key.toUpperCase(), param]);
  return { address: value, params: Object.fromEntries(named) };
}

function normal(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  const events = calendar.getAllSubcomponents("vevent");
  if (events.length !== 1) throw new Error(`${events.length} events`);
  const [event] = events;
  const value = (key) => event.getFirstPropertyValue(key);
  const tzid = (key) => event.getFirstProperty(key).getParameter("tzid") ?? null;
  const read = {
    prodid: calendar.getFirstPropertyValue("prodid"),
    version: calendar.getFirstPropertyValue("version"),
    calscale: calendar.getFirstPropertyValue("calscale"),
    method: calendar.getFirstPropertyValue("method"),
    uid: value("uid"),
    sequence: value("sequence"),
    dtstamp: instant(value("dtstamp")),
    dtstart: instant(value("dtstart")),
    dtend: instant(value("dtend")),
    dtstart_wall: value("dtstart").toString().replace(/Z$/, ""),
    dtend_wall: value("dtend").toString().replace(/Z$/, ""),
    tzid: [tzid("dtstart"), tzid("dtend")],
    summary: value("summary"),
    location: value("location"),
    description: value("description"),
    organizer: person(event.getFirstProperty("organizer")),
    attendees: event.getAllProperties("attendee").map(person),
    status: value("status"),
    transp: value("transp"),
    class: value("class"),
    properties: event.getAllProperties().map((property) => property.name.toUpperCase()).sort(),
  };
  ICAL.TimezoneService.reset();
  return read;
}

const read = {};
for (const name of readdirSync(folder).filter((name) => name.endsWith(".eml")).sort()) {
  const file = attachment(readFileSync(join(folder, name), "latin1"));
  read[name] = file === null ? null : normal(file);
}
process.stdout.write(JSON.stringify(read));
