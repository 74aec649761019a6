"use strict";
// Nothing here is needed: it prints, counts minutes down, and stops a second press of a button.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const minutes of document.querySelectorAll("[data-minutes]")) {
  const said = minutes.textContent;
  const end = Date.now() + Number(minutes.dataset.minutes) * 60000;
  setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 60000));
    minutes.textContent = said.replace(minutes.dataset.minutes, String(left));
  }, 20000);
}
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
