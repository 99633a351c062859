"""Answering and closing in a real browser: what is typed is stored by itself, a conflict shows both texts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from casestudies.outcomes import answering, closing
from tests.web import web  # noqa: F401

from .after import FAR

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SAVED = re.compile(r"Saved \d{1,2}:\d\d [AP]M")


@pytest.fixture
def opened(web, cast, sign_in, browser):  # noqa: F811
    """A function that opens a page in a browser of its own, signed in as one of the cast."""
    contexts = []

    def open_page(persona: str, address: str, width: int = 1280) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}))
        session = sign_in(persona).cookies["sessionid"].value
        contexts[-1].add_cookies([{"name": "sessionid", "value": session, "url": web.url}])
        page = contexts[-1].new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(web.url + address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def fine(page: Page) -> None:
    """No error of a script, nothing that axe finds, nothing that stands out at the side."""
    assert page.errors == []
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_mayor_answers_on_a_phone_and_nothing_typed_is_lost(opened, closed, cast):
    page = opened("mayor", reverse("casestudies:answers", kwargs=cast.own.url_kwargs), width=375)
    page.get_by_text("With changes").click()
    page.get_by_label("Your reason").fill("We keep the scanners.")
    page.get_by_label("Owner").select_option(label="Marcus Bell")
    page.get_by_label("By", exact=True).fill(f"{FAR:%m/%d/%Y}")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    fine(page)
    page.get_by_label("Your reason").fill("We keep the scanners for the records before 1998.")
    page.get_by_role("button", name="Send this answer").click()  # at once: what was just typed is sent with it
    expect(page.get_by_text("1 of 3 answered")).to_be_visible()
    expect(page.get_by_text("We keep the scanners for the records before 1998.")).to_be_visible()
    assert closed.response("counter").times_sent == 1
    fine(page)


def test_two_people_in_one_answer_choose_between_two_texts(opened, closed, cast):
    page = opened("mayor", reverse("casestudies:answers", kwargs=cast.own.url_kwargs))
    response = closed.response("counter")
    answering.save_response(
        response=response, by=cast.editor, version=response.version, answer="defer", reason="Ana waits for May."
    )
    page.get_by_label("Your reason").fill("Lorraine goes ahead.")
    page.get_by_role("button", name="Choose between the two texts").click()
    expect(page.get_by_role("heading", name="You and Ana wrote the same answer")).to_be_visible()
    fine(page)
    page.get_by_role("button", name="Use my answer").click()
    expect(page.get_by_label("Your reason")).to_have_value("Lorraine goes ahead.")
    assert closed.response("counter").reason == "Lorraine goes ahead."
    page.reload()
    expect(page.locator("[data-conflict]")).to_be_empty()


@pytest.mark.parametrize("width", [1280, 375])
def test_the_facilitator_closes_a_clinic(opened, after, width):
    page = opened("facilitator", reverse("casestudies:clinic_close", args=[after.clinic.pk]), width=width)
    page.get_by_text("Joseph Adeyemi").click()
    page.get_by_label("What did the room see?").fill("A queueing problem.")
    page.get_by_label("Who, row 1", exact=True).fill("Denise Fuller")
    page.get_by_label("What, row 1", exact=True).fill("Sends the study")
    page.keyboard.press("Tab")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    fine(page)
    page.get_by_role("button", name="Read once more and close").click()
    expect(page.get_by_role("heading", name="3 recommendations for Dayton to answer")).to_be_visible()
    stands = closing.protocol_of(after.fresh)
    assert stands.notes == "A queueing problem." and stands.commitments[0].what == "Sends the study"
    assert after.seats["Joseph Adeyemi"].pk not in stands.attended
    fine(page)
    page.get_by_role("button", name="Close the clinic").click()
    expect(page.get_by_text("The clinic is closed.")).to_be_visible()
    fine(page)


def test_the_authors_page_and_the_way_of_one_recommendation_pass_axe(opened, closed, cast):
    closed.answer("export")
    fine(opened("expert", reverse("casestudies:advice"), width=375))
    one = reverse("casestudies:answer", kwargs={**cast.own.url_kwargs, "pk": closed.response("export").pk})
    fine(opened("viewer", one, width=375))
