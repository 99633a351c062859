// The line that says where what was typed is, and the notices about it. It never says more than it knows.

const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

export function announce(words) {
  document.dispatchEvent(new CustomEvent("announce", { detail: words }));
}

export function counted(number) {
  return `${NUMBERS[number] ?? number} ${number === 1 ? "answer is" : "answers are"}`;
}

export function clock(zone, date = new Date()) {
  try {
    return new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone: zone })
      .format(date)
      .replace("\u202f", " ");
  } catch {
    return date.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
  }
}

export class SavedLine {
  constructor(form) {
    this.form = form;
    this.zone = form.dataset.zone;
    this.line = document.querySelector("[data-saved]");
    this.lastSaved = /^Saved \d|^Saved \w+,/.test(this.line.textContent.trim()) ? this.line.textContent.trim() : "";
    this.away = false;
    this.out = false;
  }

  show(state, words) {
    if (this.line.textContent.trim() === words) return; // the same words are not read out again
    const icon = document.querySelector(`template[data-icon="${state}"]`)?.content.cloneNode(true);
    this.line.className = state === "saved" ? "saved" : `saved saved--${state}`;
    this.line.replaceChildren(...(icon ? [icon] : []), words);
  }

  notice(name) {
    return document.querySelector(`[data-${name}]`);
  }

  sending() {
    window.clearTimeout(this.slow);
    if (!this.away && !this.out) this.slow = window.setTimeout(() => this.show("working", "Saving…"), 700);
  }

  saved(words, left) {
    window.clearTimeout(this.slow);
    if (words) this.lastSaved = words;
    if (!left && this.lastSaved) {
      this.show("saved", this.lastSaved);
      this.notice("no-store").hidden = true;
    }
  }

  keeps(works, count) {
    if (!works) this.notice("no-store").hidden = false;
    if (this.away) this.unreachable(count);
    if (this.out) this.signedOut(count);
  }

  kept(count) {
    const works = this.notice("no-store").hidden;
    if (count) this.show("kept", works ? `Kept on this computer ${clock(this.zone)}` : "Not saved yet");
  }

  unreachable(count) {
    window.clearTimeout(this.slow);
    if (!this.away) {
      this.since = clock(this.zone);
      document.dispatchEvent(new CustomEvent("portal:connection", { detail: false }));
    }
    this.away = true;
    const notice = this.notice("kept");
    notice.querySelector("[data-kept-since]").textContent = ` since ${this.since}`;
    notice.querySelector("[data-kept-count]").textContent = count ? counted(count) : "What you type is";
    notice.hidden = this.out;
    this.kept(count);
    const last = this.notice("last-sent");
    last.textContent = this.lastSaved.replace(/^Saved/, "Last sent");
    last.hidden = !this.lastSaved;
    this.notice("presence").hidden = true;
  }

  reached() {
    if (this.away) document.dispatchEvent(new CustomEvent("portal:connection", { detail: true }));
    if (this.away || this.out) announce("The connection is back.");
    this.away = false;
    this.out = false;
    this.notice("kept").hidden = true;
    this.notice("signed-out").hidden = true;
    this.notice("last-sent").hidden = true;
    this.notice("presence").hidden = false;
  }

  signedOut(count) {
    window.clearTimeout(this.slow);
    this.out = true;
    const notice = this.notice("signed-out");
    notice.querySelector("[data-signed-out-count]").textContent = count ? counted(count) : "What you type is";
    notice.querySelector("[data-signed-out-link]").href = this.form.dataset.signIn;
    notice.hidden = false;
    this.notice("kept").hidden = true;
    this.kept(count);
  }

  refused(sentence) {
    window.clearTimeout(this.slow);
    const notice = this.notice("refused");
    notice.querySelector("[data-refused-words]").textContent = sentence;
    notice.hidden = false;
    this.show("kept", "Not saved");
  }

  conflict(elsewhere) {
    window.clearTimeout(this.slow);
    this.show("kept", "Waiting for your choice");
    const notice = this.notice("elsewhere");
    notice.hidden = !elsewhere.length;
    notice.querySelector("[data-elsewhere-links]").replaceChildren(
      ...elsewhere.flatMap(({ url, words }, index) => {
        const link = document.createElement("a");
        link.href = url;
        link.textContent = words;
        return index ? [", ", link] : [link];
      }),
    );
  }
}
