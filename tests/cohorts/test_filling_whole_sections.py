"""A section that is sent as a whole, without a script: conflicts, rows, and what cannot be stored."""

import html
import re

import pytest

from cohorts.intake.models import Answer, Intake

from .test_filling_answers import asked, save
from .test_filling_pages import section_form, stored, url

pytestmark = pytest.mark.django_db


def test_the_whole_section_is_saved_at_once_and_leads_on(cast, sign_in):
    data = {
        **section_form(cast, "one-time-cost", "640,000"),
        **section_form(cast, "yearly-cost", "a lot"),
        **section_form(cast, "level-of-control", ""),
        "go": "next",
    }
    response = sign_in("editor").post(url(cast), data)
    assert response.url == url(cast, section="people")
    assert stored("one-time-cost").value == "640000.00"
    assert stored("yearly-cost").value == {"raw": "a lot"}
    assert not Answer.objects.filter(question__key="level-of-control").exists()


def test_what_the_reader_did_not_touch_is_left_alone_though_somebody_else_changed_it(cast, sign_in):
    save(cast, value="Old text")
    data = section_form(cast, "problem", "Old text", seen="Old text", version=1)
    save(cast, value="Ana's new text", version=1)
    response = sign_in("second_editor").post(url(cast, section="initiative"), {**data, "go": "stay"})
    assert response.status_code == 302
    assert stored("problem").value == "Ana's new text"


@pytest.fixture
def two_texts(cast, sign_in):
    """Marcus sends a section in which Ana changed two of the answers that he changed too."""
    save(cast, value="The vote was 3 to 2. Ana's addition.")
    save(cast, "title", "Ana's title")
    data = {
        **section_form(cast, "problem", "The vote was 3 to 2. Marcus's addition."),
        **section_form(cast, "title", "Marcus's title"),
        **section_form(cast, "tried-already", "Nothing"),
        f"q{asked(cast.own.intake, 'problem').pk}-typed": "1789000000000",
    }
    client = sign_in("second_editor")
    return client, client.post(url(cast, section="initiative"), data)


def hidden_fields(response):
    found = {}
    for tag in re.findall(r"<(?:input type=\"hidden\")[^>]*>", response.content.decode()):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        found[html.unescape(name[1])] = html.unescape(value[1])
    return {name: value for name, value in found.items() if re.match(r"q\d", name)}


def test_a_conflict_shows_both_texts_and_what_differs_and_saves_the_rest(cast, two_texts):
    _, response = two_texts
    body = response.content.decode()
    assert response.status_code == 409
    assert "You and Ana changed the same answer" in body
    assert "<ins>Ana</ins>" in body
    assert "1 more answer will follow" in body
    assert "Use my text" in body
    assert "Use Ana’s text" in body
    assert stored("tried-already").value == "Nothing"
    assert stored("title").value == "Ana's title"


def test_one_conflict_after_the_other_is_settled_and_nothing_is_lost(cast, two_texts):
    client, response = two_texts
    title, problem = (f"q{asked(cast.own.intake, key).pk}" for key in ("title", "problem"))
    response = client.post(url(cast, section="initiative"), {**hidden_fields(response), "choose": f"mine-{title}"})
    assert response.status_code == 409
    body = response.content.decode()
    assert "addition" in body
    assert re.search(r"Typed \d{1,2}:\d\d [AP]M, not stored yet", body)
    assert stored("title").value == "Marcus's title"
    assert stored("problem").value == "The vote was 3 to 2. Ana's addition."
    response = client.post(
        url(cast, section="initiative"),
        {**hidden_fields(response), "choose": f"third-{problem}", f"third-{problem}": "A third text."},
    )
    assert response.url == f"{url(cast, section='initiative')}?settled={problem}#{problem}"
    assert stored("problem").value == "A third text."
    history = Answer.pgh_event_model.objects.filter(question__key="problem").order_by("pgh_id")
    assert list(history.values_list("value", flat=True)) == [
        "The vote was 3 to 2. Ana's addition.",
        "The vote was 3 to 2. Marcus's addition.",
        "A third text.",
    ]


def test_a_third_change_during_the_choice_asks_again(cast, two_texts):
    client, response = two_texts
    title = f"q{asked(cast.own.intake, 'title').pk}"
    data = {**hidden_fields(response), "choose": f"theirs-{title}"}
    save(cast, "title", "The mayor's title", version=1, by=cast.mayor)
    response = client.post(url(cast, section="initiative"), data)
    assert response.status_code == 409
    assert "You and Lorraine changed the same answer" in response.content.decode()
    assert stored("title").value == "The mayor's title"


def test_a_choice_between_other_kinds_offers_the_two_and_no_third(cast, sign_in):
    save(cast, "one-time-cost", "640000.00")
    response = sign_in("second_editor").post(url(cast), section_form(cast, "one-time-cost", "700,000"))
    body = response.content.decode()
    assert response.status_code == 409
    assert "Use my answer" in body
    assert "$640,000" in re.sub(r"</?ins>", "", body)
    assert "Choose one, and change it afterwards." in body


def test_rows_are_added_and_removed_without_a_script(cast, sign_in):
    client, name = sign_in("editor"), f"q{asked(cast.own.intake, 'sources').pk}"
    rows = {f"{name}-0-source": "Grant", f"{name}-1-source": "Loan", f"{name}-version": 0, f"{name}-base": "x"}
    response = client.post(url(cast), {**rows, "go": f"add-{name}"})
    assert response.url == f"{url(cast)}?more={name}#{name}"
    page = client.get(response.url.split("#")[0]).content.decode()
    table = page[page.index(f'data-rows="{name}"') : page.index("<template", page.index(f'data-rows="{name}"'))]
    assert table.count("<tr data-row>") == 4
    response = client.post(url(cast), {**rows, f"{name}-version": 1, "remove": f"{name}-0"})
    assert response.url == f"{url(cast)}#{name}"
    assert stored("sources").value == [{"source": "Loan"}]


def test_what_cannot_be_stored_any_more_is_shown_for_copying(cast, sign_in):
    save(cast)
    Intake.objects.filter(pk=cast.own.intake.pk).update(state="submitted", submitted_at="2026-09-01T12:00Z")
    data = section_form(cast, "problem", "A long evening's work", seen="Permits take 61 days.", version=1)
    response = sign_in("editor").post(url(cast, section="initiative"), data)
    assert response.status_code == 409
    body = response.content.decode()
    assert "Nothing was changed" in body
    assert "A long evening&#x27;s work" in body
    assert stored("problem").value == "Permits take 61 days."


def test_an_endless_text_comes_back_with_the_reason(cast, sign_in):
    response = sign_in("editor").post(url(cast, section="initiative"), section_form(cast, "problem", "z" * 60_001))
    assert response.status_code == 422
    assert "60,000 can be stored" in response.content.decode()
    assert "z" * 60_001 in response.content.decode()


# --- Queries ---
