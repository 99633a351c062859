"""The record of a closed clinic: its page, its spreadsheet, and who reads them."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from casestudies.board.models import Dots
from casestudies.clinics.models import Clinic
from casestudies.outcomes.closing import Promise
from casestudies.outcomes.readers import records_visible_to
from casestudies.outcomes.record import as_json, record_of
from tests.cohorts.flows import text_of

from .after import COUNTER, DESK, EXPORT, PHONE


def record_url(closed) -> str:
    return reverse("casestudies:record", args=[closed.clinic.pk])


def test_recommendations_come_with_most_dots_first_and_ties_are_ties(closed):
    record = record_of(closed.clinic, staff=False)
    found = [(one.text, one.dots, one.rank, one.tied) for one in record.recommendations]
    assert found == [(COUNTER, 4, 1, False), (EXPORT, 2, 2, True), (PHONE, 2, 2, True)]
    assert [theme for theme, _ in record.by_theme] == ["Operations", "Digital inclusion", "Vendors and technology"]


def test_a_joined_recommendation_stands_under_the_one_it_was_joined_to_with_its_author(closed):
    counter, *others = record_of(closed.clinic, staff=False).recommendations
    assert [(one.text, one.author) for one in counter.joined] == [(DESK, "Joseph Adeyemi")]
    assert not any(one.joined for one in others)


def test_dots_on_joined_cards_count_for_the_one_on_top(closed):
    Dots.objects.create(card=closed.recommended["desk"], seat=closed.seats["Marta Lindgren"], count=2)
    assert record_of(closed.clinic, staff=False).recommendations[0].dots == 6


def test_everything_that_was_on_the_screen_is_in_the_record(closed):
    record = record_of(closed.clinic, staff=False)
    assert [one.said.text for one in record.risks] == ["The inspectors’ agreement opens in May."]
    assert [one.said.text for one in record.resources] == ["The county lends its scanners."]
    assert [one.said.text for one in record.peer_experience] == ["Tacoma’s staff wrote the checklist."]
    assert [one.said.text for one in record.questions] == ["What would the counter staff stop doing?"]
    assert record.contributions == 8
    assert (record.dots_placed, record.dots_to_place) == (8, 20)


def test_who_was_there_is_named_where_the_label_allows_it(closed):
    named = {one.name for one in record_of(closed.clinic, staff=False).participants}
    assert {"Denise Fuller", "Luis Ortega", "Lorraine Whitcomb"} <= named
    Clinic.objects.update(record_label="chatham house")
    record = record_of(closed.fresh, staff=True)
    assert record.participants == () and record.present["peer"] == 3
    assert "3 peers" in record.present_words
    assert not any(one.author for one in record.recommendations)
    assert not any(one.tie for one in record.recommendations)


def test_the_record_can_stand_in_the_snapshot_of_a_document(closed):
    closed.answer("counter")
    once = as_json(record_of(closed.fresh, staff=False))
    assert once == as_json(record_of(closed.fresh, staff=False))
    assert once["recommendations"][0]["answer"]["owner"] == "Marcus Bell"
    assert [theme["numbers"] for theme in once["themes"]] == [[1], [3], [2]]


def test_the_page_tells_the_record_with_the_citys_answers(after, cast, sign_in):
    after.close(notes="The delay is between the readings.", commitments=[Promise("Denise Fuller", "Sends the study")])
    after.answer("counter", reason="At one counter by March.")
    words = text_of(sign_in("peer").get(record_url(after)))
    for said in (
        "The delay is between the readings.",
        "Sends the study",
        COUNTER,
        "Tied for 2",
        "Adopt",
        "Marcus Bell",
    ):
        assert said in words
    assert "At one counter by March." in words and "Attributable" in words


@pytest.mark.parametrize(
    ("persona", "status"),
    [("mayor", 200), ("viewer", 200), ("peer", 200), ("expert", 200), ("facilitator", 200), ("administrator", 200),
     ("stranger", 404), ("other_facilitator", 404)],
)  # fmt: skip
def test_the_cohort_and_its_guests_read_the_record(closed, sign_in, persona, status):
    assert sign_in(persona).get(record_url(closed)).status_code == status


def test_before_it_is_closed_there_is_no_record(after, cast, sign_in):
    assert sign_in("peer").get(record_url(after)).status_code == 403
    assert not records_visible_to(cast.facilitator).exists()


def test_the_spreadsheet_has_every_card_and_runs_no_formula(after, sign_in):
    card = after.recommended["phone"]
    card.text = '=HYPERLINK("http://evil.example","Put a phone line")'
    card.save()
    after.close()
    response = sign_in("facilitator").get(reverse("casestudies:clinic_cards_export", args=[after.clinic.pk]))
    assert "dayton" in response["Content-Disposition"]
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Cards", "Answers", "Commitments", "People"]
    head, *rows = book["Cards"].iter_rows(values_only=True)
    assert head[:5] == ("Number", "Kind", "Theme", "Heading", "Text") and "Written by" in head
    assert len(rows) == 8
    (formula,) = [row for row in book["Cards"].iter_rows() if str(row[4].value).startswith("=HYPERLINK")]
    assert formula[4].data_type == "s"
    (joined,) = [row for row in rows if row[4] == DESK]
    assert joined[head.index("Joined to")] == "R1" and joined[head.index("Written by")] == "Joseph Adeyemi"


def test_a_spreadsheet_without_names_has_no_column_for_them(after, sign_in):
    Clinic.objects.update(record_label="chatham house")
    after.close()
    response = sign_in("facilitator").get(reverse("casestudies:clinic_cards_export", args=[after.clinic.pk]))
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Cards", "Answers", "Commitments"]
    assert "Written by" not in next(book["Cards"].iter_rows(values_only=True))


def test_a_long_record_costs_as_many_queries_as_a_short_one(closed, django_assert_num_queries):
    def cost(number: int) -> None:
        with django_assert_num_queries(number):
            record_of(Clinic.objects.with_case().get(pk=closed.clinic.pk), staff=False)

    cost(7)
    for which in ("counter", "export", "phone"):
        closed.answer(which)
    cost(7)
