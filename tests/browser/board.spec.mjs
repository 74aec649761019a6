// The board of the day in two browsers: what one writes down is on the other within two seconds. And the tablet.

import assert from "node:assert/strict";
import { flow, VIEWS } from "./harness.mjs";
import { account, book, signIn, town, weigh } from "./desk.mjs";

const DESK = 60 * 1024;
/** What another browser must show after so many milliseconds. */
const SOON = 2_000;
let lea;
let code;
const board = {
  service: {
    toml: town(),
    prepare: async (service) => {
      lea = await account(service);
      for (const [key, skip] of [["r-1", 3], ["r-2", 3], ["r-3", 6], ["r-4", 18], ["r-5", 30]]) await book(service, key, skip);
      code = (await service.unisson("invite", "--referral", "r-1")).match(/^code\s+(\S+)/m)[1];
    },
  },
};
const press = (page, name, step) => page.locator(".entry", { hasText: name }).locator(`button[value="${step}"]`).click();

flow("an arrival is seen on the other desk", { ...board, views: VIEWS.filter(({ js }) => js) }, async ({ page, context, check, view }) => {
  await signIn(page, lea);
  await page.goto("/desk/board?site=melun");
  await check("morning");
  await weigh(page, "/desk/board?site=melun", DESK);
  const other = await context.newPage();
  const listening = other.waitForEvent("request", { predicate: (request) => request.url().includes("/live"), timeout: 5_000 });
  await other.goto("/desk/board?site=melun");
  await listening;
  await press(page, "Samia Ben Saïd", "arrive");
  await page.locator(".column.arrived .entry", { hasText: "Samia" }).waitFor();
  const since = Date.now();
  await other.locator(".column.arrived .entry", { hasText: "Samia" }).waitFor({ timeout: SOON });
  console.log(`seen on the other desk after ${Date.now() - since} ms`);
  await press(other, "Samia Ben Saïd", "call");
  await page.locator(".column.in_meeting .entry", { hasText: "Samia" }).waitFor({ timeout: SOON });
  await press(page, "Bruno Dupont", "arrive");
  await page.locator(".column.arrived .entry", { hasText: "Bruno" }).waitFor();
  await other.locator(".column.arrived .entry", { hasText: "Bruno" }).waitFor({ timeout: SOON });
  await check("board in several states");
  assert.ok(view.js);
});

flow("the board without scripts, and on paper", { ...board, views: VIEWS.filter(({ js }) => !js) }, async ({ page, open, check }) => {
  await signIn(page, lea);
  await open("/desk/board?site=melun", "board");
  await press(page, "Samia Ben Saïd", "arrive");
  await page.locator(".column.arrived .entry", { hasText: "Samia" }).waitFor();
  await check("arrived");
  await open("/desk/board?site=melun&every=30", "by itself");
  await page.locator('a[data-key="p"]').click();
  await page.waitForURL(/\/print\?/);
  await check("sheet");
  assert.match(await page.locator("table").innerText(), /S\. B\./);
});

flow("the sheet fits one A4", { ...board, views: [VIEWS[2]] }, async ({ page, check }) => {
  await signIn(page, lea);
  await page.goto("/desk/board/print?site=melun&names=yes");
  await page.emulateMedia({ media: "print" });
  await check("printed");
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.equal([...pdf.matchAll(/\/Type\s*\/Page\b/g)].length, 1);
});

flow("the tablet at the door", board, async ({ page, open, check }) => {
  await signIn(page, lea);
  await page.goto("/desk/board?site=melun");
  const tablet = await page.locator('a[href^="/check-in/"]').getAttribute("href");
  await open(tablet, "tablet");
  await page.locator("#code").fill("K7M2QX9B");
  await page.locator("main form button").click();
  await page.waitForURL(/said=desk/);
  await check("ask at the desk");
  await page.locator("main a.button").click();
  await page.locator("#code").fill(code);
  await page.locator("main form button").click();
  await page.waitForURL(/said=noted/);
  await check("noted");
  await open(`${tablet}?lang=ar`, "tablet in Arabic");
});
