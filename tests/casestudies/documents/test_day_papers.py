"""The papers of a day of clinics: the agenda, the packet of briefs, and the paper for a room without a network."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from casestudies.cases.models import CaseState, CaseStudy
from casestudies.clinics.documents import find_packet
from casestudies.clinics.models import Clinic, ClinicState, RecordLabel
from casestudies.clinics.packet_document import packet_subject
from isc_portal.documents.kinds import get_kind
from isc_portal.documents.making import print_document
from isc_portal.documents.models import Document
from isc_portal.documents.services import make_now, request_document
from tests.documents.conftest import finish
from tests.documents.reading import Structure, findings, words_of

from .conftest import bytes_of, off_the_sheet, readers_of
from .samples import HOSTILE_ANSWERS, NEW_YORK, NOVEMBER_12, endless, take, whole_case, whole_clinic

pytestmark = pytest.mark.django_db
BEFORE, ON_THE_DAY = datetime(2026, 11, 2, 9, 0, tzinfo=NEW_YORK), datetime(2026, 11, 12, 0, 5, tzinfo=NEW_YORK)


@pytest.fixture
def stockton(cast) -> Clinic:
    """The neighbor's clinic, two hours after Dayton's."""
    case = whole_case(cast.neighbor, title="Buses that come", focus_question="How do we keep a bus on time?")
    return whole_clinic(case, starts_at=NOVEMBER_12 + timedelta(hours=2), room="Room 3")


def draft(clinic: Clinic) -> None:
    """Let the case of the clinic be one that is still being written."""
    CaseStudy.objects.filter(pk=clinic.case_id).update(state=CaseState.DRAFT, released_at=None)


# --- The agenda ---


def test_the_agenda_tells_when_where_with_whom_and_how_the_minutes_are_spent(cast, dayton, stockton, html_of):
    take(dayton.clinic, cast.expert, "expert", "Great Lakes University")
    with time_machine.travel(ON_THE_DAY, tick=False):
        html = html_of("agenda", cast.cohort)
    assert "Thursday, November 12, 2026" in html
    assert "Two clinics from 1:30 PM to 4:40 PM Eastern Time: 140 minutes in the room." in html
    assert html.index("Dayton, Ohio") < html.index("Stockton, California")
    assert "Denise Fuller, Great Lakes University" in html
    assert "Presentation 10 · Clarifying questions 5" in html
    assert "How do we keep a bus on time?" in html


def test_the_agenda_tells_a_question_from_the_day_the_cohort_may_read_the_case(cast, dayton, stockton, html_of):
    CaseStudy.objects.filter(pk=stockton.case_id).update(peers_from=date(2026, 11, 1))
    with time_machine.travel(BEFORE, tick=False):
        html = html_of("agenda", cast.cohort)
    assert "How do we keep a bus on time?" in html
    assert "How can four departments" not in html
    assert "from the day on which the cohort may read the case" in html
    draft(stockton)
    with time_machine.travel(ON_THE_DAY, tick=False):
        html = html_of("agenda", cast.cohort)
    assert "How can four departments" in html
    assert "How do we keep a bus on time?" not in html


def test_a_clinic_that_was_called_off_is_in_neither_agenda_nor_packet(cast, dayton, stockton, html_of):
    Clinic.objects.filter(pk=stockton.pk).update(state=ClinicState.CANCELLED)
    assert "Stockton" not in html_of("agenda", cast.cohort)
    assert "Stockton" not in html_of("brief_packet", dayton.clinic)


@pytest.mark.parametrize(
    ("persona", "reads", "makes"),
    [
        ("facilitator", 200, 302),
        ("viewer", 200, 403),
        ("peer", 200, 403),
        ("stranger", 404, 404),
        ("outsider", 404, 404),
    ],
)
def test_the_agenda_is_for_the_cohort_and_made_by_its_facilitators(cast, dayton, sign_in, persona, reads, makes):
    finish(request_document(kind="agenda", subject=cast.cohort, by=cast.facilitator))
    client = sign_in(persona)
    assert client.get(reverse("documents:kind", args=["agenda", cast.cohort.pk])).status_code == reads
    assert client.post(reverse("documents:make", args=["agenda", cast.cohort.pk])).status_code == makes


def test_an_agenda_that_tells_a_question_is_closed_to_the_cohort_when_the_case_is_taken_back(
    cast, dayton, stockton, sign_in
):
    CaseStudy.objects.filter(pk=stockton.case_id).update(peers_from=date(2026, 11, 1))
    with time_machine.travel(BEFORE, tick=False):
        agenda = finish(request_document(kind="agenda", subject=cast.cohort, by=cast.facilitator))
    assert "How do we keep a bus on time?" in str(agenda.snapshot)
    assert {"viewer", "peer", "facilitator"} <= readers_of(sign_in, agenda)
    draft(stockton)
    assert readers_of(sign_in, agenda) == {"administrator", "facilitator", "peer"}


# --- The packet ---


def test_the_packet_holds_the_released_briefs_of_the_day_with_contents_and_bookmarks(cast, dayton, stockton, tmp_path):
    next_day = whole_clinic(dayton.case, starts_at=NOVEMBER_12 + timedelta(days=1))
    document = make_now(
        kind="brief_packet", subject=packet_subject(cast.cohort, NOVEMBER_12.date()), by=cast.facilitator
    )
    pdf = bytes_of(document)
    assert findings(pdf, tmp_path) == []
    assert print_document(document).pdf == pdf
    with Structure(pdf).document.open_outline() as outline:
        [top] = outline.root
        parts = [str(part.title) for part in top.children]
    assert parts == ["Contents", "Cut permit time from 94 to 30 days", "Buses that come"]
    words = words_of(pdf)
    assert words.index("1:30 PM: Dayton, Ohio") < words.index("3:30 PM: Stockton, California")
    assert packet_subject(cast.cohort, next_day.day) == next_day


def test_the_page_of_the_clinics_leads_those_who_run_them_to_the_packet_of_each_day(cast, dayton, stockton, sign_in):
    packet = reverse("documents:kind", args=["brief_packet", packet_subject(cast.cohort, dayton.clinic.day).pk])
    url = reverse("casestudies:clinics", args=[cast.cohort.slug])
    assert sign_in("facilitator").get(url).content.decode().count(packet) == 1
    assert packet not in sign_in("peer").get(url).content.decode()


def test_the_packet_names_the_cases_that_are_not_released_and_leaves_them_out(cast, dayton, stockton, html_of):
    draft(stockton)
    html = html_of("brief_packet", dayton.clinic)
    assert "Not in this packet, because they are not released yet: Stockton, California." in html
    assert "How do we keep a bus on time?" not in html


def test_a_day_without_a_released_case_has_a_packet_that_says_so(cast, dayton, pdf_of, tmp_path):
    draft(dayton.clinic)
    pdf = pdf_of("brief_packet", dayton.clinic)
    assert findings(pdf, tmp_path) == []
    assert "No case is released yet" in words_of(pdf)


def test_the_command_finds_the_day_by_a_city_and_else_the_next_one(cast, dayton, tmp_path):
    later = whole_clinic(whole_case(cast.neighbor, title="Buses that come"), starts_at=NOVEMBER_12 + timedelta(days=3))
    with time_machine.travel(BEFORE, tick=False):
        assert find_packet(cohort="fall-2026", city="") == dayton.clinic
    with time_machine.travel(NOVEMBER_12 + timedelta(days=1), tick=False):
        assert find_packet(cohort="fall-2026", city="") == later
    with time_machine.travel(NOVEMBER_12 + timedelta(days=30), tick=False):
        assert find_packet(cohort="fall-2026", city="") == later
    assert find_packet(cohort="fall-2026", city=cast.own.city.slug) == dayton.clinic
    with pytest.raises(LookupError, match="No clinic of the Spring 2027 cohort is planned yet"):
        find_packet(cohort="spring-2027", city="")
    call_command("make_document", "agenda", "--cohort", "fall-2026", "--out", str(tmp_path / "agenda.pdf"))
    assert "Stockton, California" in words_of((tmp_path / "agenda.pdf").read_bytes())


@pytest.mark.parametrize("kind", ["brief_packet", "clinic_paper"])
@pytest.mark.parametrize(
    ("persona", "status"),
    [("administrator", 302), ("facilitator", 302), ("mayor", 404), ("expert", 404), ("peer", 404), ("outsider", 404)],
)
def test_packet_and_paper_are_for_those_who_run_the_clinic(cast, dayton, sign_in, kind, persona, status):
    take(dayton.clinic, cast.expert, "expert", "Great Lakes University")
    client = sign_in(persona)
    assert client.post(reverse("documents:make", args=[kind, dayton.clinic.pk])).status_code == status
    assert Document.objects.filter(kind=kind).exists() == (status == 302)
    page = client.get(reverse("documents:kind", args=[kind, dayton.clinic.pk]))
    assert page.status_code == (200 if status == 302 else 404)


# --- The clinic on paper ---


def test_the_paper_has_the_times_of_the_steps_and_cards_for_each_of_them(cast, dayton, html_of):
    take(dayton.clinic, cast.expert, "expert", "Great Lakes University", "Advises Plansoft")
    html = html_of("clinic_paper", dayton.clinic)
    for time, step in [
        ("1:30 PM", "Presentation"),
        ("1:58 PM", "Advice, while the presenters listen"),
        ("2:35 PM", "Debrief"),
    ]:
        assert html.index(time) < html.index(step)
    assert html.count('class="blank-card"') == 12
    assert "Advises Plansoft" in html
    assert html.count("blank-card__name") == 12


@pytest.mark.parametrize(
    ("label", "named", "asks"),
    [
        (RecordLabel.ATTRIBUTABLE, True, "Name</p>"),
        (RecordLabel.STAFF_ONLY, True, "Name, for the facilitators</p>"),
        (RecordLabel.CHATHAM_HOUSE, True, None),
        (RecordLabel.ATTRIBUTABLE, False, None),
    ],
)
def test_a_blank_card_asks_for_a_name_only_where_it_may_be_told(cast, dayton, html_of, label, named, asks):
    Clinic.objects.filter(pk=dayton.clinic.pk).update(record_label=label, named_cards=named)
    dayton.clinic.refresh_from_db()
    html = html_of("clinic_paper", dayton.clinic)
    if asks:
        assert html.count(asks) == 12
    else:
        assert "blank-card__name" not in html
        assert "No name on a card" in html


# --- All of them, on paper ---


@pytest.mark.parametrize("content", ["whole", "empty", "hostile"])
def test_the_agenda_is_readable_by_everyone(cast, request, pdf_of, tmp_path, content):
    if content != "empty":
        changed = HOSTILE_ANSWERS if content == "hostile" else {}
        case = whole_case(cast.own, **changed)
        CaseStudy.objects.filter(pk=case.pk).update(peers_from=date(2026, 1, 1))
        clinic = whole_clinic(case, room=endless(1, 10) if content == "hostile" else "Room 2")
        take(clinic, cast.expert, "expert", endless(2, 120) if content == "hostile" else "Great Lakes University")
    pdf = pdf_of("agenda", cast.cohort)
    assert findings(pdf, tmp_path) == []
    assert off_the_sheet(pdf) == []
    assert ("No clinic is planned yet" in words_of(pdf)) == (content == "empty")


@pytest.mark.parametrize("content", ["whole", "hostile"])
def test_the_clinic_on_paper_is_readable_by_everyone(cast, tmp_path, content):
    changed = HOSTILE_ANSWERS if content == "hostile" else {}
    clinic = whole_clinic(whole_case(cast.own, **changed))
    take(clinic, cast.expert, "expert", "Great Lakes University", endless(3) if content == "hostile" else "")
    document = make_now(kind="clinic_paper", subject=clinic, by=cast.facilitator)
    pdf = bytes_of(document)
    assert findings(pdf, tmp_path) == []
    assert print_document(document).pdf == pdf
    assert off_the_sheet(pdf) == []
    assert document.pages <= 8


def test_two_snapshots_of_an_unchanged_day_are_equal(cast, dayton, stockton):
    for kind, subject in [("agenda", cast.cohort), ("brief_packet", dayton.clinic), ("clinic_paper", dayton.clinic)]:
        now = timezone.now()
        made = [get_kind(kind).snapshot_of(subject, as_of=now, by=by) for by in (cast.facilitator, cast.administrator)]
        assert made[0] == made[1], kind
