// A person moves and cancels alone, is let in, and is not.

import assert from "node:assert/strict";
import { flow, VIEWS } from "./harness.mjs";
import { bookTheFirst, comeToTheDates, invited, LOOKS, readsAs, sayBirthday, send, town } from "./person.mjs";

for (const { locale, language, views } of LOOKS) {
  const how = { locale, views, service: { toml: town(language) } };

  flow("change and cancel", how, async ({ page, check, service }) => {
    await comeToTheDates({ page, service, language });
    await bookTheFirst(page);
    await page.goto("/mine");
    await check("mine");
    await readsAs(page, language);
    await page.locator('a[href="/move/dates"]').click();
    await check("move");
    await page.locator('a[href="/move/days"]').click();
    await page.locator("input[type=radio]").last().check();
    await page.locator('form[action="/move/dates"] button').click();
    await page.waitForURL("**/move/check");
    await check("move, is that right");
    await send(page, "/move/check", "**/mine?moved=yes");
    await check("moved");
    await page.locator('form[action="/mine/sms"] button').click();
    await page.waitForURL("**/mine");
    await check("no short messages");
    await page.locator('a[href="/mine/cancel"]').click();
    await check("cancel");
    await send(page, "/mine/cancel", "**/mine");
    await check("cancelled");
    assert.equal(await page.locator('a[href="/mine/cancel"]').count(), 0);
    await page.locator('main a[href="/book"]').click();
    await page.waitForURL("**/book/dates");
  });

  flow("not let in", { ...how, views: views.slice(0, 2) }, async ({ page, open, check, service }) => {
    const { code, link } = await invited(service);
    await open(code, "who, by code");
    for (const what of ["wrong once", "wrong twice"]) {
      await sayBirthday(page, { day: "1", month: "1" });
      await page.locator(".errors").waitFor();
      await check(what);
    }
    await sayBirthday(page, { day: "1", month: "1" });
    await page.locator("#day").waitFor({ state: "detached" });
    await check("closed");
    await service.unisson("invite", "--referral", "r-1", "--revoke");
    await open(link, "revoked", { status: 404 });
    await open("/mine", "no session", { status: 403 });
  });
}

flow("the language is chosen at the door", { views: VIEWS.slice(0, 2), service: { toml: town("fr") } }, async ({ page, check, service }) => {
  const { link } = await invited(service);
  for (const language of ["ar", "en", "fr-x-falc", "fr"]) {
    await page.goto(`${link}?lang=${language}`);
    await readsAs(page, language.slice(0, 2));
    await check(`who in ${language}`);
  }
});
