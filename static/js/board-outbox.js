// What somebody did in the room and the server does not have yet: cards and dots, kept in this browser until an answer
// to them was heard, and sent one after the other. A card carries its own key and dots are a number, not a step, so
// that sending the same again changes nothing.
//
// An entry: { url, pairs, typed, last, words, refused, … }. Those with `last` wait for all others; `refused` is the
// server's sentence: it is not sent again, and stays until its author drops it. The page hears of changes by the events
//   seat:outbox · seat:answer {name, entry, answer} · seat:refused {name, entry, sentence}

const PATIENCE = 15000; // for the server to answer
const FIRST_RETRY = 1000;
const LAST_RETRY = 15000;
const SIGNED_OUT = "You are signed out. Sign in again, and it is sent.";
const SOMEBODY_ELSE = "Somebody else is signed in here. Sign in as yourself, and it is sent.";
const SENTENCES = {
  404: "This is no longer here.",
  413: "This is too long to be sent.",
  other: "The server did not take this.",
};

export class Outbox {
  // `token` gives the page's token against forged forms, `freshToken` asks for a new one and
  // tells "fresh", "signed out", "somebody else" or "none".
  constructor({ kept, token, freshToken }) {
    this.kept = kept;
    this.token = token;
    this.freshToken = freshToken;
    this.away = false;
    this.out = "";
    this.retry = FIRST_RETRY;
    window.addEventListener("online", () => this.again());
    window.addEventListener("pageshow", () => this.flush());
    window.addEventListener("storage", () => this.tell("outbox")); // another tab sent or wrote something
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.flush());
  }

  tell(name, detail) {
    document.dispatchEvent(new CustomEvent(`seat:${name}`, { detail }));
  }

  put(name, entry) {
    this.kept.put(name, { typed: Date.now(), last: false, refused: "", ...entry });
    this.tell("outbox");
    this.flush();
  }

  drop(name) {
    this.kept.remove(name);
    this.tell("outbox");
  }

  entries(prefix) {
    return this.kept
      .fields()
      .filter((name) => name.startsWith(prefix))
      .map((name) => ({ name, ...this.kept.get(name) }))
      .filter((entry) => entry.url)
      .sort((one, other) => one.last - other.last || one.typed - other.typed);
  }

  // In the order in which they were done: cards before dots, and a dot taken away before one given.
  waiting() {
    return [...this.entries("card."), ...this.entries("dots.")].filter((entry) => !entry.refused);
  }

  refused() {
    return this.entries("card.").filter((entry) => entry.refused);
  }

  async flush() {
    if (this.sending) return;
    this.sending = true;
    window.clearTimeout(this.timer);
    try {
      for (let next = this.waiting()[0]; next; [next] = this.waiting()) {
        if (!(await this.send(next))) break;
      }
    } finally {
      this.sending = false;
    }
  }

  again() {
    this.retry = FIRST_RETRY;
    this.flush();
  }

  // Whether the next one may be tried.
  async send({ name, ...entry }) {
    let answer;
    try {
      answer = await this.post(entry);
    } catch {
      answer = { status: 0 };
    }
    if (answer.status === 401) {
      this.out = answer.message || SIGNED_OUT;
      this.later();
      return false;
    }
    if (answer.status === 0 || answer.status === 429 || answer.status >= 500) {
      this.away = true;
      this.later();
      return false;
    }
    this.away = false;
    this.out = "";
    this.retry = FIRST_RETRY;
    const accepted = answer.status >= 200 && answer.status < 300;
    const now = this.kept.get(name);
    const changed = now && JSON.stringify(now.pairs) !== JSON.stringify(entry.pairs);
    if (accepted && !changed) this.kept.remove(name);
    if (!accepted && now) this.kept.change(name, { refused: answer.message });
    if (accepted) this.tell("answer", { name, entry, answer });
    else this.tell("refused", { name, entry, sentence: answer.message });
    this.tell("outbox");
    return true;
  }

  async post(entry, again = true) {
    const response = await fetch(entry.url, {
      method: "POST",
      body: new URLSearchParams(entry.pairs),
      headers: { "X-CSRFToken": this.token(), Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.type === "opaqueredirect") return { status: 401 };
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (isJson) return { message: SENTENCES.other, ...(await response.json()), status: response.status };
    if (response.status === 403 && again) {
      const token = await this.freshToken();
      if (token === "signed out") return { status: 401 };
      if (token === "somebody else") return { status: 401, message: SOMEBODY_ELSE };
      if (token === "fresh") return this.post(entry, false);
    }
    return { status: response.status, message: SENTENCES[response.status] ?? SENTENCES.other };
  }

  // Again in a while: longer each time, and not all browsers of a room at once.
  later() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), this.retry * (0.8 + Math.random() * 0.4));
    this.retry = Math.min(this.retry * 2, LAST_RETRY);
    this.tell("outbox");
  }
}

// A random UUID also where the page did not come over TLS (a phone that opens the address of a laptop in the room).
export function newKey() {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
