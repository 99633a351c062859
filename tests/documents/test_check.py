"""The public check of a copy."""

import pytest
from django.urls import reverse

from isc_portal.documents import services, verification
from tests.cleared import clear_cache

from .conftest import break_down, finish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    clear_cache()


@pytest.fixture
def check(client):
    """A function that checks a code as anyone may: status and text of the page."""

    def checked(code: str) -> tuple[int, str]:
        response = client.get(reverse("documents:verify", args=[code]))
        return response.status_code, " ".join(response.content.decode().split())

    return checked


def approve(document, cast):
    services.approve(document=document, by=cast.mayor)
    return finish(document)


def test_the_newest_approved_version_is_current(made, check, cast):
    document = approve(made(), cast)
    status, page = check(document.code)
    assert status == 200
    assert "This copy is current" in page
    assert "Leaf" in page and "Dayton, Ohio" in page
    assert document.fingerprint in page and document.file_fingerprint in page


def test_a_draft_says_that_nobody_approved_it(made, check):
    assert "This copy is the newest, and a draft" in check(made().code)[1]


def test_an_approved_version_stays_current_beside_a_draft_and_is_superseded_by_an_approval(made, check, cast):
    first = approve(made(days="41"), cast)
    second = made(days="30")
    assert "This copy is current" in check(first.code)[1]
    approve(second, cast)
    page = check(first.code)[1]
    assert "This copy is superseded" in page and "Version 2 took its place on" in page


def test_a_superseded_draft_names_the_version_that_took_its_place(made, check, cast):
    first, second = made(days="41"), made(days="30")
    assert "Version 2 took its place on" in check(first.code)[1]
    services.withdraw(document=second, reason="A figure was wrong.", by=cast.mayor)
    assert "That version has been withdrawn since." in check(first.code)[1]


def test_a_withdrawn_version_says_so_without_the_reason(made, check, cast):
    document = made()
    services.withdraw(document=document, reason="A private reason.", by=cast.mayor)
    page = check(document.code)[1]
    assert "This copy is withdrawn" in page and "A private reason." not in page


def test_the_check_tells_nothing_of_the_content(made, leaf, check):
    leaf.content["remark"] = "A private remark"
    page = check(made(days="forty-one").code)[1]
    for private in ("A shorter way to a permit", "forty-one", "A private remark", "Ana Reyes", "Whitcomb"):
        assert private not in page


@pytest.mark.parametrize("code", ["2222-3333", "nonsense", "O0I1-LLLL", "<script>", "7K4M-2QXP-EXTRA", "' or 1=1"])
def test_an_unknown_code_is_said_to_be_unknown(check, code):
    status, page = check(code)
    assert status == 404
    assert "No document of ours has the code" in page and "<script>" not in page.split("<main")[1]


def test_what_was_never_finished_is_unknown(ask, check):
    document = ask()
    assert check(document.code)[0] == 404
    assert check(break_down(document).code)[0] == 404


def test_a_code_is_found_however_it_is_typed(made, client):
    code = made().code
    typed = client.get(reverse("documents:check"), {"code": code.replace("-", " ").lower()})
    assert typed.status_code == 302 and typed.url == reverse("documents:verify", args=[code])
    assert client.get(reverse("documents:check")).status_code == 200


def test_guessing_is_stopped_and_a_room_full_of_readers_is_not(made, check):
    code = made().code
    for _ in range(verification.MOST_WRONG_CODES + 5):
        assert check(code)[0] == 200
    for _ in range(verification.MOST_WRONG_CODES):
        assert check("2222-3333")[0] == 404
    assert check("2222-3334")[0] == 429
    assert check(code)[0] == 429


def test_without_the_cache_the_check_still_answers(made, check, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    code = made().code
    assert check(code)[0] == 200
    assert check("2222-3333")[0] == 404
