// Every kind of mail in every language, as a mail program shows its HTML part. The Rust test
// `one_mail_of_each_kind_is_written_for_the_peers` writes them; tests/browser/run says where.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { flow, VIEWS } from "./harness.mjs";

const folder = process.env.UNISSON_PEER_MAILS;
assert.ok(folder, "UNISSON_PEER_MAILS names the folder of the mails");
const mails = JSON.parse(await readFile(join(folder, "expected.json"), "utf8"));
const languages = new Set(mails.map((mail) => mail.language));
assert.deepEqual([...languages].sort(), ["ar", "en", "fr", "fr-x-falc"]);

// No mail program runs scripts.
for (const view of VIEWS.filter((view) => view.js)) {
  for (const language of languages) {
    flow(`mails ${language}`, { service: null, locale: language.slice(0, 2), views: [view] }, async ({ page, check }) => {
      for (const mail of mails.filter((mail) => mail.language === language && !mail.overseas)) {
        await page.setContent(await readFile(join(folder, `${mail.message}.html`), "utf8"));
        assert.equal(await page.locator("main").getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
        assert.equal(await page.locator("main p").first().evaluate((value) => getComputedStyle(value).direction), language === "ar" ? "rtl" : "ltr");
        await check(`${mail.kind} ${mail.hostile ? "hostile" : "calm"}`);
      }
    });
  }
}
