// A person's own dots on the recommendations: set here at once, sent by the outbox, the same for all in the room with
// the next poll. While somebody gives dots the list keeps its order, so that nothing moves away under a finger.

import { announce } from "./saved-line.js";

const DOTS = 5;
const STILL = 8000; // ms after the last touch in which the order stays

export class OwnDots {
  constructor({ room, foot, outbox, seat }) {
    this.room = room;
    this.foot = foot;
    this.outbox = outbox;
    this.seat = seat;
    this.stored = {}; // by card, as the server told
    this.order = [];
    this.mayVote = !foot.hidden;
    room.addEventListener("pointerdown", () => this.touched());
    room.addEventListener("click", (event) => this.tap(event));
    room.addEventListener("submit", (event) => event.target.matches("[data-dots]") && event.preventDefault());
  }

  pending(card) {
    return this.outbox.kept.get(`dots.${card}`)?.count;
  }

  count(card) {
    return this.pending(card) ?? this.stored[card] ?? 0;
  }

  left() {
    const cards = new Set([...Object.keys(this.stored), ...this.outbox.entries("dots.").map((entry) => entry.card)]);
    return DOTS - [...cards].reduce((sum, card) => sum + this.count(card), 0);
  }

  take(mine) {
    this.stored = mine.dots;
    this.mayVote = mine.allowed.vote;
    this.paint();
  }

  allow(vote) {
    this.mayVote = vote;
    this.paint();
  }

  // Dots that are on a card which the page does not show: it was taken off the screen, or joined with another one.
  lost() {
    return Object.keys(this.stored).some((card) => !this.room.querySelector(`[data-dots="${card}"]`));
  }

  paint() {
    const left = this.left();
    this.room.classList.toggle("is-voting", Boolean(this.mayVote));
    for (const form of this.room.querySelectorAll("[data-dots]")) {
      const mine = this.count(form.dataset.dots);
      form.querySelector("[data-mine]").textContent = mine;
      const [less, more] = form.querySelectorAll("button");
      less.setAttribute("aria-disabled", String(mine <= 0));
      more.setAttribute("aria-disabled", String(left <= 0));
    }
    this.foot.hidden = !this.mayVote;
    this.foot.querySelector("[data-left-words]").textContent = `${left} dot${left === 1 ? "" : "s"} left`;
    for (const [number, circle] of this.foot.querySelectorAll("circle").entries()) {
      circle.classList.toggle("is-used", number < DOTS - left);
    }
  }

  tap(event) {
    const button = event.target.closest("[data-dots] button");
    if (!button) return;
    event.preventDefault();
    this.touched();
    const form = button.closest("[data-dots]");
    const card = form.dataset.dots;
    const by = Number(button.dataset.by);
    const count = this.count(card) + by;
    if (count < 0) return;
    if (by > 0 && this.left() <= 0) {
      announce("No dots are left. Take one away elsewhere first.");
      return;
    }
    const last = count > (this.stored[card] ?? 0);
    const pairs = Object.entries({ count, seat: this.seat });
    this.outbox.put(`dots.${card}`, { url: form.action, pairs, last, card, count });
    this.paint();
    const left = this.left();
    announce(`${count} of yours here, ${left} left.`);
  }

  // --- The order of the list ---

  touched() {
    this.touchedAt = Date.now();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.sort(this.wanted), STILL);
  }

  // The poll has brought the list in its new order.
  arranged() {
    const now = this.items().map((item) => item.id);
    const holds = Date.now() - (this.touchedAt ?? 0) < STILL && this.order.length;
    this.wanted = now;
    if (holds) this.sort([...this.order, ...now.filter((id) => !this.order.includes(id))]);
    else this.order = now;
  }

  items() {
    return [...this.room.querySelectorAll("[data-ranks] > li")];
  }

  sort(order) {
    const items = this.items();
    if (!order || !items.length) return;
    const byId = new Map(items.map((item) => [item.id, item]));
    const sorted = order.map((id) => byId.get(id)).filter(Boolean);
    this.order = sorted.map((item) => item.id);
    if (sorted.every((item, number) => item === items[number])) return;
    const focused = document.activeElement;
    items[0].parentElement.append(...sorted);
    if (this.room.contains(focused)) focused.focus({ preventScroll: true });
  }
}
