// Keeps a live page as the server has it: asks every second, changes what changed, never gives up.
//
//   <div data-board data-poll="/clinics/7/poll/?view=seat" data-version="12" data-zone="America/New_York" data-token="…"
//        data-role="leader, expert, …: as what the page was drawn">
//   <section data-part="cards">…</section>     what is inside is brought up to date when the server sends that part
//   <p data-connection role="status">…</p>     says when the connection is lost, and when it is back
//   <form method="post" data-act>              is sent from here; without a script it posts and comes back
//
// Events of `board`: changed (detail: the answer), acted (detail: the form), lost, back, refused. A part keeps the focus, open <details>, and any
// form that somebody has begun to fill in.

import { Idiomorph } from "../build/idiomorph.js";
import { Countdowns, ServerClock } from "./board-clock.js";
import { clock as timeOfDay } from "./saved-line.js";

const EVERY = 1000; // ms between an answer and the next question
const HIDDEN = 5000; // while nobody looks
const SILENCE = 4000; // without an answer for so long, the connection counts as lost
const TIMEOUT = 8000; // an answer may still come that long
const LONGEST = 2500; // between two attempts while the connection is lost
const REFUSED = 15_000; // while the server says that this reader may not
const PRESS = 5000; // for so long at most news wait for a finger to be lifted
const LIFT = 50; // until the click that comes after it

const UNREACHABLE = "This did not reach the server, and nothing was changed. Try again once you are connected.";
const SIGNED_OUT = "You are signed out. Sign in again in another tab.";
const FAILED = "Something went wrong on our side, and nothing was changed. Try again in a moment.";

const REFUSALS = [401, 403, 404];

async function messageOf(response) {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? (await response.json()).message : undefined;
}
const spread = (delay) => delay * (0.85 + Math.random() * 0.3); // three hundred browsers do not ask in step
const announce = (words) => document.dispatchEvent(new CustomEvent("announce", { detail: words }));

// What a part keeps while it is brought up to date.
const KEEPS = {
  beforeNodeMorphed: (old) => !old.matches?.("form[data-begun]"),
  beforeAttributeUpdated: (attribute, element) =>
    !(attribute === "open" && element.matches("details")) &&
    !(attribute === "tabindex" && element === document.activeElement),
};

class Board extends EventTarget {
  constructor(root) {
    super();
    this.root = root;
    this.version = root.dataset.version ?? "";
    this.role = root.dataset.role;
    this.every = EVERY; // as the server asks for it: longer where many ask
    this.clock = new ServerClock();
    this.countdowns = new Countdowns(() => this.serverNow());
    this.known = new Map(); // the parts as they last came
    this.failures = 0;
    this.state = "connected"; // or lost, or refused
    this.heardAt = Date.now();
    this.busy = new WeakSet();
    this.pressedAt = -Infinity;
  }

  start() {
    if (this.root.dataset.now) this.clock.offset = Number(this.root.dataset.now) - Date.now();
    this.countdowns.show();
    this.watch();
    document.addEventListener("visibilitychange", () => this.wake());
    window.addEventListener("pageshow", (event) => event.persisted && this.wake());
    window.addEventListener("online", () => this.ask());
    window.addEventListener("offline", () => this.lose());
    document.addEventListener("input", (event) => this.begun(event.target.form));
    document.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("pointerdown", () => this.press(), true);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => this.release(), true);
    this.ask();
  }

  serverNow() {
    return this.clock.now();
  }

  // --- asking ---

  // Ask now; while a question is on its way, once more after it.
  async ask() {
    if (this.asking) {
      this.again = true;
      return;
    }
    window.clearTimeout(this.timer);
    this.asking = true;
    this.again = false;
    try {
      await this.askOnce();
    } catch {
      this.lose();
    }
    this.asking = false;
    this.timer = window.setTimeout(() => this.ask(), this.again ? 0 : this.pause());
  }

  async askOnce() {
    const url = new URL(this.root.dataset.poll, window.location);
    url.searchParams.set("since", this.version);
    if (this.role !== undefined) url.searchParams.set("role", this.role);
    const sent = Date.now();
    const response = await fetch(url, {
      headers: { Accept: "application/json" },
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const received = Date.now();
    if (response.type === "opaqueredirect") {
      this.refuse("");
    } else if (REFUSALS.includes(response.status)) {
      this.refuse((await messageOf(response)) ?? "");
    } else if (response.ok) {
      this.clock.learn(Number(response.headers.get("X-Board-Now") || NaN), sent, received);
      if (response.status === 200) this.show(await response.json());
      this.heard();
    } else {
      this.lose();
    }
  }

  pause() {
    if (this.state === "refused") return spread(REFUSED);
    if (this.state === "lost") return Math.min(LONGEST, 400 * 2 ** Math.min(this.failures, 5)) * (0.5 + Math.random());
    return spread(document.visibilityState === "hidden" ? Math.max(HIDDEN, this.every) : this.every);
  }

  // Back from another tab, or from sleep: what is shown may be old, so ask before anything else.
  wake() {
    this.watch();
    if (document.visibilityState === "visible") this.ask();
  }

  // --- the connection ---

  watch() {
    window.clearTimeout(this.silence);
    if (document.visibilityState === "visible") this.silence = window.setTimeout(() => this.lose(), SILENCE);
  }

  heard() {
    this.heardAt = Date.now();
    this.failures = 0;
    this.watch();
    if (this.state === "connected") return;
    this.become("connected", "Connected");
    announce("Connected again.");
    this.dispatchEvent(new Event("back"));
  }

  lose() {
    this.failures += 1;
    if (this.state === "lost") return;
    const since = timeOfDay(this.root.dataset.zone, new Date(this.heardAt + this.clock.offset));
    this.become("lost", `No connection since ${since}, trying again`);
    announce("No connection. Trying again.");
    this.dispatchEvent(new Event("lost"));
  }

  refuse(sentence) {
    window.clearTimeout(this.silence);
    const was = this.state;
    this.become("refused", this.root.dataset.refused || sentence || SIGNED_OUT);
    if (was !== "refused") this.dispatchEvent(new Event("refused"));
  }

  become(state, words) {
    this.state = state;
    this.root.dataset.state = state;
    for (const line of document.querySelectorAll("[data-connection]")) {
      line.dataset.connection = state;
      line.hidden = false;
      const place = line.querySelector("[data-connection-words]") ?? line;
      if (place.textContent !== words) place.textContent = words;
    }
  }

  // --- what changed ---

  // A button that moves while it is pressed is not pressed: what is new waits until the finger is lifted.
  press() {
    window.clearTimeout(this.lifting);
    this.pressedAt = performance.now();
  }

  release() {
    window.clearTimeout(this.lifting);
    this.lifting = window.setTimeout(() => {
      this.pressedAt = -Infinity;
      if (this.missed) this.ask();
      this.missed = false;
    }, LIFT);
  }

  show(answer) {
    if (performance.now() - this.pressedAt < PRESS) {
      this.missed = true;
      return; // the version stays, so the same comes again
    }
    this.version = String(answer.version);
    if (this.role !== undefined) this.role = answer.role ?? this.role;
    this.every = answer.again_in || EVERY;
    for (const [name, html] of Object.entries(answer.parts ?? {})) this.swap(name, html);
    this.countdowns.show();
    this.dispatchEvent(new CustomEvent("changed", { detail: answer }));
  }

  swap(name, html) {
    if (this.known.get(name) === html) return;
    this.known.set(name, html);
    for (const part of document.querySelectorAll(`[data-part="${name}"]`)) {
      const held = part.contains(document.activeElement);
      try {
        Idiomorph.morph(part, html, { morphStyle: "innerHTML", callbacks: KEEPS });
      } catch (error) {
        console.error(error); // what the reader was doing in this part is worth less than a part that stands still
        part.innerHTML = html;
      }
      // What had the focus is gone: the reader goes on where it was, not at the top of the page.
      if (held && !part.contains(document.activeElement)) {
        const place = part.querySelector("[data-part-focus]") ?? part;
        if (!place.matches("a[href], button, input, select, textarea, summary")) place.tabIndex = -1;
        place.focus({ preventScroll: true });
      }
    }
  }

  begun(form) {
    if (form?.closest("[data-part]")) form.dataset.begun = "";
  }

  // --- acting ---

  // Send an act. Tells {ok, status, data, message}; never throws. The board is asked at once afterwards.
  async send(url, body) {
    const answer = await this.post(url, body);
    if (answer.ok) this.ask();
    return answer;
  }

  async post(url, body) {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": this.root.dataset.token },
        body: body instanceof FormData ? new URLSearchParams(body) : new URLSearchParams(Object.entries(body)),
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (response.type === "opaqueredirect") {
        this.refuse("");
        return { ok: false, status: 401, data: null, message: SIGNED_OUT };
      }
      const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
      const data = isJson ? await response.json() : null;
      const message = data?.message ?? (response.ok ? "" : FAILED);
      return { ok: response.ok, status: response.status, data, message };
    } catch {
      this.lose();
      return { ok: false, status: 0, data: null, message: UNREACHABLE };
    }
  }

  async submit(event) {
    const form = event.target;
    if (!("act" in form.dataset) || event.defaultPrevented) return;
    event.preventDefault();
    if (this.busy.has(form)) return;
    this.busy.add(form);
    const answer = await this.send(form.action, new FormData(form, event.submitter));
    this.busy.delete(form);
    delete form.dataset.sent;
    this.tell(answer.ok ? "" : answer.message);
    if (!answer.ok) return;
    delete form.dataset.begun;
    this.dispatchEvent(new CustomEvent("acted", { detail: form }));
    const fold = form.closest("details[data-closes]");
    if (fold) {
      fold.open = false;
      if (fold.contains(document.activeElement)) fold.querySelector("summary").focus();
    }
  }

  // What the server refused stays on the page until something works.
  tell(sentence) {
    const place = document.querySelector("[data-refused-act]");
    if (!place) return;
    place.hidden = !sentence;
    (place.querySelector("[data-refused-words]") ?? place).textContent = sentence;
  }
}

const root = document.querySelector("[data-board]");
export const board = root ? new Board(root) : null;
board?.start();
