// The form in which somebody writes a card. It fits itself to the step, and never takes away what was begun: once the
// step is over it says so, and the card can still be sent as of that step.

import { announce, clock } from "./saved-line.js";
import { newKey } from "./board-outbox.js";

const TWICE = 1500; // ms in which a second tap on an emptied form means the same card

export class CardForm {
  constructor(form, { kept, outbox, seat, zone }) {
    this.form = form;
    this.kept = kept;
    this.outbox = outbox;
    this.seat = seat;
    this.zone = zone;
    this.text = form.elements.text;
    this.sentAt = 0;
    form.noValidate = true; // what is missing is said by us, and a second tap says nothing
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    this.count();
  }

  part(name) {
    return this.form.querySelector(`[data-${name}]`);
  }

  // `place`: { step, name, ask, kinds } of the step that runs.
  fit(place) {
    const begun = this.text.value.trim() !== "";
    const other = this.place && this.place.step !== place.step;
    if (begun && other) {
      this.next = place;
      this.part("late-step").textContent = this.place.name;
      if (this.part("late").hidden) announce(`“${this.place.name}” is over. You can still send what you began.`);
      this.part("late").hidden = false;
      return;
    }
    this.take(place);
  }

  take(place) {
    const changed = JSON.stringify(this.place?.kinds) !== JSON.stringify(place.kinds);
    this.place = place;
    this.next = null;
    this.part("late").hidden = true;
    this.form.hidden = place.kinds.length === 0;
    this.form.elements.step.value = place.step;
    this.part("ask-label").textContent = place.ask;
    if (!changed) return;
    this.part("kinds").hidden = place.kinds.length < 2;
    for (const choice of this.form.querySelectorAll("[data-kind]")) {
      const input = choice.querySelector("input");
      const open = place.kinds.includes(input.value);
      choice.hidden = !open;
      input.disabled = !open;
      if (!open) input.checked = false;
    }
    if (!this.chosen()) {
      const first = this.form.querySelector("[data-kind]:not([hidden]) input");
      if (first) first.checked = true;
    }
    this.part("theme-field").hidden = !this.themed();
  }

  chosen() {
    return this.form.querySelector("[data-kind] input:checked:not(:disabled)");
  }

  themed() {
    return "withTheme" in (this.chosen()?.closest("[data-kind]").dataset ?? {});
  }

  // --- The draft ---

  restore() {
    const draft = this.kept.get("draft");
    if (!draft?.text || this.text.value) return;
    if (draft.place) this.take(draft.place);
    this.text.value = draft.text;
    this.form.elements.theme.value = draft.theme;
    const kind = [...this.form.querySelectorAll("[data-kind] input:not(:disabled)")].find(
      (input) => input.value === draft.kind,
    );
    if (kind) kind.checked = true;
    this.count();
    this.says(draft.at);
  }

  typed() {
    this.count();
    if (this.text.value.trim()) {
      const at = Date.now();
      const { text, theme } = this.form.elements;
      const draft = { text: text.value, theme: theme.value, kind: this.chosen()?.value, place: this.place, at };
      this.kept.put("draft", draft);
      window.clearTimeout(this.pause);
      this.pause = window.setTimeout(() => this.says(at), 600);
    } else this.emptied();
  }

  emptied() {
    window.clearTimeout(this.pause);
    this.kept.remove("draft");
    this.says(null);
    if (this.next) this.take(this.next);
  }

  // Where the words are: kept here, or sent. What is only half true is not said.
  says(at, words = "Draft kept") {
    const known = at && this.kept.works;
    this.part("draft").textContent = known ? `${words} ${clock(this.zone, new Date(at))}` : "";
    this.part("draft-icon").hidden = !known;
  }

  sent() {
    if (!this.text.value.trim()) this.says(Date.now(), "With the room since");
  }

  count() {
    const most = Number(this.text.getAttribute("maxlength"));
    const left = most - this.text.value.length;
    const line = this.part("count");
    line.textContent = this.text.value ? `${left} characters left` : `At most ${most} characters`;
    line.classList.toggle("is-over", left <= 0);
  }

  // --- Sending ---

  submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    const kind = this.chosen()?.value;
    if (!text || !kind) {
      if (Date.now() - this.sentAt < TWICE) return;
      announce("Write a few words first.");
      this.text.focus();
      return;
    }
    const key = newKey();
    const theme = this.themed() ? this.form.elements.theme.value : "";
    const pairs = Object.entries({ key, kind, theme, text, step: this.place.step, seat: this.seat });
    this.sentAt = Date.now();
    this.text.value = "";
    this.form.elements.theme.value = "";
    this.count();
    this.outbox.put(`card.${key}`, { url: this.form.action, pairs, words: text });
    this.emptied();
  }
}
