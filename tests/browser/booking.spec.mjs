// A person books alone: every page and state on the way, then the same by keyboard only.

import assert from "node:assert/strict";
import { flow, VIEWS } from "./harness.mjs";
import { comeToTheDates, invited, LOOKS, readsAs, sayBirthday, send, takenByOthers, town } from "./person.mjs";

for (const { locale, language, views } of LOOKS) {
  const how = { locale, views, service: { toml: town(language) } };

  flow("book", how, async ({ page, open, check, service, weigh }) => {
    const { link } = await invited(service);
    await open(link, "who");
    await readsAs(page, language);
    await weigh(link);
    await sayBirthday(page, { day: "31", month: "2" });
    await check("who, no such date");
    await sayBirthday(page);
    await page.waitForURL("**/book/language");
    await check("language");
    await page.locator(`input[value="${language}"]`).check();
    await send(page, "/book/language", "**/book/how");
    await check("how");
    await page.locator(`input[value="onsite"]`).check();
    await send(page, "/book/how", "**/book/dates");
    await check("dates");
    assert.equal(await page.locator("input[type=radio]").count(), 3);
    await page.locator('a[href="/book/days"]').click();
    await check("days");
    await page.locator('a[href="/book/days?page=1"]').click();
    await check("more days");
    await page.goBack();
    await page.locator('a[href="/book/site"]').click();
    await check("site");
    await page.locator('input[value="melun"]').check();
    await send(page, "/book/site", "**/book/dates");
    await send(page, "/book/dates", "**/book/needs");
    await check("needs");
    await page.locator('input[value="step_free"]').check();
    await page.locator('input[value="child"]').check();
    await send(page, "/book/needs", "**/book/check");
    await check("is that right");
    await send(page, "/book/extend", "**/book/check");
    await page.locator('a[href="/book/contact"]').click();
    await check("contact");
    await page.locator("#phone").fill("06 12");
    await page.locator("#email").fill("samia");
    await page.locator('form[action="/book/contact"] button').click();
    await page.locator(".errors").waitFor();
    await check("contact, wrong");
    await page.locator("#phone").fill("06 39 98 00 00");
    await page.locator("#email").fill("samia@courriel.example");
    await send(page, "/book/contact", "**/book/check");
    await check("contact changed");
    await send(page, "/book/check", "**/mine?noted=yes");
    await check("booked");
    await page.goBack();
    await page.waitForURL("**/mine*");
    await page.locator('a[href="/mine/data"]').first().click();
    await check("data");
    await page.locator('footer form[action="/leave"] button').click();
    await page.waitForURL("**/leave");
    await check("left");
    await open("/mine", "closed", { status: 403 });
  });

  flow("too late", how, async ({ page, check, service }) => {
    await comeToTheDates({ page, service, language });
    const first = await page.locator("input[type=radio]").first().getAttribute("value");
    await takenByOthers(service, first);
    await page.locator('form[action="/book/dates"] button').click();
    await page.locator(".note").waitFor();
    await check("taken");
    assert.ok((await page.locator("input[type=radio]").count()) > 0);
    assert.notEqual(await page.locator("input[type=radio]:checked").getAttribute("value"), first);
    await send(page, "/book/dates", "**/book/needs");
  });

  flow("nothing suits", how, async ({ page, check, service }) => {
    await comeToTheDates({ page, service, language });
    await page.locator('a[href="/book/none"]').click();
    await check("none");
    await page.locator('form[action="/book/none"] button').click();
    await page.locator(".errors").waitFor();
    await check("none, nothing chosen");
    await page.locator('input[value="morning"]').check();
    await page.locator('form[action="/book/none"] button').click();
    await page.locator(".note.good").waitFor();
    await check("promised");
  });
}

flow("book by keyboard alone", { views: VIEWS.filter(({ width }) => width === 320), service: { toml: town("fr") } }, async ({ page, service, check }) => {
  const { code } = await invited(service);
  await page.goto(code);
  /** Presses Tab until `wanted` has the focus, which must be seen. */
  const reach = async (wanted) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) {
        const seen = await page.evaluate(() => {
          const { top, bottom } = document.activeElement.getBoundingClientRect();
          return bottom > 0 && top < window.innerHeight;
        });
        assert.ok(seen, `${wanted} has the focus out of sight`);
        return;
      }
    }
    assert.fail(`no way to ${wanted} by keyboard`);
  };
  // The first stop of every page leads past what is the same on all of them.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await reach("#day");
  await page.keyboard.type("29");
  await reach("#month");
  await page.keyboard.type("02");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/book/language");
  await reach("input[type=radio]");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/book/how");
  await reach("input[type=radio]");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/book/dates");
  await reach("input[type=radio]");
  await page.keyboard.press("ArrowDown");
  await reach('form[action="/book/dates"] button');
  await page.keyboard.press("Enter");
  await page.waitForURL("**/book/needs");
  await reach('input[value="helper"]');
  await page.keyboard.press("Space");
  await reach('form[action="/book/needs"] button');
  await page.keyboard.press("Enter");
  await page.waitForURL("**/book/check");
  await reach('form[action="/book/check"] button');
  await page.keyboard.press("Enter");
  await page.waitForURL("**/mine?noted=yes");
  await check("booked by keyboard");
});
