// The server's clock as this browser knows it, and the countdowns that are drawn from it.
//   <span data-clock data-ends="ms since 1970" data-paused="ms, or empty">5:42</span>
// Beside it, what to say about it: [data-clock-says="left|over|paused"] inside the same [data-clock-of].

const FORGET = 5 * 60_000; // ms after which a slower answer is worth more than an old quick one

export class ServerClock {
  offset = 0; // what has to be added to this machine's clock, ms
  trip = Infinity; // how long the answer took that this was learned from, ms
  learnedAt = 0;

  // `sent` and `received` by this machine's clock, `server` by the server's, somewhere between the two.
  learn(server, sent, received) {
    const trip = received - sent;
    if (!Number.isFinite(server) || trip < 0) return; // somebody set this machine's clock meanwhile
    const offset = server - (sent + received) / 2;
    const apart = Math.abs(offset - this.offset);
    // Set, or asleep: no answer's way explains such a difference.
    const jumped = apart > (trip + this.trip) / 2 + 200;
    if (trip <= this.trip || jumped || received - this.learnedAt > FORGET) {
      this.offset = offset;
      this.trip = trip;
      this.learnedAt = received;
    }
  }

  now() {
    return Date.now() + this.offset;
  }
}

// 342 -> "5:42", 4000 -> "1:06:40"
export function minutesAndSeconds(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const short = `${minutes % 60}:${two(seconds % 60)}`;
  return minutes < 60 ? short : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

// What a countdown shows: a second counts as left until it is over, and as over once it is.
export function countdown(ends, now) {
  const left = ends - now;
  return left > 0
    ? { over: false, seconds: Math.ceil(left / 1000) }
    : { over: true, seconds: Math.floor(-left / 1000) };
}

export class Countdowns {
  // `now` is a function that tells the server's time in ms.
  constructor(now) {
    this.now = now;
    this.warned = new Map();
    document.addEventListener("visibilitychange", () => this.show());
  }

  // Draws all of them, and comes back when the next second begins.
  show() {
    window.clearTimeout(this.timer);
    const now = this.now();
    let next = 1000;
    for (const face of document.querySelectorAll("[data-clock]")) {
      const ends = Number(face.dataset.ends);
      if (!ends) continue;
      const paused = Number(face.dataset.paused) || 0;
      const { over, seconds } = countdown(ends, paused || now);
      const words = (over && seconds ? face.dataset.overSign || "" : "") + minutesAndSeconds(seconds);
      if (face.textContent !== words) face.textContent = words;
      this.say(face, paused ? "paused" : over && seconds ? "over" : "left");
      if (paused) continue;
      next = Math.min(next, over ? 1000 - ((now - ends) % 1000) : (ends - now) % 1000 || 1000);
      if ("aloud" in face.dataset) this.warn(ends, over, seconds);
    }
    this.timer = window.setTimeout(() => this.show(), next + 10);
  }

  say(face, state) {
    const place = face.closest("[data-clock-of]");
    if (!place || place.dataset.clockOf === state) return;
    place.dataset.clockOf = state;
    for (const words of place.querySelectorAll("[data-clock-says]")) words.hidden = words.dataset.clockSays !== state;
  }

  // Two sentences a step are read out; a number every second would drown everything else.
  warn(ends, over, seconds) {
    const words = over ? "The time of this step is over." : seconds <= 60 ? "One minute is left." : "";
    const known = this.warned.get(ends);
    this.warned.set(ends, words);
    if (words && known !== undefined && known !== words) {
      document.dispatchEvent(new CustomEvent("announce", { detail: words }));
    }
  }
}
