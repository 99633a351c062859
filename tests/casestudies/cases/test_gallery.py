"""The gallery: which released cases somebody sees, narrowed down by the address alone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casestudies.cases.gallery import SIZE_LABELS, size_of
from casestudies.clinics.models import Seat
from cohorts.intake.models import Answer, Question
from isc_portal.documents.services import request_document
from tests import factories
from tests.casestudies.clinic_making import make_clinic
from tests.casestudies.making import make_case
from tests.cleared import clear_cache
from tests.documents.conftest import finish

pytestmark = pytest.mark.django_db
URL = "/cohorts/fall-2026/cases/"
TODAY = timezone.localdate()


def open_case(participation, title: str, *, area: str = "", population: int | None = 137_000, **fields):
    """A case that its whole cohort may read, in a priority area of its intake."""
    case = make_case(participation, "released", peers_from=TODAY - timedelta(days=1), title=title, **fields)
    participation.city.population = population
    participation.city.save()
    if area:
        question = Question.objects.get(section__questionnaire__cohort=participation.cohort_id, key="priority-area")
        Answer.objects.update_or_create(
            intake=participation.intake, question=question, defaults={"value": area, "version": 1}
        )
    return case


@pytest.fixture
def three(cast):
    """Three open cases: Dayton's of permits, Stockton's of buses, and Lima's of housing."""
    lima = factories.make_participation(cast.cohort, factories.make_city("Lima"))
    return {
        "Permits": open_case(cast.own, "Permits in ten days", area="permitting", help_sought=["money", "operations"]),
        "Buses": open_case(cast.neighbor, "Buses that come", area="mobility", population=320_000, help_sought=["data"]),
        "Houses": open_case(lima, "Houses to live in", area="housing", population=35_000, help_sought=["money"]),
    }


TITLES = {"Permits": "Permits in ten days", "Buses": "Buses that come", "Houses": "Houses to live in"}


def shown(client, query: str = "") -> set[str]:
    """Which of the three the page shows."""
    page = client.get(URL + query).content.decode()
    return {name for name, title in TITLES.items() if title in page}


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("", {"Permits", "Buses", "Houses"}),
        ("?area=permitting", {"Permits"}),
        ("?area=permitting&area=mobility", {"Permits", "Buses"}),
        ("?help=money", {"Permits", "Houses"}),
        ("?help=money&size=small", {"Houses"}),
        ("?size=large", {"Buses"}),
        ("?size=large&help=money", set()),
        ("?area=no-such-area&size=%3Cscript%3E", {"Permits", "Buses", "Houses"}),
    ],
)
def test_the_address_narrows_the_cases_down(three, sign_in, query, fits):
    assert shown(sign_in("editor"), query) == fits


def test_each_choice_says_how_many_cases_there_would_be_with_it(three, sign_in):
    page = " ".join(sign_in("editor").get(f"{URL}?help=money").content.decode().split())
    assert "2 of 3 cases fit" in page
    assert 'Permitting <span class="quiet">1</span>' in page
    assert 'Mobility <span class="quiet">0</span>' in page
    assert 'Finding the money <span class="quiet">2</span>' in page
    assert 'Data and privacy <span class="quiet">1</span>' in page
    assert "Security" not in page


def test_a_choice_can_be_taken_away_by_a_link_that_keeps_the_others(three, sign_in):
    page = sign_in("editor").get(f"{URL}?help=money&size=small").content.decode()
    assert 'href="?size=small"' in page
    assert 'href="?help=money"' in page
    assert f'href="{URL}">Clear all' in page


def test_a_case_leads_to_its_page_its_clinic_and_its_brief(cast, three, sign_in):
    clinic = make_clinic(three["Permits"])
    brief = finish(request_document(kind="case_brief", subject=three["Permits"], by=cast.editor))
    page = sign_in("peer").get(URL).content.decode()
    assert reverse("casestudies:case_read", kwargs=cast.own.url_kwargs) in page
    assert clinic.get_absolute_url() in page
    assert reverse("documents:download", args=[brief.pk]) in page
    assert "Dayton, OH" in page
    assert "137,000 people" in page
    assert "How can four departments review one permit" in page


@pytest.mark.parametrize(
    ("persona", "sees"),
    [
        ("administrator", {"Permits", "Buses"}),
        ("facilitator", {"Permits", "Buses"}),
        ("viewer", {"Permits"}),
        ("peer", {"Buses"}),
        ("expert", {"Permits"}),
    ],
)
def test_everybody_sees_the_released_cases_that_they_may_read(cast, sign_in, persona, sees):
    """Before the day of the clinics: a city its own, an expert those they advise on, staff all; nobody a draft."""
    permits = make_case(cast.own, "released", title=TITLES["Permits"])
    make_case(cast.neighbor, "released", title=TITLES["Buses"])
    lima = factories.make_participation(cast.cohort, factories.make_city("Lima"))
    make_case(lima, "ready", title=TITLES["Houses"])
    seat = {"role": "expert", "name": "Denise Fuller", "ties_stated_at": timezone.now()}
    Seat.objects.create(clinic=make_clinic(permits), user=cast.expert, **seat)
    assert shown(sign_in(persona)) == sees


@pytest.mark.parametrize(
    ("persona", "status"), [("stranger", 404), ("outsider", 404), ("expert", 404), ("anonymous", 302)]
)
def test_it_is_not_there_for_whoever_has_nothing_to_do_with_the_cohort(three, sign_in, persona, status):
    response = sign_in(persona).get(URL)
    assert response.status_code == status
    assert "Permits" not in response.content.decode()


@pytest.mark.parametrize(
    ("persona", "says"),
    [
        ("facilitator", "once you have found it complete and released it"),
        ("peer", "Each case opens to the cohort on the day of its clinic"),
        ("expert", "you have accepted and stated your vendor ties"),
    ],
)
def test_an_empty_gallery_says_when_something_will_be_there(cast, sign_in, persona, says):
    case = make_case(cast.own, "ready")
    clinic = make_clinic(case)
    Seat.objects.create(clinic=clinic, user=cast.expert, role="expert", name="Denise Fuller", state="invited")
    page = sign_in(persona).get(URL).content.decode()
    assert says in page
    assert ("The next clinic is on" in page) == (persona != "expert")


def test_choices_that_fit_nothing_together_offer_the_way_back(three, sign_in):
    page = sign_in("editor").get(f"{URL}?size=large&help=money").content.decode()
    assert "No case fits" in page
    assert f'<a href="{URL}">show all 3 cases</a>' in page


@pytest.mark.parametrize(
    ("population", "size"),
    [(None, "unknown"), (0, "small"), (99_999, "small"), (100_000, "middle"), (250_000, "large"), (500_000, "largest")],
)
def test_a_city_is_in_the_band_of_its_people(population, size):
    assert size_of(population) == size
    assert size in SIZE_LABELS


def test_it_takes_as_many_queries_for_three_cases_as_for_one(cast, sign_in):
    client = sign_in("peer")
    cast.peer.last_seen_at = timezone.now() + timedelta(days=1)
    cast.peer.save()
    costs = {}
    for number in (1, 2, 3):
        place = factories.make_participation(cast.cohort, factories.make_city(f"Town {number}"))
        case = open_case(place, f"Item {number}", area="housing")
        make_clinic(case)
        finish(request_document(kind="case_brief", subject=case, by=cast.facilitator))
        clear_cache()
        client.get(URL)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(URL).content.decode()
        assert all(f"Item {one}" in page for one in range(1, number + 1))
        assert page.count("Brief<span") == number
        costs[number] = [query["sql"] for query in captured.captured_queries]
    assert len(costs[1]) == len(costs[3]) <= 15, "\n".join(costs[3])


def test_a_day_that_was_set_opens_a_case_before_its_clinic(cast, sign_in):
    case = make_case(cast.own, "released", title=TITLES["Permits"], peers_from=date(2020, 1, 1))
    make_clinic(case)
    assert shown(sign_in("peer")) == {"Permits"}
