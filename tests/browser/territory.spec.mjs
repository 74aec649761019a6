// The public pages of a territory, with the files it supplies and without, in four languages.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { flow } from "./harness.mjs";
import { territory } from "./territory.mjs";

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path d="M4 36V14l16-10 16 10v22z" fill="#7a1f3d"/><path d="M46 30c20-30 40 10 70-20" fill="none" stroke="#7a1f3d" stroke-width="5"/></svg>`;
// A picture of one grey point, and the first bytes of a sound: what they show does not matter here.
const PHOTO = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==", "base64");
const SOUND = Buffer.from("OggS\0\x02");

const SITES = `
[[sites]]
key = "provins"
name = "Antenne de Provins"
address = "1 place du Marché, 77160 Provins"
phone = "01 99 00 00 02"
hours = [{ days = ["tue"], from = "09:00", to = "17:00" }]
`;
const dressed = {
  toml: territory({
    more: `[theme]\nbrand = "#7a1f3d"\nphone = "01 99 00 00 00"\n`,
    sites: `access = ["step_free", "lift", "toilet"]\naccess_note = "L'entrée sans marches est rue Thiers."\n${SITES}`,
  }),
  settings: { UNISSON_MEDIA_FOLDER: "media" },
  async prepare({ folder }) {
    const media = join(folder, "media", "essai");
    for (const [file, bytes] of [["logo.svg", LOGO], ["sites/melun.png", PHOTO], ["audio/fr/territory.opus", SOUND], ["audio/ar/territory.opus", SOUND]]) {
      await mkdir(join(media, file, ".."), { recursive: true });
      await writeFile(join(media, file), bytes);
    }
  },
};
const TITLES = { fr: "Vos rendez-vous", en: "Your appointments", ar: "مواعيدكم" };

for (const [locale, title] of Object.entries(TITLES)) {
  flow("territory", { locale, service: dressed, readOnly: true }, async ({ page, open, weigh, view }) => {
    await open("/t/essai", "places");
    assert.equal(await page.locator("h1").innerText(), title);
    assert.equal(await page.locator("html").getAttribute("dir"), locale === "ar" ? "rtl" : "ltr");
    assert.equal(await page.locator(".band").evaluate((band) => getComputedStyle(band).backgroundColor), "rgb(122, 31, 61)");
    assert.equal(await page.locator("article").count(), 2);
    assert.equal(await page.locator("dd.first").count(), 1, "a day at the first place, none at the second");
    assert.equal(await page.locator("img.logo").evaluate((logo) => logo.complete && logo.naturalWidth > 0), true);
    // Numbers read from left to right wherever they stand: the first digit is left of the last.
    const number = page.locator(".place bdi.number").first();
    const [first, last] = await number.evaluate((element) => {
      const text = element.firstChild;
      return [0, text.length - 1].map((at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
      });
    });
    assert.ok(first < last, "the telephone number keeps its order");
    for (const path of ["accessibility", "data"]) await open(`/t/essai/${path}`, path);
    if (view.js && view.width === 320) for (const path of ["", "/accessibility", "/data"]) await weigh(`/t/essai${path}`);
  });
}

flow("languages", { service: dressed, readOnly: true }, async ({ page, open, check }) => {
  await open("/t/essai");
  await page.getByRole("link", { name: "Français facile" }).click();
  await check("easy French");
  // By keyboard alone: the skip link, then on through the languages to Arabic.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  for (let step = 0; step < 9 && (await page.evaluate(() => document.activeElement.lang)) !== "ar"; step += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/lang=ar/);
  await check("Arabic");
  assert.equal(await page.locator("html").getAttribute("lang"), "ar");
  await page.locator("footer a").last().click();
  await check("data in Arabic");
  assert.equal(await page.locator("html").getAttribute("lang"), "ar");
});

flow("bare territory", { readOnly: true }, async ({ page, open }) => {
  await open("/t/essai", "places");
  assert.equal(await page.locator("img, audio").count(), 0);
  await open("/t/autre", "unknown", { status: 404 });
});
