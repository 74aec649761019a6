"use strict";
// Nothing here is needed: keys, minutes that count down, a board that reads itself again.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const isTyping = (target) => target.closest?.("input:not([type=radio]):not([type=checkbox]), select, textarea");

// Keys: each presses a button that is there to be seen. One that stands with a person is pressed only when the focus is
// there: a key acts on the person in focus, or on nobody.
const press = (key) => {
  const of = (element) => element?.closest(".person, .column .entry") ?? null;
  const here = of(document.activeElement);
  const buttons = all(`[data-key="${key}"]:not([hidden])`);
  const button = (here && buttons.find((one) => of(one) === here)) || buttons.find((one) => !of(one));
  if (!button) return false;
  if (button.matches("details")) {
    button.open = !button.open;
    button.querySelector("summary").focus();
  } else button.click();
  return true;
};
const walk = (by) => {
  const stops = all(".people .person h2 a, .people .person h3 a");
  if (!stops.length) return false;
  const at = stops.indexOf(document.activeElement);
  stops[Math.min(stops.length - 1, Math.max(0, at + by))].focus();
  return true;
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const search = document.getElementById("q");
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (arrow && (!isTyping(event.target) || event.target === search) && event.target.type !== "radio") {
    if (walk(arrow)) event.preventDefault();
    return;
  }
  if (isTyping(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    if (search) {
      search.focus();
      search.select();
    } else location.assign("/desk");
  } else if ("enapd?".includes(event.key) && event.key.length === 1 && press(event.key)) event.preventDefault();
});

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Seconds that are left.
for (const held of all("[data-countdown]")) {
  const end = Date.now() + Number(held.dataset.countdown) * 1000;
  const left = held.querySelector(".left");
  const show = () => {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  show();
  setInterval(show, 1000);
}
for (const button of all("[data-seconds]")) {
  const end = Date.now() + Number(button.dataset.seconds) * 1000;
  const hint = button.parentElement.querySelector(".hint");
  const sentences = hint.dataset.left.split("|");
  const tick = setInterval(() => {
    const left = Math.max(0, Math.round((end - Date.now()) / 1000));
    if (left > 0) hint.textContent = sentences[sentences.length - left] ?? hint.textContent;
    if (left === 0) {
      clearInterval(tick);
      button.closest(".note").hidden = true;
    }
  }, 500);
}

// A press right after a press is the same one. Later it is another: the first may have been stopped on its way.
document.addEventListener("submit", (event) => {
  const now = Date.now();
  if (now - Number(event.target.dataset.sent ?? 0) < 3000) event.preventDefault();
  else event.target.dataset.sent = String(now);
});
window.addEventListener("pageshow", () => all("form").forEach((form) => delete form.dataset.sent));

// The board: news comes over one open connection, then the page is read again and its middle put in place.
const board = () => document.getElementById("board");
if (board()) {
  for (const link of all(".noscript-only")) link.hidden = true;
  let reading = false;
  let again = false;
  const read = async () => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    const address = new URL(location.href);
    address.searchParams.delete("undo");
    address.searchParams.delete("noted");
    try {
      const answer = await fetch(address, { headers: { accept: "text/html" } });
      if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("board");
      const focus = document.activeElement;
      const step = focus?.closest?.(".entry") && { id: focus.closest(".entry").id, value: focus.value };
      board().replaceWith(document.adoptNode(fresh));
      if (step) {
        const entry = document.getElementById(step.id);
        (entry?.querySelector(`button[value="${step.value}"]`) || entry?.querySelector("button, a"))?.focus();
      }
    } catch {
      const at = document.getElementById("board-at");
      at.textContent = at.dataset.offline;
      at.classList.add("late");
    }
    reading = false;
    if (again) {
      again = false;
      read();
    }
  };
  const news = new EventSource(board().dataset.live);
  news.addEventListener("pulse", (event) => {
    if (event.data !== board().dataset.pulse) read();
  });
  // Time goes on where nothing happens: who waits, who is late.
  setInterval(() => {
    if (!document.hidden) read();
  }, 60000);
}
