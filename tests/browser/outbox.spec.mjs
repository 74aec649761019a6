import assert from "node:assert/strict";
import { flow } from "./harness.mjs";

flow("outbox", { readOnly: true, service: { prepare: (service) => service.book("r-1") } }, async ({ page, open, check }) => {
  await open("/outbox");
  assert.equal(await page.locator("tbody tr").count(), 3);
  await page.getByRole("link", { name: "Confirmation" }).click();
  await check("confirmation");
  await page.locator("summary").click();
  await check("confirmation with its file");
});

flow("empty outbox", { readOnly: true }, async ({ open }) => {
  await open("/outbox");
});
