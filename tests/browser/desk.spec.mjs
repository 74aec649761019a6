// The reception desk: booked in four keystrokes, by keyboard and without scripts; every page and state judged.

import assert from "node:assert/strict";
import { flow, VIEWS } from "./harness.mjs";
import { account, book, mails, signIn, town, weigh } from "./desk.mjs";

/** Weight of a desk's page, gzip, all requests (ux.md). */
const DESK = 60 * 1024;
const WITH_SCRIPTS = VIEWS.filter(({ js }) => js);
let lea;
const desk = { service: { toml: town(), prepare: async (service) => { lea = await account(service); } } };

flow("three letters, Enter, e, Enter", { ...desk, views: WITH_SCRIPTS }, async ({ page, check, service }) => {
  await signIn(page, lea);
  await page.goto("/desk");
  await check("search, empty");
  await page.keyboard.type("sam");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=sam$/);
  await check("found");
  await page.keyboard.press("e");
  await page.waitForURL(/\/earliest$/);
  await check("earliest");
  await page.keyboard.press("Enter");
  await page.waitForURL(/noted=booked$/);
  await check("booked");
  assert.match(await page.locator("[role=status]").innerText(), /C'est noté/);
  assert.equal(await mails(service, 3), 3, "two invitations and a confirmation leave");
});

flow("every page of the desk", desk, async ({ page, open, check }) => {
  await signIn(page, lea);
  await open("/desk", "search");
  await weigh(page, "/desk", DESK);
  await page.locator("#q").fill("zzz");
  await page.locator("form.search button").click();
  await page.waitForURL(/q=zzz$/);
  await check("nobody");
  await open("/desk?q=s", "too little");
  await open("/desk?q=n%27diaye", "found");
  await weigh(page, "/desk?q=n%27diaye", DESK);
  const href = await page.locator(".person a").first().getAttribute("href");
  await open(href, "card");
  await weigh(page, href, DESK);
  await open(`${href}/earliest`, "earliest");
  await weigh(page, `${href}/earliest`, DESK);
  await page.locator("details.why summary").click();
  await check("why not earlier");
  await page.locator('button[formaction$="/hold"]').click();
  await page.waitForURL(/earliest\?mode=/);
  await check("held");
  await page.locator('form[action$="/confirm"] button').click();
  await page.waitForURL(/noted=booked$/);
  await check("card with an appointment");
  await open(`${href}/earliest?move=${await page.locator('input[name="appointment"]').first().getAttribute("value")}`, "move");
  await page.goto(href);
  await page.locator("details summary", { hasText: "Annuler" }).click();
  await check("cancel");
  await page.locator('form[action$="/cancel"] button').click();
  await page.waitForURL(/undo=/);
  await check("undo");
  await page.locator('form[action="/desk/undo"] button').click();
  await page.waitForURL(/noted=restored$/);
  await check("restored");
  await open("/desk/new", "new");
  await weigh(page, "/desk/new", DESK);
  await page.locator("main form.entry button.main").click();
  await page.locator(".errors").waitFor();
  await check("new, wrong");
  await page.locator("#given").fill("Samia");
  await page.locator("#family").fill("Bensaid");
  await page.locator("#day").fill("29");
  await page.locator("#month").fill("2");
  await page.locator("#year").fill("1988");
  await page.locator("main form.entry button.main").click();
  await page.locator("#alike").waitFor();
  await check("new, alike");
  await page.locator('button[name="another"]').click();
  await page.waitForURL(/noted=created$/);
  await check("created");
  await page.locator('a[href*="/merge"]').click();
  await page.waitForURL(/\/merge\?/);
  await check("merge");
  await page.locator("main form button").click();
  await page.waitForURL(/noted=merged$/);
  await check("merged");
  await page.locator('a[href$="/today"]').click();
  await page.waitForURL(/\/today$/);
  await check("today");
  await open("/desk/calls", "calls, none");
  await open("/office", "office");
});

flow("by keyboard", { ...desk, views: [WITH_SCRIPTS[1]] }, async ({ page, check }) => {
  await signIn(page, lea);
  await page.goto("/desk?q=n");
  await page.goto("/desk?q=ma");
  // `autofocus` takes effect with the next drawing of the page, which may be after its loading.
  const goto = async (path) => {
    await page.goto(path);
    await page.waitForFunction(() => document.activeElement !== document.body);
  };
  const focused = () => page.evaluate(() => document.activeElement?.closest(".person")?.innerText.split("\n")[0]);
  await goto("/desk?q=mart");
  assert.equal(await focused(), "Chen Martin", "the first one has the focus");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(), "Chen Martin");
  await page.keyboard.press("?");
  assert.ok(await page.locator("details.keys").evaluate((keys) => keys.open));
  await check("keys");
  await page.keyboard.press("n");
  await page.waitForURL(/desk\/new/);
  await goto("/desk?q=mart");
  await page.keyboard.press("Enter");
  await page.waitForURL(/desk\/person\/[^/]+$/);
  await page.keyboard.press("e");
  await page.waitForURL(/\/earliest$/);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await page.locator("input[name=choice]:checked").getAttribute("value"), await page.locator("input[name=choice]").first().getAttribute("value"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/noted=booked$/);
});

flow("taken meanwhile", { ...desk, views: WITH_SCRIPTS }, async ({ page, check, service }) => {
  await signIn(page, lea);
  await page.goto("/desk?q=chen");
  await page.locator('[data-key="e"]').first().click();
  await page.waitForURL(/\/earliest$/);
  const [quantum] = (await page.locator("input[name=choice]").nth(1).getAttribute("value")).split(".");
  const start = new Date(Number(quantum) * 300_000).toISOString().replace(".000", "");
  for (const key of ["r-1", "r-2", "r-4"]) await service.unisson("book", "--referral", key, "--start", start, "--site", "melun");
  await page.locator("input[name=choice]").nth(1).check();
  await page.locator('form[action$="/book"] button.main').click();
  await page.locator("[role=alert]").waitFor();
  await check("taken");
});


flow("a key acts on the person in focus, or on nobody", { ...desk, views: WITH_SCRIPTS, service: { ...desk.service, prepare: async (service) => {
  lea = await account(service);
  await book(service, "r-2");
} } }, async ({ page, check }) => {
  await signIn(page, lea);
  const looked = [];
  page.on("request", (request) => request.isNavigationRequest() && looked.push(new URL(request.url()).pathname));
  await page.goto("/desk?q=063998");
  const of = (name) => page.locator(".person", { has: page.getByRole("link", { name }) });
  assert.equal(await page.locator(".person").count(), 6);
  const bruno = of("Bruno Dupont");
  const chen = of("Chen Martin");
  assert.equal(await bruno.locator('[data-key="e"]').count(), 0, "who has an appointment is offered none");
  looked.length = 0;
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("e");
  await bruno.locator("h2 a").focus();
  await page.keyboard.press("e");
  await chen.locator("h2 a").focus();
  const wanted = await chen.locator("h2 a").getAttribute("href");
  await page.keyboard.press("e");
  await page.waitForURL(`**${wanted}/earliest`);
  assert.deepEqual(looked, [`${wanted}/earliest`], "no other page was asked for");
  const subject = page.locator(".subject");
  for (const fact of ["Chen Martin", "30 novembre 1995", "06 39 98 77 88"]) assert.ok((await subject.innerText()).replaceAll("\u00a0", " ").includes(fact), fact);
  assert.ok(parseFloat(await subject.evaluate((element) => getComputedStyle(element).fontSize)) >= 24, "in large type");
  await check("who is booked");
  await page.keyboard.press("Enter");
  await page.waitForURL(/noted=booked$/);
  assert.equal(await page.locator("h1").innerText(), "Chen Martin");
});
