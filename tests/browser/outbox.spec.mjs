import assert from "node:assert/strict";
import { flow } from "./harness.mjs";

flow("outbox", { readOnly: true, service: { prepare: (service) => service.book("r-1") } }, async ({ page, open, check }) => {
  await open("/outbox");
  // A reminder may stand beside them: whether one does depends on the day of the appointment.
  assert.equal(await page.getByRole("link", { name: "Invitation" }).count(), 2);
  await page.getByRole("link", { name: "Confirmation" }).click();
  await check("confirmation");
  await page.locator("summary").click();
  await check("confirmation with its file");
});

flow("empty outbox", { readOnly: true }, async ({ open }) => {
  await open("/outbox");
});
