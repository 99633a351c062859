// The seat of one person in a live clinic: what board-poll.js brings for all, and what is theirs. Nothing they write or
// choose needs the connection: it is kept in this browser and sent once (board-outbox.js).

import { CardForm } from "./board-card-form.js";
import { OwnDots } from "./board-dots.js";
import { Outbox } from "./board-outbox.js";
import { OwnCards, Speaking } from "./board-own.js";
import { board } from "./board-poll.js";
import { Kept } from "./kept.js";
import { announce } from "./saved-line.js";

const SLOW = 1200; // ms without an answer after which the page says that something waits
const AGAIN = 3000; // at most so often the page asks for what is its own
const PATIENCE = 10000;

const find = (name) => document.querySelector(`[data-${name}]`);
const told = (id) => JSON.parse(document.getElementById(id).textContent);
const { seat, person, clinic, zone, mine: mineUrl } = board.root.dataset;
const kept = new Kept(person, `clinic-${clinic}`);
const outbox = new Outbox({ kept, token: () => board.root.dataset.token, freshToken });
const dots = new OwnDots({ room: find("room"), foot: find("left"), outbox, seat });
const form = new CardForm(find("card-form"), { kept, outbox, seat, zone });
const own = new OwnCards({
  template: find("own-template"),
  words: told("card-state-words"),
  base: new URL(form.form.action).pathname,
});
const speaking = new Speaking(find("speak"), seat);
let live = document.querySelector("[data-part=doing] [data-step]") !== null;
let { allowed } = told("mine");

// --- What is this person's own ---

function take(mine) {
  allowed = mine.allowed;
  own.take(mine, live);
  dots.take(mine);
  speaking.show(live, allowed.speak);
}

let askedAt = 0;
let asking;
function askForMine() {
  window.clearTimeout(asking);
  const wait = askedAt + AGAIN - Date.now();
  if (wait > 0) {
    asking = window.setTimeout(askForMine, wait + Math.random() * 500);
    return;
  }
  askedAt = Date.now();
  fetch(mineUrl, {
    headers: { Accept: "application/json" },
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  })
    .then((response) => (response.ok ? response.json() : null))
    .then((mine) => mine && take(mine))
    .catch(() => {}); // asked again with the next change
}

// --- What happens in the room ---

function place() {
  const heading = document.querySelector("[data-part=doing] [data-step]");
  if (!heading) return { step: "", name: "", ask: "", kinds: [] };
  const { step, stepName: name, ask } = heading.dataset;
  return { step, name, ask, kinds: allowed.kinds };
}

function sayUntil() {
  for (const words of document.querySelectorAll("[data-until]")) {
    const now = Number(words.dataset.paused) || board.serverNow();
    const minutes = Math.round((Number(words.dataset.until) - now) / 60000);
    const said = minutes < 1 ? "in a moment" : minutes === 1 ? "in a minute" : `in ${minutes} minutes`;
    if (words.textContent !== said) words.textContent = said;
  }
}

board.addEventListener("changed", ({ detail }) => {
  const before = form.place?.step;
  const wasLive = live;
  live = detail.clock.state === "live";
  allowed = detail.allowed ?? allowed;
  form.fit(place());
  dots.arranged();
  dots.allow(allowed.vote);
  speaking.show(live, allowed.speak);
  sayUntil();
  const moved = before !== undefined && before !== place().step;
  if (moved) announce(document.querySelector("[data-part=doing] h1").textContent);
  if (moved || wasLive !== live || own.waits() || dots.lost()) askForMine();
});
board.addEventListener("back", () => {
  outbox.again();
  askForMine();
});

// --- What waits, and what was not taken ---

function sentence() {
  const cards = outbox.entries("card.").filter((entry) => !entry.refused).length;
  const chosen = outbox.entries("dots.").length;
  const what = [];
  if (cards) what.push(`${cards} card${cards === 1 ? "" : "s"}`);
  if (chosen) what.push("your dots");
  if (!what.length) return "";
  const all = what.join(" and ");
  const verb = cards === 1 && !chosen ? "waits" : "wait";
  return `${all[0].toUpperCase()}${all.slice(1)} ${verb} ${outbox.out ? "until you sign in" : "for the connection"}`;
}

let slow;
function showOutbox() {
  const away = outbox.away || outbox.out || board.state !== "connected";
  const oldest = Math.min(...outbox.waiting().map((entry) => entry.typed));
  window.clearTimeout(slow);
  if (!away && Number.isFinite(oldest)) slow = window.setTimeout(showOutbox, SLOW);
  const words = away || Date.now() - oldest > SLOW ? sentence() : "";
  find("waiting").hidden = !words;
  if (find("waiting-words").textContent !== words) find("waiting-words").textContent = words;
  find("waiting-note").textContent = kept.works
    ? "Kept in this browser, and sent by itself. You can go on, and close the page."
    : "This browser keeps nothing: leave the page open until it is sent.";
  fillList(find("waiting-list"), outbox.entries("card.").filter((entry) => !entry.refused), () => []);
  find("unsent").hidden = !outbox.refused().length;
  fillList(find("unsent-list"), outbox.refused(), unsentActs);
  find("out").hidden = !outbox.out;
  if (find("out-words").textContent !== outbox.out) find("out-words").textContent = outbox.out;
  dots.paint();
}

function fillList(list, entries, acts) {
  const names = entries.map((entry) => entry.name).join();
  if (list.dataset.names === names) return;
  list.dataset.names = names;
  list.replaceChildren(
    ...entries.map((entry) => {
      const item = document.createElement("li");
      const text = document.createElement("b");
      text.textContent = entry.words;
      item.append(text, ...acts(entry));
      return item;
    }),
  );
}

function unsentActs(entry) {
  const why = document.createElement("p");
  why.className = "small";
  why.textContent = entry.refused;
  const acts = document.createElement("div");
  acts.className = "seat__acts";
  const act = (words, does) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "usa-button usa-button--unstyled";
    button.textContent = words;
    button.addEventListener("click", () => does(button));
    acts.append(button);
  };
  if (navigator.clipboard) {
    act("Copy the words", async (button) => {
      await navigator.clipboard.writeText(entry.words);
      button.textContent = "Copied";
      announce("Copied.");
    });
  }
  act("Throw it away", () => outbox.drop(entry.name));
  return [why, acts];
}

document.addEventListener("seat:outbox", showOutbox);
document.addEventListener("seat:answer", ({ detail }) => {
  take(detail.answer.mine);
  if (detail.name.startsWith("card.")) form.sent();
  board.tell("");
  board.ask();
});
document.addEventListener("seat:refused", ({ detail }) => {
  if (detail.name.startsWith("card.")) {
    announce(`Not taken. ${detail.sentence}`);
    return;
  }
  outbox.drop(detail.name);
  board.tell(detail.sentence);
  askForMine();
});

// Signing in again, in another tab, makes the page's token worthless: the page itself has a new one.
async function freshToken() {
  const response = await fetch(window.location.href, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (response.type === "opaqueredirect") return "signed out";
  if (!response.ok) return "none";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-board]")?.dataset;
  if (fresh && fresh.person !== person) return "somebody else";
  if (!fresh) return "none";
  board.root.dataset.token = fresh.token;
  return "fresh";
}

// --- Acts that need the connection: changing and withdrawing a card, asking to speak ---

const busy = new WeakSet();
document.addEventListener("submit", async (event) => {
  const act = event.target;
  if (!("seatAct" in act.dataset)) return;
  event.preventDefault();
  if (busy.has(act)) return;
  busy.add(act);
  const answer = await board.send(act.action, new FormData(act));
  busy.delete(act);
  board.tell(answer.ok ? "" : answer.message);
  if (!answer.ok) return;
  const fold = act.closest("details[data-closes]");
  if (fold) fold.open = false;
  take(answer.data.mine);
});

// --- Beginning ---

find("connection").hidden = false;
form.fit(place());
form.restore();
form.fit(place());
dots.arranged();
sayUntil();
window.setInterval(sayUntil, 5000);
take(told("mine"));
showOutbox();
outbox.flush();
