import { flow } from "./harness.mjs";
import assert from "node:assert/strict";

flow("home", { readOnly: true }, async ({ page, open, weigh }) => {
  await open("/");
  assert.equal(await page.locator("h1").innerText(), "Accueil");
  await weigh("/");
  await open("/nope", "missing", { status: 404 });
});
