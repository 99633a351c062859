// What is a person's own on the page of their seat: their cards, and their place among those who want to speak.

export class OwnCards {
  constructor({ template, words, base }) {
    this.template = template.content.firstElementChild;
    this.words = words; // what to say about a card's state
    this.base = base; // /clinics/7/cards/
    this.now = { place: document.querySelector("[data-own-cards]"), list: document.querySelector("[data-own-list]") };
    this.before = {
      place: document.querySelector("[data-own-earlier]"),
      list: document.querySelector("[data-own-earlier-list]"),
    };
  }

  take(mine, live) {
    this.cards = mine.cards.filter((card) => card.state !== "withdrawn").reverse();
    const ofStep = (card) => live && card.step === mine.step;
    this.fill(this.now, this.cards.filter(ofStep));
    this.fill(
      this.before,
      this.cards.filter((card) => !ofStep(card)),
    );
  }

  fill({ place, list }, cards) {
    const known = new Map([...list.children].map((item) => [item.dataset.own, item]));
    const items = cards.map((card) => this.shown(known.get(String(card.id)) ?? this.made(card), card));
    for (const item of list.children) if (!items.includes(item)) item.remove();
    items.forEach((item, number) => list.children[number] !== item && list.insertBefore(item, list.children[number]));
    place.hidden = items.length === 0;
  }

  made(card) {
    const item = this.template.cloneNode(true);
    item.dataset.own = card.id;
    for (const form of item.querySelectorAll("form")) form.action = `${this.base}${card.id}/${form.dataset.path}/`;
    const field = item.querySelector("textarea");
    field.id = `own-${card.id}`;
    item.querySelector("label").htmlFor = field.id;
    return item;
  }

  shown(item, card) {
    const say = (place, words) => place.textContent !== words && (place.textContent = words);
    say(item.querySelector("[data-own-text]"), card.text);
    const about = [card.kind_label, card.theme_label].filter(Boolean).join(", ");
    say(item.querySelector("[data-own-state]"), `${about}. ${this.words[card.joined_to ? "joined" : card.state]}`);
    for (const name of item.querySelectorAll("[data-own-name]")) say(name, card.text.slice(0, 60));
    const change = item.querySelector("[data-own-change]");
    const begun = change.open && item.querySelector("textarea").value !== item.dataset.text;
    if (!card.may_edit && begun) {
      say(item.querySelector("[data-own-state]"), "Its step is over: it stays as it is. Copy your new words if you need them.");
      change.querySelector("button").hidden = true;
    } else change.hidden = !card.may_edit;
    if (!begun) {
      item.querySelector("textarea").value = card.text;
      item.querySelector("[name=version]").value = card.version;
    }
    item.dataset.text = card.text;
    item.querySelector("[data-own-withdraw]").hidden = !card.may_withdraw;
    return item;
  }

  // Whether a card of theirs waits for the facilitator, so that what is known of it may be old.
  waits() {
    return (this.cards ?? []).some((card) => card.state === "waiting");
  }
}

export class Speaking {
  constructor(place, seat) {
    this.place = place;
    this.seat = seat;
  }

  // `live`: whether the clinic runs; `may`: whether one may ask in this step.
  show(live, may) {
    const turns = [...this.place.querySelectorAll("[data-part=speakers] [data-seat]")];
    const own = turns.find((turn) => turn.dataset.seat === this.seat);
    const called = own && "called" in own.dataset;
    const before = own ? turns.indexOf(own) - turns.filter((turn) => "called" in turn.dataset).length : 0;
    const words = called ? "You have the word." : own ? `You are number ${before + 1} in the queue.` : "";
    const line = this.place.querySelector("[data-speak-words]");
    if (line.textContent !== words) line.textContent = words;
    const ask = this.place.querySelector("[data-speak-ask]");
    const leave = this.place.querySelector("[data-speak-leave]");
    const held = this.place.contains(document.activeElement) && document.activeElement.matches("button");
    ask.hidden = Boolean(own) || !may;
    leave.hidden = !own;
    leave.querySelector("[data-speak-leave-words]").textContent = called ? "I am done" : "Leave the queue";
    this.place.hidden = !live || (!may && !own && !turns.length);
    if (held) this.place.querySelector("form:not([hidden]) button")?.focus();
  }
}
