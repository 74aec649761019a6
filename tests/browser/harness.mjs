// Opens pages in Chromium and checks each: axe-core, 320 px, console, no request to another host.
//
//   import { flow } from "./harness.mjs";
//   flow("a person changes the day", { service: { prepare: (service) => service.book("r-1") } }, async ({ page, open, check }) => {
//     await open("/a/K7M2QX");                         // goes there, and judges what it shows
//     await page.getByRole("button", { name: "Changer" }).click();
//     await check("three days");                       // judges what is there now, and keeps a screenshot
//   });
//
// Each flow is one test for every view: 320 and 1280 px, JavaScript on and off. Screenshots: target/screenshots.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import axe from "axe-core";
import { chromium } from "playwright-core";
import { prepareData, startService, TARGET } from "./service.mjs";

/** As on the machine this was tried on: without these, Chromium calls its maker at every start. */
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];

/** The ways every page is looked at. */
export const VIEWS = [
  { width: 320, js: true },
  { width: 320, js: false },
  { width: 1280, js: true },
  { width: 1280, js: false },
];

/** Weight of a first view, gzip, all requests: pages of the person received (ux.md). */
export const PERSON = 14 * 1024;

const shelf = join(TARGET, "screenshots", basename(process.argv[1] ?? "flow").replace(/\.spec\.mjs$/, ""));
const prepared = new Map();
let browser;
let profile;

before(async () => {
  profile = await mkdtemp(join(tmpdir(), "unisson-chromium-"));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS, env: { ...process.env, HOME: profile } });
  await rm(shelf, { recursive: true, force: true });
  await mkdir(shelf, { recursive: true });
});

after(async () => {
  await browser?.close();
  const folders = await Promise.all([...prepared.values()].map((data) => data.catch(() => null)));
  for (const folder of [profile, ...folders]) if (folder) await rm(folder, { recursive: true, force: true });
});

/**
 * A flow, tried in every view. `body` is given `page` (Playwright's), `open(path, name)`, `check(name)`,
 * `weigh(path)` and `service`.
 *
 * `locale` is what the browser asks for; `views` the ways to look; `service` how to start it (see startService), or
 * null for pages that need none. With `readOnly`, one service serves all views: for flows that change nothing.
 */
export function flow(name, { locale = "fr-FR", views = VIEWS, service: how = {}, readOnly = false } = {}, body) {
  let shared;
  // Commands are run once for all views, each of which gets a copy. Settings that depend on the folder are not copied.
  const copied = async () => startService({ ...how, data: await preparedData(how) });
  const begin = () => (typeof how.settings === "function" ? startService(how) : copied());
  const started = () => (readOnly ? (shared ??= startService(how)) : begin());
  for (const view of views) {
    const label = `${name} (${locale}, ${view.width} px, JavaScript ${view.js ? "on" : "off"})`;
    test(label, { timeout: 60_000 }, async () => {
      const service = how && (await started());
      try {
        await look({ name, locale, view, service }, body);
      } finally {
        if (!readOnly) await service?.stop();
      }
    });
  }
  after(async () => {
    await (await shared?.catch(() => null))?.stop();
  });
}

/** The data of a service, prepared once for all flows that name the same service. */
function preparedData(how) {
  if (!prepared.has(how)) prepared.set(how, prepareData(how));
  return prepared.get(how);
}

/** One view of a flow: see {@link flow}. */
export async function look({ name, locale, view, service }, body) {
  const context = await browser.newContext({
    baseURL: service?.origin,
    javaScriptEnabled: view.js,
    locale,
    viewport: { width: view.width, height: view.width < 600 ? 640 : 900 },
  });
  context.setDefaultTimeout(10_000);
  // Half a megabyte, sent once instead of with every check: each document begins with it, JavaScript on or off.
  await context.addInitScript({ content: axe.source });
  const page = await context.newPage();
  const faults = [];
  // Chromium writes an error for every answer that is not a success. A page that says what is wrong is one (4xx); a
  // broken one (5xx), and anything that a page asks for and does not get, stay faults.
  const refusals = new Set();
  page.on("response", (answer) => {
    if (answer.request().isNavigationRequest() && answer.status() >= 400 && answer.status() < 500) refusals.add(answer.url());
  });
  page.on("console", (message) => {
    if (message.text().includes("Failed to load resource") && refusals.has(message.location().url)) return;
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "about:" && url.protocol !== "data:" && url.origin !== service?.origin) faults.push(`asks elsewhere: ${url.origin}`);
  });
  const check = (what) => judge(page, `${slug(name)}-${slug(what)}-${locale}`, view);
  const open = async (path, what = path, { status = 200 } = {}) => {
    const answer = await page.goto(path);
    assert.equal(answer.status(), status, path);
    await check(what);
    return answer;
  };
  try {
    await body({ page, open, check, service, view, context, weigh: (path, most) => weigh(context, path, locale, most) });
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

function slug(text) {
  return text.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "home";
}

/** What every state of every page must be. Keeps a screenshot when scripts may run: without them it looks the same. */
async function judge(page, file, view) {
  if (view.js) await page.screenshot({ path: join(shelf, `${file}-${view.width}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${file}: ${wide} px too wide at ${view.width} px`);
  const violations = await judgedByAxe(page, view);
  const said = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html).join("\n    ")}`);
  assert.deepEqual(said, [], `${file}: axe-core`);
}

/** Without JavaScript, Chromium runs what we evaluate but no timer: axe-core is then given one that does not wait. */
async function judgedByAxe(page, view) {
  return page.evaluate(async ({ rules, timers }) => {
    if (!timers) window.setTimeout = (run) => (Promise.resolve().then(run), 0);
    const { violations } = await window.axe.run(document, { runOnly: rules, resultTypes: ["violations"], preload: timers });
    return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) }));
  }, { rules: RULES, timers: view.js });
}

/** Fails when the first view of `path`, style sheet and pictures included but those that wait until they are scrolled to, is over `most` bytes of gzip, or over two requests beside it. */
async function weigh(context, path, locale, most = PERSON) {
  const fetched = async (url) => (await context.request.get(url, { headers: { "accept-language": locale } })).body();
  const html = (await fetched(path)).toString();
  const parts = [...html.matchAll(/<(?:link rel="stylesheet" href|img(?![^>]*loading="lazy")[^>]* src|script src)="([^"]+)"/g)].map(([, url]) => url.replaceAll("&amp;", "&"));
  const bodies = [Buffer.from(html), ...(await Promise.all([...new Set(parts)].map(fetched)))];
  const size = (bytes) => gzipSync(bytes, { level: 6 }).length;
  const weight = bodies.reduce((sum, bytes) => sum + size(bytes), 0);
  console.log(`weight of ${path} (${locale}): ${weight} bytes of gzip in ${bodies.length} requests, at most ${most}`);
  assert.ok(weight <= most, `${path} weighs ${weight} bytes, over ${most}`);
  return weight;
}
