"""The public pages, the error pages, and what stands above every page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.test import RequestFactory

from isc_portal import pages
from isc_portal.navigation import Item, link, links, mark_current


@pytest.fixture
def ask():
    """A request of somebody who has not signed in."""
    request = RequestFactory().get("/somewhere/")
    request.user = AnonymousUser()
    return request


def test_the_front_page_says_what_the_institute_is_and_how_a_city_takes_part(client, db):
    html = client.get("/").content.decode()
    assert html.count("<h1") == 1
    for words in (
        "The Mayors Leadership Institute on Smart Cities brings a small group of mayors together",
        "Robert F. Wagner",
        "United States Conference of Mayors",
        "How a cohort works",
        "Budget Analysis",
        "Project Action Plan",
        "Ten Tech Prompt Questions",
        "Engagement Strategy",
        "Resource Guidebook",
        "Guiding Blueprint",
        "Ask to take part",
        "What we ask for",
    ):
        assert words in html
    assert html.count("usa-process-list__item") == 6
    assert 'href="/accounts/login/"' in html


def test_the_front_page_bears_the_names_that_the_settings_give(client, db, settings):
    settings.INSTITUTE_NAME = "Great Lakes Academy of Mayors"
    settings.INSTITUTE_HOSTS = ["A School", "A Conference"]
    html = client.get("/").content.decode()
    assert "The Great Lakes Academy of Mayors brings" in html
    assert "a collaboration: A School and A Conference." in html
    assert "Mayors Leadership Institute" not in html


@pytest.mark.parametrize("path", ["/help/", "/accessibility/", "/privacy/"])
def test_a_public_page_needs_no_sign_in_and_names_a_way_to_reach_a_person(client, db, path):
    response = client.get(path)
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert 'href="mailto:' in html


def test_the_foot_leads_to_help_accessibility_and_privacy(client, db):
    html = client.get("/").content.decode()
    foot = html[html.index("<footer") :]
    assert all(f'href="/{page}/"' in foot for page in ("help", "accessibility", "privacy"))


def test_no_room_that_does_not_exist_is_linked(client, db):
    html = client.get("/help/").content.decode()
    assert 'href=""' not in html
    assert 'href="None"' not in html


@pytest.mark.parametrize(
    ("status", "view"),
    [
        (400, lambda request: pages.bad_request(request, ValueError())),
        (403, lambda request: pages.permission_denied(request, PermissionDenied())),
        (403, lambda request: pages.csrf_failure(request, "Referer checking failed.")),
        (404, lambda request: pages.not_found(request, Exception())),
        (409, pages.conflict),
        (413, lambda request: pages.bad_request(request, RequestDataTooBig())),
        (429, pages.too_many),
        (500, pages.server_error),
    ],
)
def test_an_error_page_says_what_happened_what_was_kept_and_what_to_do(ask, status, view):
    response = view(ask)
    html = response.content.decode()
    assert response.status_code == status
    assert html.count("<h1") == 1
    assert "What you can do" in html
    assert any(words in html for words in ("Nothing was changed", "is kept", "was not stored", "Nothing is lost"))
    assert "mailto:" in html
    assert "Referer" not in html, "no jargon on the page"


def test_a_refusal_gives_its_reason_and_none_of_its_markup(ask):
    html = pages.permission_denied(ask, PermissionDenied("<b>Only the mayor signs.</b>")).content.decode()
    assert "&lt;b&gt;Only the mayor signs.&lt;/b&gt;" in html


@pytest.mark.parametrize(
    ("method", "heading"),
    [("get", "This page is not open to you"), ("post", "You may look, but not change this")],
)
def test_a_refusal_tells_reading_from_changing(rf, method, heading):
    request = getattr(rf, method)("/")
    request.user = AnonymousUser()
    assert heading in pages.permission_denied(request, PermissionDenied()).content.decode()


def test_an_unknown_address_gets_our_page(client, db):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_the_page_for_a_broken_page_needs_no_database(ask, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        html = pages.server_error(ask).content.decode()
    assert "Something broke on our side" in html
    assert "build/portal" in html


def test_the_page_for_a_broken_page_stands_without_its_style_sheet(ask, monkeypatch):
    def missing(name: str) -> str:
        raise ValueError(f"Missing staticfiles manifest entry for {name}")

    monkeypatch.setattr(pages, "static", missing)
    html = pages.server_error(ask).content.decode()
    assert "Something broke on our side" in html
    assert "stylesheet" not in html


def test_too_many_requests_says_when_to_come_back(ask):
    assert pages.too_many(ask)["Retry-After"] == "60"


def test_a_link_to_a_page_that_does_not_exist_is_none():
    assert link("Nowhere", "nowhere:at-all") is None
    assert link("Help", "help") == Item("Help", "/help/")
    assert links(link("Nowhere", "nowhere"), link("Help", "help")) == [Item("Help", "/help/")]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/cities/fall/dayton/", "Belt"),
        ("/cities/fall/dayton/intake/", "Intake"),
        ("/cities/fall/dayton/intake/money/", "Intake"),
        ("/cities/fall/dayton-beach/", None),
        ("/help/", None),
    ],
)
def test_the_page_one_is_on_is_marked_and_no_other(path, current):
    items = [Item("Belt", "/cities/fall/dayton/"), Item("Intake", "/cities/fall/dayton/intake/")]
    marked = [item.label for item in mark_current(items, path) if item.current]
    assert marked == ([current] if current else [])


def test_a_page_that_is_marked_already_stays_the_one():
    items = [Item("Belt", "/a/"), Item("Intake", "/a/b/", current=True)]
    assert mark_current(items, "/a/") == items
