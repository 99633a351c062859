// A form that a team fills in together saves by itself, and loses nothing.
//
// <form data-autosave data-person data-page data-place data-zone data-sign-in data-next> holds fields:
//   <… id="q12" data-field="q12" data-save="/where/to/post/"> with inputs named q12… in [data-control], hidden inputs
//   [data-version] and [data-base], and places for [data-problems], [data-note] and [data-conflict].
// Each change is kept in the browser at once (kept.js) and sent on change or after a pause, with the version it was
// made from. The server answers in JSON:
//   200 {version, base, saved, problems, note, sums, sum_words, steps}: stored, and no longer kept here
//   409 {sentence}: somebody else saved in between; both texts stay, and the reader chooses on the server's own page
//   403, 422 {sentence}: not stored; it stays here until it is changed
// A button with [data-sends] sends the form to the server's own page once everything is stored; value "next" leads on.
// No answer, or a 5xx: it stays here and is sent again, also after a reload or by the next page of the same form.

import { offerAll as offerToClear } from "./clear-choice.js";
import { update as updateConditions } from "./conditional.js";
import { Kept } from "./kept.js";
import { announce, SavedLine } from "./saved-line.js";
import { fitRows } from "./table-rows.js";

const PAUSE = 1500; // after the last key
const LONGEST_WAIT = 10000; // while somebody types on and on
const PATIENCE = 20000; // for the server to answer
const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;
const UNANSWERED = 5; // texts that were sent without an answer, by which the server knows its own again

class TeamForm {
  constructor(form) {
    this.form = form;
    this.kept = new Kept(form.dataset.person, form.dataset.page);
    this.line = new SavedLine(form);
    this.timers = new Map();
    this.waiting = new Map(); // since when a field waits to be sent
    this.sending = new Map(); // what is on its way, by field, until its answer was heard
    this.stored = new Map(); // what each field held when it was last stored
    this.retry = FIRST_RETRY;
    for (const field of this.fields()) this.stored.set(field.dataset.field, JSON.stringify(pairsOf(field)));
    this.forgetSettled();
    this.bringBack();
    this.listen();
    this.flush();
  }

  fields() {
    return [...this.form.querySelectorAll("[data-field][data-save]")];
  }

  field(name) {
    return this.form.querySelector(`[data-field="${CSS.escape(name)}"][data-save]`);
  }

  listen() {
    this.form.addEventListener("input", (event) => this.touched(event, PAUSE));
    this.form.addEventListener("change", (event) => this.touched(event, 0));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.again());
    window.addEventListener("pageshow", () => this.flush());
    window.addEventListener("pagehide", () => this.lastWords());
    window.addEventListener("beforeunload", (event) => {
      if (!this.kept.works && this.pending().length) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => this.flush());
    document.addEventListener("portal:pulse", (event) => this.heard(event.detail));
    document.addEventListener("portal:unreachable", () => this.unreachable());
    document.addEventListener("portal:signed-out", () => this.signedOut());
    document.addEventListener("portal:saved", (event) => this.line.saved(event.detail, this.pending().length));
  }

  // --- Keeping ---

  touched(event, delay) {
    const field = event.target.closest("[data-field][data-save]");
    if (!field || !event.target.closest("[data-control]")) return;
    const name = field.dataset.field;
    const pairs = pairsOf(field);
    const known = this.kept.get(name);
    if (!known && JSON.stringify(pairs) === this.stored.get(name)) return;
    field.querySelector("[data-typed]").value = Date.now();
    this.kept.put(name, {
      pairs,
      version: field.querySelector("[data-version]").value,
      typed: Date.now(),
      url: field.dataset.save,
      page: window.location.pathname,
      label: field.querySelector("label, legend").firstChild.textContent.trim(),
      place: this.form.dataset.place,
      unanswered: known?.unanswered ?? [],
      conflict: known?.conflict ?? false,
    });
    this.line.keeps(this.kept.works, this.pending().length);
    this.waiting.set(name, this.waiting.get(name) ?? Date.now());
    const late = Date.now() - this.waiting.get(name) > LONGEST_WAIT;
    window.clearTimeout(this.timers.get(name));
    this.timers.set(
      name,
      window.setTimeout(() => this.send(name), late ? 0 : delay),
    );
  }

  pending() {
    return this.kept.fields().filter((name) => !this.kept.get(name)?.refused);
  }

  forgetSettled() {
    const address = new URL(window.location.href);
    const settled = address.searchParams.get("settled");
    if (!settled) return;
    this.kept.remove(settled);
    address.searchParams.delete("settled");
    window.history.replaceState(null, "", address);
  }

  // What an earlier page kept stands in its field again, as it was typed.
  bringBack() {
    for (const name of this.kept.fields()) {
      const field = this.field(name);
      const entry = this.kept.get(name);
      if (!entry) continue;
      this.kept.put(name, { ...entry, conflict: false, refused: false });
      if (field) {
        fill(field, entry.pairs);
        field.querySelector("[data-typed]").value = entry.typed;
        field.querySelector("[data-version]").value = entry.version;
      }
    }
    updateConditions();
    offerToClear();
  }

  // --- Sending ---

  send(name) {
    window.clearTimeout(this.timers.get(name));
    const entry = this.kept.get(name);
    if (!this.sending.has(name)) {
      if (!entry || entry.conflict || entry.refused) return undefined;
      this.sending.set(name, this.carry(name, entry));
    }
    return this.sending.get(name);
  }

  async carry(name, entry) {
    this.waiting.delete(name);
    this.line.sending();
    let answer;
    try {
      answer = await this.post(name, entry);
    } catch {
      answer = { status: 0 };
    }
    this.sending.delete(name);
    if (answer.status === 0 || answer.status >= 500 || answer.status === 429) {
      this.kept.change(name, { unanswered: withUnanswered(entry) });
      this.unreachable();
    } else if (answer.status === "signed out") {
      this.signedOut();
    } else {
      const wasAway = this.reached();
      this.answered(name, entry, answer);
      if (wasAway) this.flush();
    }
  }

  body(name, entry) {
    const body = new URLSearchParams(entry.pairs);
    body.set(`${name}-version`, entry.version);
    body.set("person", this.form.dataset.person);
    for (const pairs of entry.unanswered) body.append("unanswered", new URLSearchParams(pairs).toString());
    return body;
  }

  async post(name, entry, again = true) {
    const response = await fetch(entry.url, {
      method: "POST",
      body: this.body(name, entry),
      headers: { "X-CSRFToken": this.token(), Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.type === "opaqueredirect") return { status: "signed out" };
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (isJson) return { ...(await response.json()), status: response.status };
    if (response.status === 403 && again) {
      const token = await this.freshToken();
      if (token === "signed out") return { status: token };
      if (token === "fresh") return this.post(name, entry, false);
    }
    return { status: response.status, sentence: SENTENCES[response.status] ?? SENTENCES.other };
  }

  token() {
    return this.form.querySelector("input[name=csrfmiddlewaretoken]").value;
  }

  // Signing in again makes the page's token worthless; the pulse brings a new one.
  async freshToken() {
    const pulse = document.querySelector("[data-pulse]").dataset.pulse;
    const response = await fetch(pulse, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    if (response.type === "opaqueredirect") return "signed out";
    if (!response.ok) return "none";
    const { token, person } = await response.json();
    if (String(person) !== this.form.dataset.person) return "none";
    this.form.querySelector("input[name=csrfmiddlewaretoken]").value = token;
    return "fresh";
  }

  answered(name, entry, answer) {
    const field = this.field(name);
    if (answer.status === 200) {
      const now = this.kept.get(name);
      if (!now || JSON.stringify(now.pairs) === JSON.stringify(entry.pairs)) this.kept.remove(name);
      else this.kept.put(name, { ...now, version: answer.version, unanswered: [] });
      if (field) {
        this.stored.set(name, JSON.stringify(entry.pairs));
        showFeedback(field, answer);
      }
      document.dispatchEvent(new CustomEvent("portal:steps", { detail: answer.steps }));
      this.line.saved(answer.saved, this.pending().length);
      if (this.kept.get(name)) this.timers.set(name, window.setTimeout(() => this.send(name), PAUSE));
    } else if (answer.status === 409) {
      this.kept.change(name, { conflict: true });
      if (field) showConflict(field, answer.sentence);
      this.line.conflict(this.elsewhere());
    } else {
      this.kept.change(name, { refused: true });
      if (field && answer.status === 422) showProblems(field, [answer.sentence]);
      else this.line.refused(answer.sentence);
    }
  }

  // Kept answers of other pages that somebody has to decide on there.
  elsewhere() {
    return this.kept
      .fields()
      .map((name) => [name, this.kept.get(name)])
      .filter(([name, entry]) => entry?.conflict && !this.field(name))
      .map(([name, entry]) => ({ url: `${entry.page}#${name}`, words: `${entry.label} (${entry.place})` }));
  }

  async flush() {
    await Promise.all(this.pending().map((name) => this.send(name)));
  }

  // Sends until nothing waits: also what was typed while an answer was on its way.
  async settle() {
    const waits = () => this.pending().some((name) => this.kept.get(name)?.conflict === false);
    do await this.flush();
    while (waits() && !this.line.away && !this.line.out);
  }

  again() {
    this.retry = FIRST_RETRY;
    this.flush();
    document.dispatchEvent(new CustomEvent("portal:ask"));
  }

  // The page is left: what waits is sent without waiting for an answer. It stays kept until a page hears one.
  lastWords() {
    for (const name of this.pending()) {
      const entry = this.kept.get(name);
      if (entry.conflict || this.sending.has(name)) continue;
      const body = this.body(name, entry);
      body.set("csrfmiddlewaretoken", this.token());
      if (navigator.sendBeacon(entry.url, body)) this.kept.change(name, { unanswered: withUnanswered(entry) });
    }
  }

  // --- The connection ---

  unreachable() {
    this.line.unreachable(this.pending().length);
    window.clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => this.tryAgain(), this.retry * (0.8 + Math.random() * 0.4));
    this.retry = Math.min(this.retry * 2, LAST_RETRY);
  }

  tryAgain() {
    const [first] = this.pending().filter((name) => !this.kept.get(name)?.conflict);
    if (first) this.send(first);
    else document.dispatchEvent(new CustomEvent("portal:ask"));
  }

  // Whether the server could not be reached, or not as this person, until now.
  reached() {
    const wasAway = this.line.away || this.line.out;
    this.retry = FIRST_RETRY;
    window.clearTimeout(this.retryTimer);
    this.line.reached();
    return wasAway;
  }

  signedOut() {
    this.line.signedOut(this.pending().length);
    window.clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => document.dispatchEvent(new CustomEvent("portal:ask")), 15000);
  }

  // --- What others did meanwhile ---

  heard(pulse) {
    if (String(pulse.person) !== this.form.dataset.person) {
      this.line.refused("Somebody else has signed in on this computer. Sign in as yourself to go on.");
      return;
    }
    if (this.reached()) this.flush();
    if (pulse.closed) this.line.refused(pulse.closed);
    for (const change of pulse.changes) this.take(change);
  }

  // A field that nobody touches here takes over what somebody else stored.
  take(change) {
    const field = this.field(change.field);
    if (!field || this.kept.get(change.field) || this.sending.has(change.field)) return;
    if (field.querySelector("[data-base]").value === change.base) {
      field.querySelector("[data-version]").value = change.version;
      return;
    }
    if (field.contains(document.activeElement)) return;
    field.querySelector("[data-control]").innerHTML = change.control;
    this.stored.set(change.field, JSON.stringify(pairsOf(field)));
    showFeedback(field, change);
    updateConditions();
    offerToClear();
    announce(`${change.note}: ${field.querySelector("label, legend").firstChild.textContent.trim()}`);
  }

  // --- Going on ---

  async submitted(event) {
    if (event.submitter?.value === "compare") return; // the server's page shows both texts
    event.preventDefault();
    delete this.form.dataset.sent;
    await this.settle();
    const conflict = this.form.querySelector("[data-conflict]:not(:empty)");
    if (conflict) conflict.scrollIntoView({ block: "center" });
    else if (this.line.away) announce("No connection. Everything is kept here; go on when the connection is back.");
    else if (event.submitter?.value === "next") window.location.assign(this.form.dataset.next);
    else if (event.submitter?.hasAttribute("data-sends")) this.sendOn(event.submitter);
  }

  // What is stored goes on to the server's own page, as if this script were not here.
  sendOn(button) {
    const said = document.createElement("input");
    said.type = "hidden";
    said.name = button.name;
    said.value = button.value;
    this.form.append(said);
    this.form.submit();
  }
}

const SENTENCES = {
  400: "The server could not read this.",
  403: "You may read this, but not change it.",
  404: "This question is no longer here.",
  413: "This is too large to be stored.",
  other: "The server did not take this.",
};

// The first text and the newest ones: one of them is what the server stored, if it stored any.
function withUnanswered({ unanswered, pairs }) {
  return [...unanswered.slice(0, 1), ...unanswered.slice(1).slice(2 - UNANSWERED), pairs];
}

function pairsOf(field) {
  return [...field.querySelectorAll("[data-control] [name]")]
    .filter((input) => !["BUTTON", "TEMPLATE"].includes(input.tagName) && input.type !== "file")
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .map((input) => [input.name, input.value]);
}

function fill(field, pairs) {
  fitRows(field, pairs);
  for (const input of field.querySelectorAll("[data-control] [name]")) {
    const values = pairs.filter(([name]) => name === input.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
    else if (input.tagName !== "BUTTON" && values.length) [input.value] = values;
    if (input.dataset.wordLimit) input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function showProblems(field, problems) {
  const place = field.querySelector("[data-problems]");
  if ([...place.children].map((line) => line.textContent).join("\n") === problems.join("\n")) return;
  // Who is still typing is not told off; the problem is shown when they leave the field.
  const typing = field.contains(document.activeElement) && document.activeElement.matches("input, textarea");
  if (typing && problems.length && !place.children.length) {
    field.addEventListener("focusout", () => showProblems(field, problems), { once: true });
    return;
  }
  place.replaceChildren(
    ...problems.map((problem) => {
      const line = document.createElement("span");
      line.className = "usa-error-message";
      line.textContent = problem;
      return line;
    }),
  );
  for (const input of field.querySelectorAll("[data-control] input, [data-control] textarea")) {
    if (!field.querySelector("table")) input.toggleAttribute("aria-invalid", problems.length > 0);
  }
  if (problems.length) announce(problems.join(" "));
}

function showFeedback(field, answer) {
  field.querySelector("[data-version]").value = answer.version;
  field.querySelector("[data-base]").value = answer.base;
  field.querySelector("[data-note]").textContent = answer.note;
  field.querySelector("[data-conflict]").replaceChildren();
  for (const [key, sum] of Object.entries(answer.sums)) {
    const cell = field.querySelector(`[data-sum="${CSS.escape(key)}"]`);
    if (cell) cell.textContent = sum;
  }
  const words = field.querySelector("[data-sum-words]");
  if (words) words.textContent = answer.sum_words;
  showProblems(field, answer.problems);
}

function showConflict(field, sentence) {
  const notice = document.querySelector("template[data-conflict-notice]").content.cloneNode(true);
  notice.querySelector("[data-conflict-words]").textContent = sentence;
  field.querySelector("[data-conflict]").replaceChildren(notice);
  announce(`${sentence} Choose which one stands.`);
}

const form = document.querySelector("form[data-autosave]");
if (form) new TeamForm(form);
