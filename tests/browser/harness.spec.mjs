// The harness itself: each fault it looks for, made on purpose, is found with JavaScript and without.

import assert from "node:assert/strict";
import { test } from "node:test";
import { look, VIEWS } from "./harness.mjs";

const page = (body, head = "") =>
  `<!doctype html><html lang="fr"><head><title>Essai</title>${head}</head><body><main><h1>Essai</h1>${body}</main></body></html>`;

const FAULTS = [
  ["a word too wide", page(`<p style="width: 400px">x</p>`), /80 px too wide|too wide at 320/, 320],
  ["a grey nobody reads", page(`<p style="color: #bbb; background: #fff">Bonjour</p>`), /color-contrast/],
  ["a field without a name", page(`<input>`), /label/],
  ["a picture from elsewhere", page(`<img alt="" src="http://127.0.0.1:9/x.png">`), /asks elsewhere/],
  ["a script that fails", page("", `<script>throw new Error("no")</script>`), /script: no/, undefined, true],
];

for (const [what, html, fault, width, scripted] of FAULTS) {
  for (const view of VIEWS.filter((view) => (!width || view.width === width) && (!scripted || view.js))) {
    test(`${what} is found (${view.width} px, JavaScript ${view.js ? "on" : "off"})`, async () => {
      const looked = look({ name: what, locale: "fr", view, service: null }, async ({ page, check }) => {
        await page.setContent(html);
        await check("made on purpose");
      });
      await assert.rejects(looked, fault);
    });
  }
}

test("a page without fault passes", async () => {
  for (const view of VIEWS) {
    await look({ name: "good", locale: "fr", view, service: null }, async ({ page: shown, check }) => {
      await shown.setContent(page("<p>Bonjour</p>"));
      await check("good");
    });
  }
});
