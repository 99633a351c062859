"""A clinic is closed and its recommendations are answered on a phone, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casestudies.clinics.models import Seat
from casestudies.outcomes.models import Commitment
from tests.sink import wait_until

from .after import COUNTER, EXPORT, FAR

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 375, "height": 812}


@pytest.fixture
def on_phone(sign_in, browser, live_server):
    """A function that opens an address on a phone of its own as one of the cast."""
    contexts = []

    def opened(persona: str, path: str) -> Page:
        context = browser.new_context(viewport=PHONE, has_touch=True)
        contexts.append(context)
        session = sign_in(persona).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_facilitator_closes_a_clinic_on_a_phone(after, on_phone):
    page = on_phone("facilitator", reverse("casestudies:clinic_close", args=[after.clinic.pk]))
    assert fits(page)
    page.locator("label", has_text="Luis Ortega").tap()
    page.get_by_label("What did the room see?").fill("The delay is in the handover, not in the review.")
    page.get_by_label("Who, row 1").fill("Denise Fuller")
    page.get_by_label("What, row 1").fill("Sends the checklist")
    page.get_by_label("By, row 1").fill(f"{FAR:%m/%d/%Y}")
    page.get_by_role("button", name="Read once more and close").tap()
    expect(page.get_by_role("heading", name="Read once more, then close")).to_be_visible()
    assert fits(page)
    expect(page.get_by_text("The delay is in the handover, not in the review.")).to_be_visible()
    expect(page.get_by_text("Sends the checklist")).to_be_visible()
    page.get_by_role("button", name="Close the clinic").tap()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Read once more, then close")
    wait_until(lambda: after.fresh.state == "closed", "the clinic to be closed")
    assert fits(page)
    assert [(one.who, one.what, one.due_on) for one in Commitment.objects.all()] == [
        ("Denise Fuller", "Sends the checklist", FAR)
    ]
    assert Seat.objects.get(pk=after.seats["peer"].pk).attended is False
    assert Seat.objects.get(pk=after.seats["expert"].pk).attended is True
    assert page.errors == []


def test_a_mayor_answers_on_a_phone_and_goes_on_to_the_next(closed, cast, on_phone):
    page = on_phone("mayor", reverse("casestudies:answers", kwargs=cast.own.url_kwargs))
    assert fits(page)
    expect(page.locator("li.is-open")).to_contain_text(COUNTER)
    page.locator("label", has_text="Adapt").tap()
    page.get_by_label("Your reason").fill("Two counters, as the hall has two doors.")
    page.get_by_label("Owner").select_option(label="Marcus Bell")
    page.get_by_label("By", exact=True).fill(f"{FAR:%m/%d/%Y}")
    page.get_by_role("button", name="Send this answer").tap()
    expect(page.locator("li.is-open")).to_contain_text(EXPORT)
    expect(page.get_by_text("1 of 3 answered")).to_be_visible()
    assert fits(page)
    sent = closed.response("counter")
    assert (sent.answer, sent.reason, sent.by_when) == ("adapt", "Two counters, as the hall has two doors.", FAR)
    assert sent.owner.user == cast.second_editor and sent.sent_by == cast.mayor

    page.get_by_label("Your reason").fill("We ask for it in the next call for bids.")
    wait_until(lambda: closed.response("export").reason.startswith("We ask"), "the draft to be saved")
    page.reload()
    expect(page.get_by_label("Your reason")).to_have_value("We ask for it in the next call for bids.")
    assert page.errors == []
