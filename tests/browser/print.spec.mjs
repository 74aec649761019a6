// What somebody takes home on paper: the page of a territory, and the appointment that was booked.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { flow, VIEWS } from "./harness.mjs";
import { bookTheFirst, comeToTheDates, town } from "./person.mjs";

const LOOKS = [["fr-FR", "fr"], ["ar", "ar"]];
// A grey picture of two points by two: it is stretched to the place it is given.
const DOOR = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==", "base64");

const service = (language) => ({
  toml: town(language).replace("buffer_after = 10\n", "buffer_after = 10\npublic = true\n"),
  settings: { UNISSON_MEDIA_FOLDER: "media" },
  async prepare({ folder }) {
    await mkdir(join(folder, "media", "essai", "sites"), { recursive: true });
    await writeFile(join(folder, "media", "essai", "sites", "melun.png"), DOOR);
  },
});

/** The page as a printer gets it: how many sheets of A4 it takes. */
async function sheets(page) {
  const pdf = (await page.pdf({ format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } })).toString("latin1");
  return [...pdf.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
}

/** Everything with text in it is dark enough on paper, which has no background. */
async function isDark(page) {
  const pale = await page.evaluate(() => {
    const shown = [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
    return shown.filter((element) => Math.max(...getComputedStyle(element).color.match(/\d+/g).slice(0, 3).map(Number)) > 140).map((element) => element.outerHTML.slice(0, 80));
  });
  assert.deepEqual(pale, []);
}

for (const [locale, language] of LOOKS) {
  flow("print", { locale, views: [VIEWS[2]], service: service(language) }, async ({ page, check, service }) => {
    await comeToTheDates({ page, service, language });
    await bookTheFirst(page);
    // What is lazy on the screen has to be there for the printer.
    await page.locator("img.door").scrollIntoViewIfNeeded();
    await page.emulateMedia({ media: "print" });
    await check("booked");
    await isDark(page);
    for (const kept of [".when", "img.door", ".band .number"]) assert.ok(await page.locator(kept).first().isVisible(), kept);
    assert.ok((await page.locator(".sheet").first().innerText()).includes("4 rue Hugo, 77000 Melun"));
    for (const left of ["button", "a.button", "footer", ".ways", ".skip"]) {
      for (const one of await page.locator(left).all()) assert.equal(await one.isVisible(), false, left);
    }
    assert.equal(await sheets(page), 1, "it fits on one sheet");

    await page.emulateMedia({ media: "screen" });
    await page.goto("/t/essai");
    await page.emulateMedia({ media: "print" });
    await check("places");
    await isDark(page);
    assert.equal(await page.locator(".tongues").isVisible(), false);
    assert.equal(await page.locator(".note .button").isVisible(), false);
    assert.ok(await page.locator(".band .number").isVisible());
    assert.ok((await sheets(page)) <= 2);
  });
}
