"""A whole clinic from the start to its report: real server, worker and mail, and a browser for each of its people."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from casestudies.board.models import Card, Dots
from casestudies.clinics.models import Clinic
from casestudies.clinics.services import accept_seat, add_facilitator, invite_expert, plan_clinic
from casestudies.outcomes.models import Response
from isc_portal.documents.models import Document
from tests import factories
from tests.casestudies.clinic_making import make_case
from tests.cleared import clear_cache
from tests.documents.reading import findings, words_of
from tests.signing_in import give_authenticator_app
from tests.sink import wait_until
from tests.web import web  # noqa: F401

from .clinic_rooms import PATIENCE, Console, Projector, Room, Seat, tap_label
from .people import Person, people  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WALL, PHONE = (1920, 1080), (375, 812)
TIE = "Advises Northgate Permit Systems, paid, since 2024"
QUESTION = "Which three changes, done by March, would let four desks read one plan at once?"

# What the room writes; nothing of it stands anywhere else in the report.
PERMITS = "How many permits does each desk see in a year?"
UNION = "Has Local 101 been asked about a shared counter?"
AWAY = "Which desk is waited for longest?"
FEAR = "What would the four directors lose?"
COUNTER = "Our counter halved the waiting within one winter"
LEASE = "A lease for the ground floor ends in spring"
OFFLINE = "A deadline for each desk moved more than software did"
SAME_DAY = "Decide simple permits on the day they come in"
ONE_NAME = "Name one person who answers for each plan"
SHOW = "Show every applicant where their plan lies"
EXPORT = "Ask vendors for a full export before signing"


def prepare() -> SimpleNamespace:
    """A cohort of four cities, two facilitators with their authenticator apps, and Dayton's clinic, about to begin.

    Its expert has said yes, with a tie to a vendor.
    """
    cohort = factories.make_cohort("Fall 2026")
    dayton, stockton, chattanooga, _ = (
        factories.make_participation(cohort, factories.make_city(name, state))
        for name, state in (("Dayton", "OH"), ("Stockton", "CA"), ("Chattanooga", "TN"), ("Tacoma", "WA"))
    )
    helen, nora = (factories.make_facilitator(cohort, name) for name in ("Helen Osei", "Nora Quist"))
    secrets = {user: generate_totp_secret() for user in (helen, nora)}
    for user, secret in secrets.items():
        give_authenticator_app(user, secret)
    starts_at = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=10)
    clinic = plan_clinic(case=make_case(dayton), starts_at=starts_at, room="Room 2", by=helen)
    add_facilitator(clinic=clinic, user=nora)
    denise = factories.make_expert("Denise Fuller")
    accept_seat(seat=invite_expert(clinic=clinic, expert=denise.expert, by=helen), ties=TIE)
    return SimpleNamespace(
        clinic=clinic,
        city=dayton,
        helen=helen,
        nora=nora,
        secrets=secrets,
        denise=denise,
        mayor=factories.make_member(dayton, "mayor", "Lorraine Whitcomb"),
        luis=factories.make_member(stockton, "editor", "Luis Ortega"),
        marta=factories.make_member(chattanooga, "editor", "Marta Lindgren"),
    )


def test_a_clinic_from_the_start_to_its_report(web, workers, smtp_sink, people, tmp_path):  # noqa: F811
    clear_cache()
    workers.start("-B", "-Q", "mail,default,documents,imports", EMAIL_URL=smtp_sink.url, PORTAL_URL=web.url)
    cast = prepare()
    clinic = cast.clinic

    # Both facilitators sign in with both factors; the others have signed in before.
    facilitator, other = (people(user.email, user.name) for user in (cast.helen, cast.nora))
    for one, user in ((facilitator, cast.helen), (other, cast.nora)):
        one.sign_in()
        one.pass_second_step(cast.secrets[user])
    wall = people(cast.helen.email, "The laptop at the projector", WALL)
    wall.share_session_of(facilitator)
    guests = []
    for user in (cast.mayor, cast.denise, cast.luis, cast.marta):
        guests.append(people(user.email, user.name, PHONE))
        guests[-1].be_signed_in_as(user)

    # Everybody comes in: by the code on the wall, or by a link.
    console, projector = Console(facilitator, clinic).open(), Projector(wall, clinic).open()
    mayor, expert, luis, marta = (Seat(guest, clinic) for guest in guests)
    expert.open().is_connected()
    luis.join(projector.code).has_no_ties()
    for seat in (mayor, marta):
        seat.open().has_no_ties()
    second = Console(other, clinic).open()
    room = Room([console, second], projector, [mayor, expert, luis, marta])
    advisers = (expert, luis, marta)

    # The start is asked once more, and begins on every screen.
    console.page.get_by_text("Start the clinic", exact=True).click()
    console.page.get_by_role("button", name="Not yet").click()
    assert Clinic.objects.get().state == "planned"
    console.start()
    room.is_in("Presentation")
    console.conducts()
    second.only_reads("Helen Osei")
    for seat in room.seats:
        seat.cannot_write()

    # Questions only while questions are asked, and not by the city.
    room.go_on(console, "Clarifying questions")
    for seat in advisers:
        seat.can_write("Clarifying question")
    mayor.cannot_write()
    room.say(luis, PERMITS)
    room.say(expert, UNION)
    for view in (projector, mayor, luis, marta):
        expect(view.tells(UNION)).to_contain_text(TIE)
        expect(view.tells(UNION)).to_contain_text("Denise Fuller")
        expect(view.tells(PERMITS)).not_to_contain_text(TIE)

    # The server is killed: every page says so and comes back by itself, and what was written meanwhile comes in.
    web.kill()
    room.says_that_the_connection_is_lost()
    marta.write(AWAY)
    expect(marta.waiting).to_contain_text("1 card waits for the connection", timeout=PATIENCE)
    web.start()
    room.is_connected()
    room.everybody_sees(AWAY)
    expect(marta.waiting).to_be_hidden()

    # Helen hands over by name: until Nora accepts nothing changes, and then Helen only reads.
    room.go_on(console, "Probing questions")
    for seat in advisers:
        seat.can_write("Probing question")
    mayor.cannot_write()
    room.say(marta, FEAR)
    console.offer_to("Nora Quist")
    expect(console.page.get_by_text("Offered to Nora Quist.")).to_be_visible(timeout=PATIENCE)
    console.conducts()
    second.page.get_by_role("button", name="Accept").click(timeout=PATIENCE)
    second.conducts()
    console.only_reads("Nora Quist")
    room.go_on(second, "The question restated", asks_anew=False)
    second.restate(QUESTION)
    expect(projector.page.locator(".screen__question")).to_have_text(QUESTION, timeout=PATIENCE)

    # Helen asks for it back, and is given it.
    console.page.get_by_role("button", name="Ask to take over").click()
    second.page.get_by_role("button", name="Hand over", exact=True).click(timeout=PATIENCE)
    console.conducts()
    second.only_reads("Helen Osei")

    # Advice: the presenters listen. Every page is loaded again and stands where it stood.
    room.go_on(console, "Advice")
    for seat in advisers:
        seat.can_write("Insight", "Peer experience", "Risk", "Resource")
    mayor.cannot_write()
    expect(mayor.page.get_by_role("heading", level=1)).to_have_text("Listen")
    room.say(luis, COUNTER, kind="Peer experience", theme="Operations")
    room.say(marta, LEASE, kind="Resource")
    room.reload()
    room.is_connected()
    room.is_in("Advice")
    room.shows_what_was_written()
    room.is_within_a_second()

    # The expert has no connection for two steps, and writes all the same: the card comes in once, as of its step.
    expert.page.context.set_offline(True)
    expert.says_that_the_connection_is_lost()
    expert.write(OFFLINE, theme="Operations", twice=True)
    expect(expert.waiting).to_contain_text("1 card waits for the connection", timeout=PATIENCE)
    room.go_on(console, "Reflection by the mayor", but=[expert], asks_anew=False)
    assert not Card.objects.filter(text=OFFLINE).exists()
    expert.page.context.set_offline(False)
    room.is_in("Reflection by the mayor")
    room.everybody_sees(OFFLINE)
    expect(expert.waiting).to_be_hidden()
    assert Card.objects.get(text=OFFLINE).step.kind == "advice"

    # Recommendations: a double tap makes one card, each has five dots, equal ones are tied.
    room.go_on(console, "Recommendations")
    mayor.cannot_write()
    expect(mayor.page.locator("[data-left]")).to_be_hidden()
    room.say(expert, SAME_DAY, theme="Operations")
    room.say(luis, ONE_NAME, twice=True)
    room.say(luis, SHOW, theme="Engagement")
    room.say(marta, EXPORT, theme="Vendors and technology")
    expert.give(5, ONE_NAME)
    luis.give(3, SAME_DAY)
    luis.give(2, SHOW)
    marta.give(2, SAME_DAY)
    marta.give(2, EXPORT)
    marta.give(1, SHOW)
    for seat in advisers:
        seat.has_dots_left(0)
        expect(seat.tells(EXPORT).get_by_role("button", name="Add one dot")).to_have_attribute("aria-disabled", "true")
    wait_until(lambda: sum(Dots.objects.values_list("count", flat=True)) == 15, "every dot to be stored")
    for view in (projector, *room.seats):
        for text, dots in ((SAME_DAY, "5 dots"), (ONE_NAME, "5 dots"), (SHOW, "3 dots"), (EXPORT, "2 dots")):
            expect(view.tells(text)).to_contain_text(dots, timeout=PATIENCE)
        for text in (SAME_DAY, ONE_NAME):
            expect(view.tells(text)).to_contain_text("tied")
        expect(view.tells(SHOW)).not_to_contain_text("tied")
        expect(view.tells(SAME_DAY)).to_contain_text(TIE)

    # The end.
    room.go_on(console, "Debrief", asks_anew=False)
    console.end()
    for view in (projector, *room.seats):
        expect(view.page.get_by_role("heading", level=1)).to_have_text("Thank you", timeout=PATIENCE)
    expect(console.page.get_by_role("heading", level=1)).to_have_text("The clinic is over", timeout=PATIENCE)
    assert console.texts == second.texts == sorted(room.written)
    assert sorted(Card.objects.values_list("text", flat=True)) == sorted(room.written)
    assert room.typical < 2, room.waits

    # The record is closed: who was there, what was seen, who promised what.
    page = console.page
    page.get_by_role("link", name="Close the record").click()
    people_there = page.locator("#attended")
    for name in ("Lorraine Whitcomb", "Denise Fuller", "Luis Ortega", "Marta Lindgren"):
        expect(people_there.get_by_label(name)).to_be_checked()
    page.get_by_label("What did the room see?").fill("The delay lies between the readings, not in them.")
    page.get_by_label("Who, row 1").fill("City of Chattanooga")
    page.get_by_label("What, row 1").fill("Sends the floor plan of its counter")
    page.get_by_role("button", name="Read once more and close").click()
    expect(page.get_by_role("heading", name="4 recommendations for Dayton to answer")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Close the clinic").click()
    expect(page.get_by_role("main")).to_contain_text("The clinic is closed.", timeout=PATIENCE)

    # The worker makes its report, in which every card stands once.
    pdf = report_of(facilitator, clinic, tmp_path)
    words = words_of(pdf)
    for text in room.written:
        assert words.count(text) == 1, text
    for text in (QUESTION, TIE, "The delay lies between the readings", "Sends the floor plan of its counter"):
        assert text in words
    assert findings(pdf, tmp_path) == []

    # The mayor answers one recommendation, and whoever made it is told.
    answer_first(guests[0], cast.city, reason="Two clerks begin in January.")
    assert Response.objects.get(sent_at__isnull=False).recommendation.text == SAME_DAY
    mail = guests[1].mail("Dayton answers your recommendation")
    assert SAME_DAY in mail.text and "Two clerks begin in January." in mail.text
    advice = guests[1].open(re.search(r"/advice/", mail.text)[0])
    expect(advice.get_by_text("1 of 1 answered")).to_be_visible()
    expect(advice.get_by_text("Two clerks begin in January.")).to_be_visible()


def report_of(person: Person, clinic: Clinic, folder) -> bytes:
    """The report as somebody downloads it, once the page says that it is ready."""
    page = person.open(reverse("documents:kind", args=["clinic_report", clinic.pk]))
    download = page.get_by_role("link", name=re.compile("Download PDF"))
    expect(download).to_be_visible(timeout=90_000)
    assert Document.objects.get(kind="clinic_report").job_state == "ready"
    with page.expect_download() as got:
        download.click()
    target = folder / "report.pdf"
    got.value.save_as(target)
    return target.read_bytes()


def answer_first(mayor: Person, city, *, reason: str) -> None:
    """Adopt the recommendation that stands open on the mayor's page, and send the answer."""
    page = mayor.open(reverse("casestudies:answers", kwargs=city.url_kwargs))
    tap_label(page, "Adopt")
    page.get_by_label("Your reason").fill(reason)
    page.get_by_label("Owner").select_option(label="Lorraine Whitcomb")
    page.get_by_label("By", exact=True).fill(f"{timezone.localdate() + timedelta(days=90):%m/%d/%Y}")
    page.get_by_role("button", name="Send this answer").click()
    expect(page.get_by_text("1 of 4 answered")).to_be_visible(timeout=PATIENCE)
