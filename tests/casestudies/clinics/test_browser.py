"""Planning clinics in a real Chromium: axe, every width, steps dragged, moved by keyboard, and without a script."""

import pytest
from playwright.sync_api import expect

from casestudies.clinics import services
from resources.directory.models import Expert
from tests.accounts.test_pages_in_browser import look
from tests.casestudies.clinic_making import make_case, make_clinic
from tests.cleared import clear_cache

from .conftest import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def planned(cast, clinic):
    """A clinic with one expert who comes, one who was asked and one who could be; another clinic without anybody."""
    clear_cache()
    Expert.objects.filter(user=cast.expert).update(topics=["reallocation"])
    Expert.objects.create(name="Judith Kessler", email="judith@example.org", topics=["reallocation"])
    ray = Expert.objects.create(name="Ray Castellanos", organization="Ohio Budget Lab", email="ray@example.org")
    seat = services.invite_expert(clinic=clinic, expert=cast.expert.expert, by=cast.facilitator)
    services.accept_seat(seat=seat, ties="Advises Northgate Permit Systems, paid, since 2024")
    services.invite_expert(clinic=clinic, expert=ray, by=cast.facilitator)
    make_clinic(make_case(cast.neighbor, state="draft"), starts_at=AT.replace(hour=21), by=cast.facilitator)
    return clinic


def signed_in(page, live_server, client):
    for cookie in client.cookies.values():
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page


def test_axe_finds_nothing_and_no_page_scrolls_sideways(cast, planned, sign_in, page, live_server):
    own, cohort = f"/clinics/{planned.pk}/", f"/cohorts/{cast.cohort.slug}/clinics/"
    client = sign_in("facilitator")
    pages = [own, f"{own}edit/", f"{own}cancel/", f"{own}steps/", f"{own}people/?q=kess", cohort, f"{cohort}new/"]
    for path in pages:
        assert look(page, live_server, path, client=client) == []
    client = sign_in("expert")
    for path in (own, f"{own}invitation/", f"{own}ties/", cohort):
        assert look(page, live_server, path, client=client) == []


def names(page) -> list[str]:
    return page.locator("[data-step] [name=name]").evaluate_all("inputs => inputs.map(input => input.value)")


def test_steps_are_dragged_moved_with_the_keyboard_added_and_saved(cast, planned, sign_in, page, live_server):
    signed_in(page, live_server, sign_in("facilitator"))
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.goto(f"{live_server.url}/clinics/{planned.pk}/steps/")
    first = names(page)
    handle = page.locator("[data-handle]").first.bounding_box()
    third = page.locator("[data-step]").nth(2).bounding_box()
    page.mouse.move(handle["x"] + 5, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 5, third["y"] + third["height"] - 5, steps=12)
    page.mouse.up()
    assert names(page) == [first[1], first[2], first[0], *first[3:]]
    expect(page.locator("#announcer")).to_have_text("Presentation is step 3 of 8. Not saved yet.")
    page.get_by_role("button", name="Later: step 3").press("Enter")
    expect(page.get_by_role("button", name="Later: step 4")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Presentation is step 4 of 8. Not saved yet.")
    page.get_by_role("button", name="Add a step").click()
    page.get_by_label("Name").last.fill("Lunch")
    page.get_by_label("Minutes").last.fill("20")
    expect(page.locator("[data-sum]")).to_have_text("90 of 70 minutes: 20 too many")
    page.get_by_role("button", name="Take out step 1").click()
    expect(page.locator("[data-sum]")).to_have_text("85 of 70 minutes: 15 too many")
    page.get_by_role("button", name="Save the steps").click()
    expect(page.get_by_text("The run-of-show is saved: 85 of 70 minutes.")).to_be_visible()
    wanted = [first[2], first[3], first[0], *first[4:], "Lunch"]
    assert [step.name for step in planned.steps.all()] == wanted


def test_enter_in_a_field_saves_and_moves_nothing(cast, planned, sign_in, browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    signed_in(page, live_server, sign_in("facilitator"))
    page.goto(f"{live_server.url}/clinics/{planned.pk}/steps/")
    page.get_by_label("Name").first.fill("What we ask")
    page.get_by_label("Name").first.press("Enter")
    expect(page.get_by_text("The run-of-show is saved")).to_be_visible()
    assert planned.steps.first().name == "What we ask"
