"""The projector: what the room reads from the wall, and what it must not."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casestudies.board import cards, dots, labels, running
from casestudies.board.dot_picture import TALLEST, WIDTH, dot_picture
from casestudies.clinics.models import Clinic, ClinicState, StepKind
from tests.casestudies.clinic_making import make_case, make_clinic


@pytest.fixture
def screen(room, sign_in):
    """A function that reads the projector as one of the cast."""

    def read(persona: str = "facilitator", clinic: Clinic | None = None) -> str:
        response = sign_in(persona).get(reverse("casestudies:screen", args=[(clinic or room.clinic).pk]))
        assert response.status_code == 200
        return response.content.decode()

    return read


def listed(page: str) -> list[str]:
    return re.findall(r"<b>([^<]+)</b>", page.partition("<ol")[2].partition("</ol>")[0])


def test_recommendations_stand_by_their_dots_five_at_most_and_the_rest_is_counted(room, screen):
    made = room.recommend(*(f"Recommendation {number}" for number in range(7)))
    for card, count in zip(made[2:6], (1, 2, 1, 1), strict=True):
        dots.place_dots(card=card, seat=room.seats["expert"], count=count)
    dots.place_dots(card=made[6], seat=room.seats["peer"], count=1)
    dots.place_dots(card=made[0], seat=room.seats["peer"], count=1)
    page = screen()
    assert listed(page) == [f"Recommendation {number}" for number in (3, 0, 2, 4, 5)]
    assert page.count("<small>tied</small>") == 4
    assert "2 more below (1 tied), 7 of 10 dots placed" in page
    assert "What should Dayton do?" in page


def test_the_screen_tells_how_to_come_in(room, screen, settings):
    settings.PORTAL_URL = "https://isc.example"
    page = screen()
    assert "<b>isc.example/join</b>" in page
    assert f"code <b>{room.clinic.join_code}</b>" in page


def test_each_step_lists_its_own_cards_newest_first(room, screen):
    room.go_to(StepKind.CLARIFYING)
    room.write(text="How many permits a year?")
    room.write(text="Who signs?")
    assert listed(screen()) == ["Who signs?", "How many permits a year?"]
    room.go_to(StepKind.PROBING)
    page = screen()
    assert listed(page) == []
    assert "Questions without an answer hidden in them." in page
    room.go_to(StepKind.ADVICE)
    room.write(text="Small contractors lose", kind="risk", theme="engagement")
    page = screen()
    assert listed(page) == ["Small contractors lose"]
    assert "Risk, Engagement. Luis Ortega, City of Stockton" in page


def test_what_waits_is_held_back_or_withdrawn_is_not_on_the_wall(room, screen):
    room.go_to(StepKind.ADVICE)
    held, withdrawn = room.write(text="Held words"), room.write(text="Withdrawn words")
    cards.hold_card(card=held, by=room.leader)
    cards.withdraw_card(card=withdrawn, seat=room.seats["peer"])
    cards.set_moderation(clinic=room.clinic, by=room.leader, on=True)
    room.write(text="Waiting words")
    page = screen()
    assert not {"Held words", "Withdrawn words", "Waiting words"} & set(re.findall(r"\w+ words", page))


def test_a_tie_stands_under_the_name_of_everyone_who_wrote_it(room, screen):
    first, second = *room.recommend("Ask for an export", who="peer"), *room.recommend("Export first", who="expert")
    cards.join_cards(card=second, to=first, by=room.leader)
    page = screen()
    assert listed(page) == ["Ask for an export"]
    assert "Luis Ortega, City of Stockton; Denise Fuller, Professor, Great Lakes University" in page
    assert "Advises Northgate, paid" in page


@pytest.mark.parametrize("label", ["chatham house", "staff only"])
def test_no_name_is_on_the_wall_unless_the_record_is_attributable(room, screen, label):
    room.recommend("Ask for an export", who="expert")
    labels.change_label(clinic=room.clinic, by=room.leader, record_label=label, named_cards=label == "staff only")
    page = screen()
    assert listed(page) == ["Ask for an export"]
    assert "Denise" not in page
    assert "Northgate" not in page
    assert "states a tie" not in page


def test_before_the_start_the_question_is_shown_from_the_day_on_that_the_cohort_may_read_it(cast, screen):
    case = make_case(cast.neighbor, focus_question="Where would Stockton start?")
    clinic = make_clinic(case, by=cast.facilitator, room="Room 4")
    page = screen(clinic=clinic)
    assert "Stockton, California" in page
    assert "Room 4" in page
    assert "Where would Stockton start?" not in page
    today = timezone.now() - timedelta(minutes=1)
    Clinic.objects.filter(pk=clinic.pk).update(day=today.date() - timedelta(days=1))
    assert "Where would Stockton start?" in screen(clinic=clinic)
    case.state = "ready"
    case.save()
    assert "Where would Stockton start?" not in screen(clinic=clinic)


def test_after_the_end_the_wall_says_thank_you(room, screen):
    room.recommend("One counter", "Scan in house")
    running.end(clinic=room.clinic, by=room.leader, early=True)
    page = screen()
    assert "Thank you" in page
    assert "Dayton takes 2 recommendations home and answers each." in page
    assert "One counter" not in page
    assert room.clinic.join_code not in page


def test_of_a_staff_only_record_nothing_is_left_once_it_is_closed(room, screen):
    room.recommend("One counter")
    labels.change_label(clinic=room.clinic, by=room.leader, record_label="staff only", named_cards=True)
    running.end(clinic=room.clinic, by=room.leader, early=True)
    Clinic.objects.filter(pk=room.clinic.pk).update(state=ClinicState.CLOSED)
    page = screen()
    assert "The clinic is over." in page
    assert "recommendation" not in page.partition("<main")[2]


def test_nothing_of_whoever_opened_it_is_on_the_wall(room, screen):
    page = screen().partition("<main")[2]
    assert "Helen Osei" not in page
    assert "Sign" not in page
    assert "<a " not in page
    assert "<form" not in page


@pytest.mark.parametrize(("persona", "status"), [("peer", 200), ("expert", 200), ("editor", 403), ("stranger", 404)])
def test_the_wall_is_for_whoever_sits_in_the_clinic_or_runs_it(room, sign_in, persona, status):
    address = reverse("casestudies:screen", args=[room.clinic.pk])
    assert sign_in(persona).get(address).status_code == status


def test_hostile_text_stays_text_on_the_wall(room, screen):
    room.recommend("<script>alert(1)</script>")
    Clinic.objects.filter(pk=room.clinic.pk).update(question="<img src=x onerror=alert(1)>")
    page = screen()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@given(st.integers(min_value=0, max_value=1500))
def test_every_dot_is_drawn_in_a_picture_that_never_grows_taller(count):
    picture = dot_picture(count)
    drawn = sum(round((row.end - picture.start) / picture.step) + 1 for row in picture.rows)
    assert drawn == count
    assert picture.height <= TALLEST + 0.1
    assert all(row.end <= WIDTH for row in picture.rows)
