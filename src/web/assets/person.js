"use strict";
// Nothing here is needed: it prints, counts minutes down, and stops a second press of a button.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const minutes of document.querySelectorAll("[data-minutes]")) {
  const sentences = minutes.dataset.minutes.split("|");
  const end = Date.now() + (sentences.length - 1) * 60000;
  setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 60000));
    const said = sentences[sentences.length - 1 - left];
    if (minutes.textContent !== said) minutes.textContent = said;
  }, 5000);
}
// A press right after a press is the same one. Later it is another: the first may have been stopped on its way.
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    const now = Date.now();
    if (now - Number(form.dataset.sent ?? 0) < 3000) event.preventDefault();
    else form.dataset.sent = String(now);
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
