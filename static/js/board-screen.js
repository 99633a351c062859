// The projector: brought up to date for hours, all of it on the wall, and the machine that shows it stays awake.

import { board } from "./board-poll.js";

const SCALES = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64];
const stacked = window.matchMedia("(max-width: 50em), (max-aspect-ratio: 1/1)"); // read by scrolling, as any page

// Long texts are written smaller rather than cut off, or pushed below the edge where nobody scrolls.
function fit() {
  const page = document.documentElement;
  for (const scale of SCALES) {
    document.body.style.setProperty("--scale", stacked.matches ? 1 : scale);
    if (stacked.matches || page.scrollHeight <= window.innerHeight) return;
  }
}

let lock;

async function stayAwake() {
  if (!("wakeLock" in navigator) || document.visibilityState !== "visible" || (lock && !lock.released)) return;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch {
    lock = undefined; // the machine saves power, or its owner does not want it: it shows what is there all the same
  }
}

if (board) {
  fit();
  document.fonts.ready.then(fit);
  board.addEventListener("changed", fit);
  window.addEventListener("resize", fit);
  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
}
