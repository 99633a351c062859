// The projector: brought up to date for hours, and the machine that shows it does not fall asleep meanwhile.

import { board } from "./board-poll.js";

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
  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
}
