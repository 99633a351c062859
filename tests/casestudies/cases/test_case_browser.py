"""A case study in a real Chromium: axe, every width, saving by itself, and taking over what the intake says."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from casestudies.cases import services
from casestudies.cases.models import CaseAnswer, CaseStudy
from cohorts.intake.models import Intake
from cohorts.teamwork.services import write_comment
from tests.accounts.test_pages_in_browser import look
from tests.casestudies.making import accept, make_case, make_case_file
from tests.factories import fill_intake

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("CASE_SHOTS", "")  # a folder for pictures, for whoever wants to see the pages


def address(participation, name, **more):
    return reverse(f"casestudies:{name}", kwargs={**participation.url_kwargs, **more})


@pytest.fixture
def busy(cast):
    """Dayton's case is being written while the intake says something new; Stockton's has been submitted."""
    fill_intake(cast.own, cast.editor)
    accept(cast.own)
    case = services.start_case(participation=cast.own, by=cast.editor)
    Intake.objects.filter(participation=cast.own).update(state="in progress")
    fill_intake(cast.own, cast.mayor, desired_result="Every permit is answered within 21 days by June 2027.")
    accept(cast.own)
    make_case_file(case, title="Permit ledger, 2019 to 2026", readers="experts")
    make_case_file(case, "charter.pdf", title="The charter’s chapter on permits", readers="peers")
    make_case(cast.neighbor, "submitted", by=cast.peer)
    write_comment(
        participation=cast.neighbor, page="case", field="baseline", text="Which month is that?", by=cast.facilitator
    )
    return cast


def enter(page, live_server, client, path, width=1280):
    page.set_viewport_size({"width": width, "height": 900})
    for cookie in client.cookies.values():
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto(live_server.url + path)


def test_axe_finds_nothing_and_no_page_scrolls_sideways(busy, sign_in, page, live_server):
    own, neighbor = busy.own, busy.neighbor
    pages = {
        "editor": [
            address(own, "case"), address(own, "case_form", part="problem"), address(own, "case_form", part="limits"),
            address(own, "case_files"), address(own, "case_read"),
        ],
        "peer": [address(neighbor, "case"), address(neighbor, "case_form", part="weighed")],
        "facilitator": [address(neighbor, "case_review"), address(neighbor, "case")],
    }  # fmt: skip
    for persona, paths in pages.items():
        client = sign_in(persona)
        for path in paths:
            assert look(page, live_server, path, client=client) == []
            shoot(page, live_server, client, path)


def test_axe_finds_nothing_before_it_begins_and_while_it_is_decided_on(busy, sign_in, page, live_server):
    CaseStudy.objects.filter(participation=busy.own).delete()
    editor, facilitator = sign_in("editor"), sign_in("facilitator")
    assert look(page, live_server, address(busy.own, "case"), client=editor) == []
    shoot(page, live_server, editor, address(busy.own, "case"), "start")
    CaseStudy.objects.filter(participation=busy.neighbor).update(state="ready", ready_at=timezone.now())
    assert look(page, live_server, address(busy.neighbor, "case_review"), client=facilitator) == []
    CaseStudy.objects.filter(participation=busy.neighbor).update(
        state="released", released_at=timezone.now(), peers_from=timezone.localdate() - timedelta(days=2)
    )
    assert look(page, live_server, address(busy.neighbor, "case_review"), client=facilitator) == []
    shoot(page, live_server, facilitator, address(busy.neighbor, "case_review"), "released")
    assert look(page, live_server, address(busy.neighbor, "case_read"), client=editor) == []
    shoot(page, live_server, editor, address(busy.neighbor, "case_read"), "peer")


def shoot(page, live_server, client, path, name=""):
    if SHOTS:
        for width in (1280, 375):
            enter(page, live_server, client, path, width)
            file = "-".join([*path.strip("/").split("/")[2:], name, str(width)]).replace("--", "-")
            page.screenshot(path=Path(SHOTS) / f"{file}.png", full_page=True)


def test_a_field_saves_while_one_types_and_an_offer_is_taken_over(busy, sign_in, page, live_server):
    enter(page, live_server, sign_in("editor"), address(busy.own, "case_form", part="weighed"))
    page.get_by_label("Which ways forward have you considered?").fill("One counter, or review by the county.")
    expect(page.locator("[data-steps]")).to_contain_text("17 of 17", timeout=10_000)
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    stored = CaseAnswer.objects.get(case__participation=busy.own, field="options-considered")
    assert stored.value == "One counter, or review by the county."
    page.get_by_role("link", name="Back to The problem").click()
    page.get_by_role("button", name="Take it over").click()
    expect(page.get_by_text("Taken over from the intake")).to_be_visible()
    expect(page.get_by_label("What should be different, and by when?")).to_have_value(
        "Every permit is answered within 21 days by June 2027."
    )
