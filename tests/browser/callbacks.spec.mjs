// The calls to make: somebody of a team declines by mail and nobody else is free, and the person's mails come back; somebody
// else may come. The card says what stands in the way of messages.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { flow } from "./harness.mjs";
import { account, mails, signIn, town } from "./desk.mjs";
import { day } from "./territory.mjs";

let lea;
const desk = {
  service: {
    toml: town(),
    settings: async (origin, folder) => {
      for (const part of ["new", "cur", "tmp"]) await mkdir(join(folder, "in", part), { recursive: true });
      return { UNISSON_MAIL_MAILDIR: join(folder, "in") };
    },
    prepare: async (service) => {
      lea = await account(service);
      // Anne alone is left of the social workers.
      for (const key of ["awa", "zoe"]) {
        await service.unisson("absence", "--professional", key, "--from", `${day(-1)}T00:00`, "--to", `${day(40)}T00:00`);
      }
    },
  },
};

/** Books a start for a referral, `skip` after the first; gives the appointment's name. */
async function booked(service, key, skip) {
  const offers = await service.unisson("offer", "--referral", key, "--site", "melun", "--all", "--until", day(2));
  const start = [...offers.matchAll(/(20\S+Z)/g)][skip][1];
  return (await service.unisson("book", "--referral", key, "--start", start, "--site", "melun")).split(/\s/)[0];
}

/** Has Anne's calendar answer the invitation to `appointment`. */
async function answers(service, appointment, partstat) {
  const outbox = join(service.folder, "outbox");
  const letters = await Promise.all((await readdir(outbox)).filter((file) => file.endsWith(".eml")).map((file) => readFile(join(outbox, file), "utf8")));
  const decoded = (letter) => letter.replace(/(?:^[A-Za-z0-9+/=]{40,}\r?\n)+(?:^[A-Za-z0-9+/=]+\r?\n)?/gm, (part) => Buffer.from(part, "base64").toString());
  const own = letters.find((letter) => /^To:.*anne@/m.test(letter) && decoded(letter).includes(`UID:${appointment}@`));
  assert.ok(own, "Anne was invited");
  const [to] = own.match(/rendez-vous\+r[^@\s]+@unisson\.example/);
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const lines = [
    "From: anne@departement.example", `To: ${to}`, "Subject: Re", "MIME-Version: 1.0", "Content-Type: text/calendar; charset=utf-8; method=REPLY", "",
    "BEGIN:VCALENDAR", "PRODID:-//X//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", `UID:${appointment}@unisson.example`, `DTSTAMP:${stamp}`,
    "SEQUENCE:0", `ATTENDEE;PARTSTAT=${partstat}:mailto:anne@departement.example`, `ORGANIZER:mailto:${to}`, "END:VEVENT", "END:VCALENDAR", "",
  ];
  await writeFile(join(service.folder, "in", "new", `${partstat}.mail`), lines.join("\r\n"));
}

/** The mails to `key` come back, and they have written STOP: as the reports and the short message would have it. */
async function cannotBeReached(service, key) {
  const serviceKey = Buffer.from((await readFile(join(service.folder, "unisson.key"), "utf8")).trim(), "hex");
  const hash = createHmac("sha256", serviceKey).update(`address\0${key}@courriel.example`).digest("base64url");
  const now = "strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')";
  const of = `FROM referral WHERE key = '${key}'`;
  const sql = `INSERT INTO refused_channel (beneficiary_id, channel, territory_id, since) SELECT beneficiary_id, 'sms', territory_id, ${now} ${of};
    INSERT INTO bad_channel (beneficiary_id, channel, territory_id, address_hash, reason, since)
      SELECT beneficiary_id, 'mail', territory_id, '${hash}', 'unknown', ${now} ${of};
    INSERT INTO callback (id, territory_id, referral_id, reason, half_day, due_on, asked_at)
      SELECT randomblob(16), territory_id, id, 'unreachable', 'morning', date('now', '+2 days'), ${now} ${of};`;
  const python = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=20); db.executescript(sys.argv[2]); db.commit()";
  await promisify(execFile)("python3", ["-c", python, `${service.folder}/unisson.db`, sql]);
}

flow("calls of a team", desk, async ({ page, check, service }) => {
  const declined = await booked(service, "r-1", 20);
  const unsure = await booked(service, "r-2", 60);
  await mails(service, 6);
  await answers(service, declined, "DECLINED");
  await answers(service, unsure, "TENTATIVE");
  await cannotBeReached(service, "r-1");
  await signIn(page, lea);
  for (let tries = 0; tries < 75; tries += 1) {
    await page.goto("/desk/calls");
    if (await page.locator("#unsure").count() && await page.locator(".other-times").count()) break;
    await page.waitForTimeout(200);
  }
  const call = await page.locator(".calls").innerText();
  assert.match(call, /Anne Martin ne peut pas venir[^]*Nos messages n'arrivent plus/);
  assert.match(call, /À appeler (aujourd'hui, )?avant le rendez-vous/);
  assert.match(await page.locator("section").last().innerText(), /Anne Martin viendra peut-être/);
  await check("calls");
  await page.getByRole("link", { name: "Samia Ben Saïd" }).click();
  await page.locator(".reaching").waitFor();
  assert.match(await page.locator(".reaching").innerText(), /cette adresse n'existe pas[^]*ne veut plus de rappels/);
  await check("card of somebody out of reach");
  await page.goto("/desk/calls");
  await page.locator(".other-times button").first().click();
  await page.waitForURL(/noted=moved$/);
  await page.goto("/desk/calls");
  assert.equal(await page.locator(".other-times").count(), 0, "the team is whole again");
  await page.getByRole("button", { name: "Appel passé" }).click();
  await page.waitForURL(/noted=done$/);
  assert.equal(await page.locator(".calls").count(), 0, "the call is over");
  await check("calls, over");
});
