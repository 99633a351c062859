"""A live clinic as its people see it: a page object for each of its three pages, and the room they make together."""

import re
import statistics
import time
from collections.abc import Iterable

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from .people import Person

# How long a page may take before the test gives up. Within which time things are seen is measured, see Room.typical.
PATIENCE = 20_000
NO_CONNECTION = re.compile(r"^No connection since \d{1,2}:\d\d [AP]M, trying again$")


class View:
    """One page of the clinic in the browser of one person."""

    name = ""
    cards_at = ""  # the words of each card on it
    step_at = ""  # where it names the step that runs

    def __init__(self, person: Person, clinic) -> None:
        self.person, self.page, self.clinic = person, person.page, clinic

    def open(self) -> "View":
        self.person.open(reverse(f"casestudies:{self.name}", args=[self.clinic.pk]))
        return self

    @property
    def cards(self) -> Locator:
        return self.page.locator(self.cards_at)

    @property
    def texts(self) -> list[str]:
        return sorted(self.cards.all_text_contents())

    def shows_once(self, text: str) -> None:
        expect(self.cards.filter(has_text=re.compile(f"^{re.escape(text)}$"))).to_have_count(1, timeout=PATIENCE)

    def is_in(self, step: str) -> None:
        expect(self.page.locator(self.step_at)).to_contain_text(step, timeout=PATIENCE)

    def says_that_the_connection_is_lost(self) -> None:
        expect(self.page.locator("[data-connection]")).to_have_text(NO_CONNECTION, timeout=PATIENCE)

    def is_connected(self) -> None:
        expect(self.page.locator("[data-connection]")).not_to_have_attribute(
            "data-connection", "lost", timeout=PATIENCE
        )

    def end_of_step(self) -> float:
        """When the step ends by the countdown on this page, in seconds since 1970.

        A number on the page stands for a second: of pages that are one second apart or less, these differ by less
        than two.
        """
        shown, now = self.page.evaluate("[document.querySelector('[data-clock]').textContent, Date.now() / 1000]")
        minutes, seconds = shown.split(":")
        return now + int(minutes) * 60 + int(seconds)


class Console(View):
    """The page of a facilitator, whether they conduct or read along."""

    name = "console"
    cards_at = "li[id^=on-] > div > b"
    step_at = ".clinic-head h1"

    def start(self) -> None:
        self.page.get_by_text("Start the clinic", exact=True).click()
        self.page.get_by_role("button", name="Start now").click()

    def go_on(self) -> None:
        """To the next step: asked once more, since there is time left."""
        self.page.locator("summary", has_text="Go on to").click()
        self.page.get_by_role("button", name="Go on now").click()

    def end(self) -> None:
        self.page.locator(".clinic-head summary", has_text="End the clinic").click()
        self.page.locator(".clinic-head").get_by_role("button", name="End it now").click()

    def restate(self, question: str) -> None:
        self.page.get_by_label("The question on every screen").fill(question)
        self.page.get_by_role("button", name="Show this question").click()

    def offer_to(self, name: str) -> None:
        self.page.get_by_text("Hand over", exact=True).click()
        self.page.get_by_label("Who conducts from then on").select_option(label=name)
        self.page.get_by_role("button", name="Offer", exact=True).click()

    def conducts(self) -> None:
        expect(self.page.get_by_role("button", name="Pause")).to_be_visible(timeout=PATIENCE)

    def only_reads(self, leader: str) -> None:
        expect(self.page.locator(".clinic-head__do")).to_have_text(f"{leader} conducts this clinic.", timeout=PATIENCE)
        for act in ("Pause", "Add 2 minutes", "Go on now", "Go back", "Hold back"):
            expect(self.page.get_by_role("button", name=act)).to_have_count(0)


class Projector(View):
    """What hangs on the wall."""

    name = "screen"
    cards_at = ".screen__list li b"
    step_at = ".screen__next"

    @property
    def code(self) -> str:
        return self.page.locator(".screen__foot b").last.inner_text()

    def tells(self, text: str) -> Locator:
        """All that stands with a card: who wrote it, their ties, its dots."""
        return self.page.locator(".screen__list li").filter(has_text=text)


class Seat(View):
    """The page of one person in the room, on their phone."""

    name = "seat"
    cards_at = "[data-part=cards] li > b, [data-part=recommendations] li > b"
    step_at = ".seat__step b"

    @property
    def form(self) -> Locator:
        return self.page.locator("[data-card-form]")

    @property
    def own(self) -> Locator:
        return self.page.locator("[data-own-text]")

    @property
    def waiting(self) -> Locator:
        return self.page.locator("[data-waiting]")

    def join(self, code: str) -> "Seat":
        """Come in by the code on the projector."""
        page = self.person.open(reverse("casestudies:join"))
        page.get_by_role("textbox").fill(code)
        page.get_by_role("button", name="Go to my seat").click()
        return self

    def has_no_ties(self) -> "Seat":
        self.page.get_by_role("button", name="I have none").click()
        self.is_connected()
        return self

    def can_write(self, *kinds: str) -> None:
        """Exactly these kinds of cards, in this order."""
        expect(self.form).to_be_visible(timeout=PATIENCE)
        offered = self.form.locator("[data-kind]:not([hidden])")
        expect(offered).to_have_text([re.compile(rf"^\s*{kind}\s*$") for kind in kinds], timeout=PATIENCE)

    def cannot_write(self) -> None:
        expect(self.form).to_be_hidden(timeout=PATIENCE)

    def write(self, text: str, *, kind: str = "", theme: str = "", twice: bool = False) -> None:
        """Write a card and tap on Send, or tap twice as people do."""
        if kind:
            self.form.get_by_text(kind, exact=True).click()
        self.form.get_by_role("textbox").fill(text)
        if theme:
            self.form.get_by_label("Theme").select_option(label=theme)
        send = self.form.get_by_role("button", name="Send to the room")
        send.dblclick() if twice else send.click()

    def tells(self, text: str) -> Locator:
        """All that stands with a card of the room."""
        return self.page.locator("[data-room] li").filter(has_text=text)

    def give(self, dots: int, text: str) -> None:
        more = self.tells(text).get_by_role("button", name="Add one dot")
        for _ in range(dots):
            more.click()

    def has_dots_left(self, left: int) -> None:
        words = f"{left} dot{'' if left == 1 else 's'} left"
        expect(self.page.locator("[data-left-words]")).to_have_text(words)


class Room:
    """All pages of one clinic, and what was written in it."""

    def __init__(self, consoles: Iterable[Console], projector: Projector, seats: Iterable[Seat]) -> None:
        self.consoles, self.projector, self.seats = list(consoles), projector, list(seats)
        self.written: list[str] = []
        self.in_step: list[str] = []
        self.waits: list[float] = []  # seconds from a tap on Send until all had seen the card

    @property
    def views(self) -> list[View]:
        return [*self.consoles, self.projector, *self.seats]

    def say(self, seat: Seat, text: str, **how) -> None:
        """Somebody writes a card, and everybody sees it."""
        seat.write(text, **how)
        sent = time.monotonic()
        self.everybody_sees(text)
        self.waits.append(time.monotonic() - sent)

    def everybody_sees(self, text: str) -> None:
        """The card stands once on every page, and nothing else that was not written in this step."""
        self.written.append(text)
        self.in_step.append(text)
        for view in self.views:
            view.shows_once(text)
        self.shows_what_was_written()

    def shows_what_was_written(self) -> None:
        """Each card once: those of this step on the projector and in the seats, all on the consoles."""
        for view in (self.projector, *self.seats):
            assert view.texts == sorted(self.in_step), view
        for console in self.consoles:
            assert console.texts == sorted(self.written)

    def is_in(self, step: str, *, but: Iterable[View] = ()) -> None:
        for view in self.views:
            if view not in but:
                view.is_in(step)

    def go_on(self, console: Console, to: str, *, but: Iterable[View] = (), asks_anew: bool = True) -> None:
        """Whoever conducts goes on, and everybody but those without a connection sees it."""
        console.go_on()
        self.is_in(to, but=but)
        if asks_anew:
            self.in_step = []

    def is_connected(self) -> None:
        for view in self.views:
            view.is_connected()

    def says_that_the_connection_is_lost(self) -> None:
        for view in self.views:
            view.says_that_the_connection_is_lost()

    def is_within_a_second(self) -> None:
        ends = [view.end_of_step() for view in self.views]
        assert max(ends) - min(ends) < 2, ends

    def reload(self) -> None:
        for view in self.views:
            view.page.reload()

    @property
    def typical(self) -> float:
        """How many seconds the half of all cards needed to be on every page; `make bench` knows the slow ones."""
        return statistics.median(self.waits)


def tap_label(page: Page, text: str) -> None:
    """Tap on a choice by its words; the box itself is drawn by the label."""
    page.locator("label", has_text=text).first.click()
