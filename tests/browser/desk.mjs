// A desk: a territory in which it is the middle of the day, whatever the hour, and somebody who is signed in.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { day, referral } from "./territory.mjs";

/** French clocks; in one of them it is always between eight and sixteen. */
const ZONES = ["Europe/Paris", "America/Guadeloupe", "Indian/Reunion", "Pacific/Noumea", "Pacific/Tahiti"];
const hourIn = (zone) => Number(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(new Date()));
const ZONE = ZONES.find((zone) => hourIn(zone) >= 7 && hourIn(zone) < 16) ?? "Europe/Paris";
const EVERY = `["mon", "tue", "wed", "thu", "fri", "sat", "sun"]`;

/** The password of everybody here. */
const PASSWORD = "tortue bleue qui nage";

const PEOPLE = [
  ["r-1", "Samia", "Ben Saïd", "1988-02-29", "06 39 98 12 34"],
  ["r-2", "Bruno", "Dupont", "1970-05-06", "06 39 98 55 66"],
  ["r-3", "Chen", "Martin", "1995-11-30", "06 39 98 77 88"],
  ["r-4", "Amina", "N'Diaye", "1982-07-14", "06 39 98 99 00"],
  ["r-5", "Jean-Pierre", "Le Goff", "1961-01-02", "06 39 98 22 33"],
  ["r-6", "Olena", "Kovalenko", "1990-09-09", "06 39 98 44 55"],
];

function professional(key, name, organisation, role) {
  return `[[professionals]]
key = "${key}"
name = "${name}"
email = "${key}@${organisation}.example"
organisations = ["${organisation}"]
roles = ["${role}"]
openings = [{ site = "melun", first_day = "${day(-20)}", from = "00:00", to = "24:00", repeat = "FREQ=DAILY" }]
`;
}

/** A town with two sites and three teams, open at every hour of every day. */
export function town() {
  const site = (key, name) => `[[sites]]
key = "${key}"
name = "${name}"
address = "4 rue Hugo"
phone = "01 99 00 00 01"
hours = [{ days = ${EVERY}, from = "00:00", to = "24:00" }]
`;
  const rooms = [1, 2, 3].map((room) => `[[rooms]]\nkey = "melun-${room}"\nname = "Salle ${room}"\nsite = "melun"\n`);
  const referrals = PEOPLE.map(([key, given_name, family_name, born_on, phone], number) =>
    referral(key, { given_name, family_name, born_on, phone, email: `${key}@courriel.example`, received_on: day(-10 - number * 7) }));
  return `key = "essai"
name = "Territoire d'essai"
time_zone = "${ZONE}"
holidays = "metropolitan"

[[legal_limits]]
from = "2025-01-01"
days = 30
source = "art. D. 262-65-2 CASF"

[[organisations]]
key = "departement"
name = "Département"
kind = "departement"

[[organisations]]
key = "ft"
name = "France Travail"
kind = "france_travail"

${site("melun", "Maison de l'insertion de Melun")}
${site("meaux", "Maison de l'insertion de Meaux")}
${rooms.join("\n")}
${professional("anne", "Anne Martin", "departement", "social")}
${professional("awa", "Awa Diop", "departement", "social")}
${professional("zoe", "Zoé Laurent", "departement", "social")}
${professional("karim", "Karim Belkacem", "ft", "employment")}
${professional("luc", "Luc Petit", "ft", "employment")}
${professional("nora", "Nora Haddad", "ft", "employment")}
[[visit_types]]
key = "diagnostic"
name = "Diagnostic conjoint"
duration = 60
grid = 5
notice = 0
horizon_days = 60
modes = ["onsite", "phone"]
roles = [{ role = "social" }, { role = "employment" }, { role = "room", modes = ["onsite"] }]

${referrals.join("\n")}`;
}

/** An account with a password, and the path of its link to set it. */
export async function account(service, name = "lea", role = "receptionist") {
  const email = `${name}@territoire.example`;
  const said = await service.unisson("account", "add", "--email", email, "--name", "Léa Moreau", "--role", role);
  const [path] = said.match(/\/sign-in\/link\/\S+/);
  return { email, path };
}

/** Signs in by the link, in that page. */
export async function signIn(page, { path, email }) {
  await page.goto(path);
  await page.locator('input[name="password"]').fill(PASSWORD);
  await page.locator('input[name="again"]').fill(PASSWORD);
  await page.locator("main form button").click();
  await page.waitForURL(/\/sign-in/);
  await enter(page, email);
}

/** Signs in with the password. */
export async function enter(page, email) {
  await page.goto("/sign-in");
  await page.locator('input[name="email"]').fill(email);
  await page.locator('input[name="password"]').fill(PASSWORD);
  await page.locator("main form button").first().click();
  await page.waitForURL(/\/office/);
}

/** Books the next start there is for a referral, `days` from now at the earliest. */
export async function book(service, key, skip = 0, days = 0) {
  const notBefore = days > 0 ? ["--not-before", day(days)] : [];
  const offers = await service.unisson("offer", "--referral", key, "--site", "melun", "--all", ...notBefore, "--until", day(days + 1));
  const starts = [...offers.matchAll(/(20\S+Z)/g)].map(([, start]) => start);
  assert.ok(starts.length > skip, offers);
  const start = starts[skip];
  await service.unisson("book", "--referral", key, "--start", start, "--site", "melun");
  return start;
}

/** How many mails have left, once there are `wanted` of them or ten seconds are over. */
export async function mails(service, wanted) {
  let count = 0;
  for (let tries = 0; tries < 500 && count < wanted; tries += 1) {
    const files = await readdir(join(service.folder, "outbox")).catch(() => []);
    count = files.filter((file) => file.endsWith(".eml")).length;
    await new Promise((later) => setTimeout(later, 20));
  }
  return count;
}

/** Opens `path` and fails when what it takes, style and script included, is over `most` bytes of gzip. The browser is signed in, which nobody else is: the harness's own scales see the door. */
export async function weigh(page, path, most) {
  const asked = new Set();
  const take = (request) => request.resourceType() !== "eventsource" && asked.add(request.url());
  page.on("request", take);
  await page.goto(path, { waitUntil: "load" });
  page.off("request", take);
  // Fetched again, since Chromium forgets the body of an answer once the page has gone on; and with the browser's cookies
  // put there by hand: Playwright's own requests leave out those that are for https, and store those of the answer.
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const fetched = async (url) => {
    const answer = await fetch(url, { headers: { cookie }, redirect: "error" });
    return Buffer.from(await answer.arrayBuffer());
  };
  const parts = await Promise.all([...asked].map(fetched));
  const weight = parts.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 6 }).length, 0);
  console.log(`weight of ${path}: ${weight} bytes of gzip in ${parts.length} requests, at most ${most}`);
  assert.ok(parts.length >= 2 && weight <= most, `${path} weighs ${weight} bytes, over ${most}`);
}
