// Somebody with a link in their hand: what the flows of the person received share.

import assert from "node:assert/strict";
import { VIEWS } from "./harness.mjs";
import { day, referral, territory } from "./territory.mjs";

/** Everybody's birthday here. */
export const BORN = { day: "29", month: "02" };

const MEAUX = `[[sites]]
key = "meaux"
name = "Maison de l'insertion de Meaux"
address = "12 boulevard Jean Rose, 77100 Meaux"
phone = "01 99 00 00 02"
hours = [{ days = ["mon", "tue", "wed", "thu", "fri"], from = "08:30", to = "18:00" }]
`;

/** A town in which three people wait, whose language is `language`. */
export function town(language) {
  const more = { language, born_on: "1988-02-29", phone: "06 39 98 12 34", received_on: day(-20) };
  const referrals = ["r-1", "r-2", "r-3"].map((key) => referral(key, { ...more, email: `${key}@courriel.example` }));
  return territory({ referrals, sites: MEAUX, more: "" });
}

/** The ways a flow is looked at: every view in French; in Arabic small with scripts, where pictures are kept, and wide without. */
export const LOOKS = [
  { locale: "fr-FR", language: "fr", views: VIEWS },
  { locale: "ar", language: "ar", views: [VIEWS[0], VIEWS[3]] },
];

/** The link of a referral: `{ link, code }`, as paths. */
export async function invited(service, key = "r-1") {
  const said = await service.unisson("invite", "--referral", key);
  const [, link] = said.match(/^link\s+(\S+)/m);
  const [, code] = said.match(/^code\s+\S+\s+(\S+)/m);
  return { link, code };
}

/** Presses the button of the form that sends to `action`, and waits for the page at `then`. */
export async function send(page, action, then) {
  await page.locator(`main form[action="${action}"] button`).click();
  await page.waitForURL(then);
}

/** Says the birthday. */
export async function sayBirthday(page, { day: d, month } = BORN) {
  await page.locator("#day").fill(d);
  await page.locator("#month").fill(month);
  await page.locator("main form button").click();
}

/** Comes by the link as far as the three dates. */
export async function comeToTheDates({ page, service, language, key = "r-1" }) {
  const { link } = await invited(service, key);
  await page.goto(link);
  await sayBirthday(page);
  await page.waitForURL("**/book/language");
  await page.locator(`input[value="${language}"]`).check();
  await send(page, "/book/language", "**/book/how");
  await page.locator(`input[value="onsite"]`).check();
  await send(page, "/book/how", "**/book/dates");
}

/** From the dates to a booked appointment. */
export async function bookTheFirst(page) {
  await send(page, "/book/dates", "**/book/needs");
  await send(page, "/book/needs", "**/book/check");
  await send(page, "/book/check", "**/mine?noted=yes");
}

/** Takes a start, in every team there is, for the others who wait. */
export async function takenByOthers(service, value) {
  const [quantum] = value.split(".");
  const start = new Date(Number(quantum) * 300_000).toISOString().replace(".000", "");
  for (const key of ["r-2", "r-3"]) {
    await service.unisson("book", "--referral", key, "--start", start, "--site", "melun");
  }
}

/** The page is read in the right direction. */
export async function readsAs(page, language) {
  const html = page.locator("html");
  assert.equal(await html.getAttribute("lang"), language);
  assert.equal(await html.getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
}
