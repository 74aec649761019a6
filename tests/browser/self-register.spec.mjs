// Somebody comes without a link, from the territory's public page, and books.

import assert from "node:assert/strict";
import { flow } from "./harness.mjs";
import { LOOKS, readsAs, send, town } from "./person.mjs";

const open_to_all = (toml) => toml.replace("buffer_after = 10\n", "buffer_after = 10\npublic = true\n");

for (const { locale, language, views } of LOOKS) {
  const how = { locale, views, service: { toml: open_to_all(town(language)), settings: { UNISSON_PUBLIC_URL: "http://127.0.0.1" } } };

  flow("without a link", how, async ({ page, open, check, weigh }) => {
    await open("/t/essai", "places");
    await page.locator('.note a[href*="/book/"]').click();
    await check("who");
    await readsAs(page, language);
    await weigh("/t/essai/book/diagnostic");
    await page.locator("#given_name").fill("Nadia");
    await page.locator("#day").fill("31");
    await page.locator("#month").fill("2");
    await page.locator("main form button").click();
    await page.locator(".errors").waitFor();
    await check("who, not all told");
    assert.equal(await page.locator("#given_name").inputValue(), "Nadia");
    assert.equal(await page.locator(".errors li").count(), 3);
    await page.locator('.errors a[href="#family_name"]').click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "family_name");
    await page.locator("#family_name").fill("Haddad");
    await page.locator("#month").fill("3");
    await page.locator("#year").fill("1991");
    await page.locator("#phone").fill("06 39 98 00 01");
    await page.locator("main form button").click();
    await page.waitForURL("**/book/how");
    await readsAs(page, language);
    await page.locator('input[value="onsite"]').check();
    await send(page, "/book/how", "**/book/dates");
    await send(page, "/book/dates", "**/book/needs");
    await send(page, "/book/needs", "**/book/check");
    await check("is that right");
    await send(page, "/book/check", "**/mine?noted=yes");
    await check("booked");
    assert.ok((await page.locator("main").innerText()).includes("/r/"), "the address to come back by");
  });
}
