"""The clinic report: what it tells of the room, and whom it never names."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from casestudies.board.models import Card
from casestudies.clinics.models import Clinic, RecordLabel
from casestudies.outcomes.models import Commitment
from isc_portal.documents.kinds import get_kind
from isc_portal.documents.making import print_document
from isc_portal.documents.services import make_now, request_document
from tests.documents.conftest import finish
from tests.documents.reading import findings, words_of

from .conftest import bytes_of, findings_of_hostile, off_the_sheet, readers_of, status_of
from .samples import endless, hostile, take, whole_room

pytestmark = pytest.mark.django_db
KIND = "clinic_report"
AUTHORS = ("Denise Fuller", "Luis Ortega")


def closed(dayton, cast, **fields) -> Clinic:
    """Dayton's clinic with all that was written in it, closed."""
    whole_room(dayton.clinic, cast, **fields)
    return dayton.clinic


def tighten(clinic: Clinic, **fields) -> None:
    """Make the record stricter after it was closed."""
    Clinic.objects.filter(pk=clinic.pk).update(**fields)
    clinic.refresh_from_db()


def test_it_tells_recommendations_by_theme_with_dots_answers_and_commitments(cast, dayton, html_of):
    html = html_of(KIND, closed(dayton, cast))
    assert "Seven recommendations from 70 minutes of work by one peer and one expert." in html
    assert "19</b>dots placed, of 10 handed out" in html
    assert "six of seven shown; the city’s answers are due November 26, 2026" in html
    themes = html[html.index("All recommendations by theme") :]
    assert themes.index("Financing") < themes.index("Operations") < themes.index("Vendors and technology")
    assert "<b>Adopt</b>" in themes
    assert "It is money we have." in themes
    assert "Also: One table for all plans" in themes
    assert "Gem City University lends two analysts for a year." in html
    assert "Puts the four desks on one floor" in html
    assert "The delay is not in the reading of plans but between the readings." in html


def test_the_longest_bar_is_that_of_the_most_dots(cast, dayton):
    snapshot = get_kind(KIND).snapshot_of(closed(dayton, cast), as_of=timezone.now(), by=None)
    rows = [row for theme in get_kind(KIND).present(snapshot)["themes"] for row in theme["rows"]]
    assert {row["dots"]: row["bar"] for row in rows} == {5: 58, 4: 46.4, 3: 34.8, 2: 23.2, 1: 11.6, 0: 0}


@pytest.mark.parametrize(
    ("label", "named", "authors", "people", "ties"),
    [
        (RecordLabel.ATTRIBUTABLE, True, True, True, True),
        (RecordLabel.ATTRIBUTABLE, False, False, True, True),
        (RecordLabel.CHATHAM_HOUSE, True, False, False, False),
        (RecordLabel.STAFF_ONLY, True, True, True, True),
        (RecordLabel.STAFF_ONLY, False, False, True, True),
    ],
)
def test_names_and_ties_stand_where_the_label_lets_them(cast, dayton, html_of, label, named, authors, people, ties):
    html = html_of(KIND, closed(dayton, cast, record_label=label, named_cards=named))
    said = html[: html.index("Who was there")]
    for name in AUTHORS:
        assert (name in said) == authors
        assert (name in html) == people
    assert ("Advises Plansoft" in said) == authors
    assert ("Advises Plansoft" in html) == ties


def test_a_report_that_names_people_is_read_by_nobody_once_the_label_is_stricter(cast, dayton, sign_in):
    clinic = closed(dayton, cast)
    named = finish(request_document(kind=KIND, subject=clinic, by=cast.facilitator))
    tighten(clinic, named_cards=False)
    people = finish(request_document(kind=KIND, subject=clinic, by=cast.facilitator))
    tighten(clinic, record_label=RecordLabel.CHATHAM_HOUSE)
    nobody = finish(request_document(kind=KIND, subject=clinic, by=cast.facilitator))
    for persona in ("administrator", "facilitator", "mayor"):
        client = sign_in(persona)
        for document, status in ((named, 404), (people, 404), (nobody, 200)):
            for name in ("documents:download", "documents:twin"):
                assert status_of(client, reverse(name, args=[document.pk])) == status
        pages = [
            reverse("documents:kind", args=[KIND, clinic.pk]),
            f"{reverse('documents:compare', args=[KIND, clinic.pk])}?from=1&to=3",
            reverse("documents:list"),
            reverse("documents:twin", args=[nobody.pk]),
        ]
        for page in pages:
            shown = client.get(page).content.decode()
            assert reverse("documents:download", args=[named.pk]) not in shown
            assert not [name for name in AUTHORS if name in shown], page


def test_all_who_see_the_clinic_read_its_report_and_staff_alone_that_of_a_record_for_staff(cast, dayton, sign_in):
    clinic = closed(dayton, cast, day=timezone.localdate())
    report = finish(request_document(kind=KIND, subject=clinic, by=cast.facilitator))
    assert readers_of(sign_in, report) == {"administrator", "facilitator", "mayor", "viewer", "expert", "peer"}
    tighten(clinic, record_label=RecordLabel.STAFF_ONLY)
    assert readers_of(sign_in, report) == {"administrator", "facilitator"}


def test_there_is_no_report_before_the_clinic_is_closed(cast, dayton, sign_in, tmp_path):
    assert sign_in("facilitator").get(reverse("documents:kind", args=[KIND, dayton.clinic.pk])).status_code == 404
    with pytest.raises(CommandError, match="is not closed yet"):
        call_command(
            "make_document",
            KIND,
            "--cohort",
            "fall-2026",
            "--city",
            cast.own.city.slug,
            "--out",
            str(tmp_path / "x.pdf"),
        )


def test_the_documents_page_of_the_city_shows_it(cast, dayton, sign_in):
    clinic = closed(dayton, cast)
    page = sign_in("editor").get(reverse("cohorts:documents", kwargs=cast.own.url_kwargs)).content.decode()
    assert reverse("documents:kind", args=[KIND, clinic.pk]) in page


def test_a_new_answer_of_the_city_is_what_two_versions_differ_in(cast, dayton):
    clinic, kind = closed(dayton, cast), get_kind(KIND)
    before = kind.lines(kind.snapshot_of(clinic, as_of=timezone.now(), by=None))
    card = clinic.cards.filter(kind="recommendation", joined_to=None).order_by("pk")[1]
    card.response.answer, card.response.reason = "decline", "The union says no."
    card.response.sent_at = timezone.now()
    card.response.save()
    after = kind.lines(kind.snapshot_of(clinic, as_of=timezone.now(), by=None))
    changed = {line.key for line in after} - {line.key for line in before if line in after}
    assert changed == {"recommendation.2"}


def test_a_whole_report_is_readable_by_everyone_and_made_twice_has_the_same_bytes(cast, dayton, tmp_path):
    document = make_now(kind=KIND, subject=closed(dayton, cast), by=cast.facilitator)
    pdf = bytes_of(document)
    assert findings(pdf, tmp_path) == []
    assert print_document(document).pdf == pdf
    assert document.pages <= 4


@pytest.mark.parametrize("content", ["empty", "hostile", "chatham house"])
def test_the_paper_is_readable_by_everyone_whatever_was_written(cast, dayton, pdf_of, tmp_path, content):
    clinic = closed(dayton, cast)
    if content == "empty":
        Card.objects.filter(clinic=clinic, joined_to__isnull=False).delete()
        clinic.commitments.all().delete()
        for card in clinic.cards.all():
            card.response.delete() if hasattr(card, "response") else None
        clinic.cards.all().delete()
        tighten(clinic, notes="")
    elif content == "hostile":
        for number, card in enumerate(clinic.cards.all()):
            Card.objects.filter(pk=card.pk).update(text=endless(number))
        Commitment.objects.filter(clinic=clinic).update(who=endless(1, 60), what=endless(2))
        take(clinic, cast.expert, "expert", endless(3, 100), endless(4))
        tighten(clinic, notes=hostile(20), question=endless(5))
    else:
        tighten(clinic, record_label=RecordLabel.CHATHAM_HOUSE)
    pdf = pdf_of(KIND, clinic)
    assert findings_of_hostile(pdf, tmp_path) == []
    if content == "empty":
        assert "No recommendation was made in this clinic." in words_of(pdf)
    elif content == "hostile":
        assert off_the_sheet(pdf) == []
    else:
        assert not [name for name in AUTHORS if name in words_of(pdf)]
