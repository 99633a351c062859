"""Cohorts, the grid, inviting and asking in a real Chromium: axe, every width, the keyboard, and no script."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cohorts.applications.models import Application, LateCode
from cohorts.institutes.models import Cohort
from tests.cleared import clear_cache

from ..accounts.test_pages_in_browser import look
from .test_institutes_inviting import HEAD
from .test_institutes_standing import make_blueprint, name_initiative, put

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(cast):
    """A cohort in which something is done, something late, something waits, and somebody asks."""
    clear_cache()
    name_initiative(cast.own, "Cut permit time from 94 to 30 days in every district", by=cast.editor)
    put(cast.own, "submitted")
    make_blueprint(cast.neighbor, "in review", by=cast.peer)
    Cohort.objects.filter(pk=cast.cohort.pk).update(
        status="applications", venue="Puck Building", welcome="Welcome.", blueprint_due_on="2027-02-15"
    )
    Application.objects.create(
        cohort=cast.cohort,
        city_name="Duluth",
        state="MN",
        mayor_name="Signe Halvorsen",
        contact_name="Peter Novak",
        contact_email="a.very.long.address.of.somebody@duluth.example.org",
        initiative="Plow every street within 18 hours of a storm.",
    )
    LateCode.objects.create(
        cohort=cast.cohort, city_name="Utica", state="NY", expires_at=timezone.now() + timedelta(days=3)
    )
    return cast


def signed_in(page, live_server, client):
    for cookie in client.cookies.values():
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page


@pytest.mark.parametrize(
    ("persona", "names"),
    [
        ("facilitator", ["cohort_grid", "cohort_people", "cohort_list"]),
        (
            "administrator",
            [
                "cohort_grid", "cohort_list", "cohort_new", "cohort_settings", "cohort_people", "late_codes",
                "cohort_invite", "cohort_invite_one", "applications", "application", "city_list", "city_new",
                "city_edit", "mayor_new",
            ],
        ),
        ("editor", ["city_home", "documents"]),
        ("anonymous", ["apply", "apply_done", "city_search"]),
    ],
)  # fmt: skip
def test_axe_finds_nothing_and_no_page_scrolls_sideways(busy, sign_in, page, live_server, persona, names):
    of_cohort = {"cohort": busy.cohort.slug}
    arguments = {
        **dict.fromkeys(["cohort_grid", "cohort_settings", "cohort_people", "late_codes"], of_cohort),
        **dict.fromkeys(["cohort_invite", "cohort_invite_one"], of_cohort),
        **dict.fromkeys(["city_home", "documents"], busy.own.url_kwargs),
        "city_edit": {"city": busy.own.city.slug},
        "mayor_new": {"city": busy.own.city.slug},
        "application": {"pk": Application.objects.get().pk},
    }
    client = sign_in(persona) if persona != "anonymous" else None
    for name in names:
        path = reverse(f"cohorts:{name}", kwargs=arguments.get(name))
        assert look(page, live_server, path, client=client) == []


def test_a_place_is_chosen_with_the_keyboard(busy, sign_in, page, live_server):
    signed_in(page, live_server, sign_in("administrator"))
    page.goto(live_server.url + reverse("cohorts:cohort_invite_one", args=[busy.cohort.slug]))
    line = page.get_by_role("combobox", name="City")
    line.press_sequentially("dayt")
    options = page.get_by_role("option")
    expect(options).to_have_count(8)
    expect(page.locator("#announcer")).to_have_text("8 places to choose from")
    line.press("ArrowDown")
    line.press("ArrowDown")
    second = options.nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(line).to_have_attribute("aria-activedescendant", second.get_attribute("id"))
    line.press("ArrowUp")
    line.press("Enter")
    expect(line).to_have_value("Dayton, OH")
    expect(line).to_have_attribute("aria-expanded", "false")
    line.fill("tacom")
    expect(options.first).to_contain_text("Tacoma, Washington")
    line.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    line.press("ArrowDown")
    options.first.click()
    expect(line).to_have_value("Tacoma, WA")


def test_a_slow_answer_to_an_earlier_text_does_not_take_the_place_of_the_newer_one(busy, sign_in, page, live_server):
    signed_in(page, live_server, sign_in("administrator"))
    page.route("**/places/search/?q=dayt", lambda route: (page.wait_for_timeout(900), route.continue_()))
    page.goto(live_server.url + reverse("cohorts:cohort_invite_one", args=[busy.cohort.slug]))
    line = page.get_by_role("combobox", name="City")
    line.fill("dayt")
    page.wait_for_timeout(300)
    line.fill("tacoma")
    expect(page.get_by_role("option").first).to_contain_text("Tacoma")
    page.wait_for_timeout(1000)
    expect(page.get_by_role("option").first).to_contain_text("Tacoma")


def test_a_city_asks_to_take_part_without_a_script(busy, browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + "/apply/")
    page.get_by_label("City", exact=True).fill("Springfield")
    page.get_by_label("Mayor’s name").fill("Jo Petty")
    page.get_by_label("The initiative").fill("Inspect every rental home.")
    page.get_by_label("Your name").fill("Ana Lee")
    page.get_by_label("Your email").fill("ana@springfield.example.org")
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Send the request").click()
    page.get_by_text("Springfield, Illinois").click()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request is here")
    assert str(Application.objects.exclude(city_name="Duluth").get()) == "Springfield, IL"
    page.context.close()


def test_a_pasted_list_is_corrected_and_sent(busy, sign_in, page, live_server):
    signed_in(page, live_server, sign_in("administrator"))
    page.goto(live_server.url + reverse("cohorts:cohort_invite", args=[busy.cohort.slug]))
    page.get_by_label("Paste the list").fill(
        HEAD.replace(",", "\t") + "Worcestre\tMA\t\tAna\tana@x.example.org\t\nUtica\tNY\t\tBo\tnot an address\t\n"
    )
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_text("2 rows need another look first")).to_be_visible()
    page.get_by_role("button", name=re.compile("Worcester, MA.*row 2")).click()
    page.get_by_role("button", name="Leave row 3 out").click()
    page.get_by_role("button", name="Send 1 invitation").click()
    expect(page.get_by_text("1 city joined Fall 2026, and 1 person is invited by mail.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Worcester, MA")).to_be_visible()
