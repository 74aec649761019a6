// Values to check: a list says another telephone than the desk has entered since; somebody decides.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { flow } from "./harness.mjs";
import { account, signIn, town } from "./desk.mjs";

let lea;
const desk = { service: { toml: town(), prepare: async (service) => { lea = await account(service); } } };

flow("a value to check", desk, async ({ page, open, check, service }) => {
  await signIn(page, lea);
  await page.goto("/desk?q=sam");
  await page.goto(await page.locator(".person a").first().getAttribute("href"));
  const contact = page.locator('form[action$="/contact"]');
  await page.locator("details", { has: contact }).locator("summary").first().click();
  await contact.locator('input[name="phone"]').fill("06 39 98 00 01");
  await contact.locator("button").click();
  await page.waitForURL(/noted=changed$/);
  const again = join(service.folder, "again.toml");
  await writeFile(again, town().replace("06 39 98 12 34", "06 39 98 00 02"));
  await service.unisson("import", "territory", again);
  await open("/desk/calls", "calls with a value to check");
  await page.getByRole("link", { name: "Une valeur à vérifier" }).click();
  await page.waitForURL(/to-check$/);
  await check("to check");
  await page.getByRole("button", { name: /^Prendre/ }).click();
  await page.waitForURL(/noted=settled$/);
  await check("settled");
  assert.match(await page.locator("main").innerText(), /Votre choix est enregistré[^]*Rien n'est à vérifier/);
});
