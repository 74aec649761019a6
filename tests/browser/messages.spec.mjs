// What becomes of messages: the territory's page, alarms while SMS do not leave, the card, the outbox.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { flow, VIEWS } from "./harness.mjs";
import { account, book, signIn, town, weigh } from "./desk.mjs";

/** Most bytes of gzip of a page of the back office, everything included. */
const OFFICE = 60 * 1024;
const run = promisify(execFile);
/** Days until the appointments: a reminder of days is planned on whatever day and hour this runs. */
const DAYS = 4;
let boss;

/** Writes into the database of a service, as time would. */
async function lives(service, sql) {
  const python = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=20); db.executescript(sys.argv[2]); db.commit()";
  await run("python3", ["-c", python, `${service.folder}/unisson.db`, sql]);
}

const before = (minutes) => `strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-${minutes} minutes')`;

/** A day on which much went well, some failed, and the provider stopped answering half an hour ago. */
async function day(service) {
  boss = await account(service, "responsable", "territory_manager");
  for (const [key, skip] of [["r-1", 40], ["r-2", 60], ["r-3", 80], ["r-4", 100], ["r-5", 120]]) await book(service, key, skip, DAYS);
  await service.unisson("send");
  const sms = "channel = 'sms' AND kind = 'confirmation'";
  const nth = (number) => `id = (SELECT id FROM message WHERE ${sms} ORDER BY id LIMIT 1 OFFSET ${number})`;
  await lives(
    service,
    `UPDATE message SET state = 'sent', settled_at = ${before(60)}, due_at = ${before(60)}, problem = NULL, segments = 1, cost = 450 WHERE ${sms};
     UPDATE message SET state = 'delivered', reported_at = ${before(59)} WHERE ${nth(0)};
     UPDATE message SET state = 'failed', cost = NULL, segments = NULL, problem = 'the provider answered no, status 11' WHERE ${nth(1)};
     UPDATE message SET state = 'doubtful', problem = 'no answer in time' WHERE ${nth(2)};
     UPDATE message SET state = 'bounced', reported_at = ${before(50)}, problem = 'came back: nobody is there' WHERE ${nth(3)};
     UPDATE message SET waiting_since = ${before(30)}, problem = 'the provider cannot be reached', attempts = 5 WHERE channel = 'sms' AND state = 'planned';`,
  );
}

const territory = { service: { toml: town(), prepare: day, settings: { UNISSON_SMS_PRICE: "450" } } };

flow("messages of the territory", territory, async ({ page, open, check, view }) => {
  await signIn(page, boss);
  await open("/office", "home with an alarm");
  assert.match(await page.locator(".alarm").innerText(), /Les SMS ne partent plus depuis .* attendent/);
  await page.getByLabel("Rubriques").getByRole("link", { name: "Messages", exact: true }).click();
  await page.waitForURL(/\/office\/messages$/);
  await check("messages");
  await weigh(page, "/office/messages?period=month", OFFICE);
  assert.equal(await page.locator(".letters > li").count(), 3);
  const doubtful = page.locator(".letters > li", { hasText: "Incertain" });
  assert.match(await doubtful.innerText(), /le renvoyer le fera arriver deux fois/);
  // Every state is a word.
  for (const mark of await page.locator(".mark").allInnerTexts()) assert.match(mark, /^\p{L}{4,}/u);
  await doubtful.getByRole("button", { name: /^Abandonner/ }).click();
  await page.locator("#wrong").waitFor();
  await check("a reason lacks");
  await page.getByRole("link", { name: /Choisissez pourquoi/ }).click();
  if (view.js) assert.equal(await page.evaluate(() => document.activeElement.id), "why");
  await page.locator("#why").selectOption({ label: "Le message est bien arrivé." });
  await page.locator(".has-wrong").getByRole("button", { name: /^Abandonner/ }).click();
  await page.waitForURL(/noted=dropped/);
  await check("given up");
  assert.equal(await page.locator(".letters > li").count(), 2);
  await page.locator(".letters > li", { hasText: "Échec" }).getByRole("button", { name: /^Renvoyer/ }).click();
  await page.waitForURL(/noted=(retried|already)/);
  await check("sent again");
  await page.locator("#channel").selectOption("mail");
  await page.getByRole("button", { name: "Afficher" }).click();
  await page.waitForURL(/channel=mail/);
  await check("mails only");
  await open("/office/messages?period=next", "to come");
});

flow("a message is decided by keyboard", { ...territory, views: VIEWS.filter(({ width, js }) => js && width === 1280) }, async ({ page }) => {
  await signIn(page, boss);
  await page.goto("/office/messages");
  const focus = () => page.evaluate(() => document.activeElement.innerText || document.activeElement.id);
  const until = async (wanted) => {
    for (let tries = 0; tries < 60 && !wanted.test(await focus()); tries += 1) await page.keyboard.press("Tab");
    assert.match(await focus(), wanted);
  };
  await page.keyboard.press("Tab");
  assert.match(await focus(), /contenu|principal|Aller/i);
  await until(/^Renvoyer/);
  await until(/Choisissez une raison/);
  await page.keyboard.press("ArrowDown");
  await until(/^Abandonner/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/noted=dropped/);
});

flow("the desk knows", territory, async ({ page, open, check }) => {
  await signIn(page, boss);
  await open("/desk?q=amina", "search with an alarm");
  await page.getByRole("link", { name: /Amina/ }).click();
  await page.waitForURL(/\/desk\/person\//);
  await check("card");
  const letters = await page.locator("section", { has: page.locator("#letters") }).innerText();
  assert.match(letters, /Confirmation par SMS Revenu/);
  assert.match(letters, /Personne ne lit à cette adresse ou à ce numéro/);
  assert.match(letters, /Rappel, .* avant par SMS/);
  await weigh(page, new URL(page.url()).pathname, OFFICE);
});

/** Everything is written to the folder, SMS too. */
const kept = {
  readOnly: true,
  service: {
    toml: town(),
    prepare: async (service) => {
      for (const [key, skip] of [["r-1", 40], ["r-2", 60]]) await book(service, key, skip);
      await service.unisson("send");
    },
  },
};

flow("outbox with short messages", kept, async ({ page, open, check }) => {
  await open("/outbox", "outbox");
  assert.match(await page.locator("tbody").innerText(), /Prévu/);
  const sms = page.getByRole("link", { name: /Confirmation par SMS/ }).first();
  await sms.waitFor();
  await sms.click();
  await check("short message");
  assert.match(await page.locator(".bubble").innerText(), /RDV noté/);
  assert.match(await page.locator("dl").innerText(), /Écrit/);
});
