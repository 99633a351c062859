// The console: what needs a second look opens in its place, and a card opens on top of the page.

import { board } from "./board-poll.js";
import { countdown } from "./board-clock.js";

const ALMOST = 60; // seconds before the end of a step from which nobody is asked again

// Going on early is asked once more. In the last minute, and after it, the button does it.
function goesOnAtOnce(details) {
  const paused = Number(details.dataset.paused) || 0;
  const { over, seconds } = countdown(Number(details.dataset.ends), paused || board.serverNow());
  return over || seconds <= ALMOST;
}

document.addEventListener("click", (event) => {
  const summary = event.target.closest("[data-at-once] > summary");
  if (summary && !summary.parentElement.open && goesOnAtOnce(summary.parentElement)) {
    event.preventDefault();
    const button = summary.parentElement.querySelector("form button");
    button.form.requestSubmit(button);
    return;
  }
  const details = event.target.closest("[data-close]")?.closest("details");
  if (details) {
    details.open = false;
    details.querySelector("summary").focus();
  }
});

// --- A card on top of the page ---

const sheet = document.querySelector("[data-card-sheet-place]");

async function openSheet(link) {
  try {
    const response = await fetch(link.href, { redirect: "manual", signal: AbortSignal.timeout(8000) });
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    sheet.replaceChildren(document.adoptNode(page.querySelector("[data-card-sheet-content]")));
    sheet.showModal();
  } catch {
    window.location.assign(link.href); // the card has a page of its own
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-card-sheet]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openSheet(link);
});

board?.addEventListener("acted", () => sheet?.close());
