// What runs on by itself: minutes that are counted down, a button that prints, a press after a page was stopped.

import assert from "node:assert/strict";
import { flow, VIEWS } from "./harness.mjs";
import { bookTheFirst, comeToTheDates, send, town } from "./person.mjs";

const how = { views: VIEWS.filter(({ width }) => width === 320), service: { toml: town("fr") } };
const WITH_SCRIPTS = how.views.filter(({ js }) => js);

flow("minutes are counted down in sentences", { ...how, views: WITH_SCRIPTS }, async ({ page, check, service }) => {
  await page.clock.install();
  await comeToTheDates({ page, service, language: "fr" });
  await send(page, "/book/dates", "**/book/needs");
  await send(page, "/book/needs", "**/book/check");
  const said = page.locator("[data-minutes]");
  assert.match(await said.innerText(), /encore 10 minutes\.$/);
  await page.clock.fastForward("08:30");
  assert.match(await said.innerText(), /encore 2 minutes\.$/);
  await page.clock.fastForward("01:00");
  assert.match(await said.innerText(), /encore 1 minute\.$/);
  await page.clock.fastForward("02:00");
  assert.match(await said.innerText(), /^Le temps est passé\./);
  await check("the time is over");
});

const withAddress = { toml: town("fr"), settings: (origin) => ({ UNISSON_PUBLIC_URL: origin }) };

flow("a button that needs a script is there with scripts only", { ...how, service: withAddress }, async ({ page, check, service, view }) => {
  await comeToTheDates({ page, service, language: "fr" });
  await bookTheFirst(page);
  assert.equal(await page.locator("[data-print]").isVisible(), view.js);
  await page.locator("details summary").click();
  await check("my appointment, with the address of the calendar");
});

flow("a press after the page was stopped is sent", { ...how, views: WITH_SCRIPTS }, async ({ page, service }) => {
  await page.clock.install();
  await comeToTheDates({ page, service, language: "fr" });
  await send(page, "/book/dates", "**/book/needs");
  await send(page, "/book/needs", "**/book/check");
  let sent = 0;
  // A request that is aborted leaves the page as it is, as the button "Stop" of the browser does.
  await page.route("**/book/check", (route) => {
    sent += 1;
    return sent === 1 ? route.abort("aborted") : route.continue();
  });
  const press = (times) => page.evaluate((count) => {
    for (let done = 0; done < count; done += 1) document.querySelector('form[action="/book/check"] button').click();
  }, times);
  const stopped = page.waitForEvent("requestfailed");
  await press(2);
  await stopped;
  assert.equal(sent, 1, "a second press at once is the first");
  await page.clock.fastForward(4000);
  await press(1);
  await page.waitForURL("**/mine?noted=yes");
  assert.equal(sent, 2);
});
