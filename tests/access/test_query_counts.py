"""Every list takes as many queries for three things as for one, and never more than fifteen.

The number is that of a whole request: session, reader and second factor; the door; the list. The line above the page
that says what is due is kept for a minute and read before (isc_portal/home.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cleared import clear_cache

from . import items
from . import items_clinics as clinics
from . import items_experts as experts
from . import items_guidebook as guidebook
from . import items_rosters as rosters

pytestmark = pytest.mark.django_db

MOST = 15
CITY, COHORT = "/cities/fall-2026/dayton-oh/", "/cohorts/fall-2026/"


@dataclass(frozen=True)
class List:
    """A list: who reads it, what makes one more thing in it, and what it costs.

    `sees` is in the page once for each thing. `anew` measures the first view of a minute, when what is due and who
    waits is read as well. `mixed` is a page of things of several kinds, each with queries of its own:
    which are on the first page is chance where all were made in the same moment, so `queries` is the most there can be.
    """

    url: str
    persona: str
    make: Callable[[SimpleNamespace, int], None]
    queries: int
    sees: str = "Item {}"
    anew: bool = False
    mixed: bool = False


LISTS = {
    "home of an editor": List("/home/", "editor", items.comment, 6),
    "home of a facilitator": List("/home/", "facilitator", items.submitted_city, 5),
    "home of an administrator": List("/home/", "administrator", items.application, 5),
    "home of somebody in many cities": List("/home/", "editor", items.membership, 6),
    "home of an editor, anew": List("/home/", "editor", items.comment, 21, anew=True),
    "home of a facilitator, anew": List("/home/", "facilitator", items.submitted_city, 12, anew=True),
    "home of an administrator, anew": List("/home/", "administrator", items.application, 15, anew=True),
    "home of somebody in many cities, anew": List("/home/", "editor", items.membership, 20, anew=True),
    "a city's front page": List(CITY, "editor", items.all_of_a_city, 15),
    "task list": List(f"{CITY}intake/", "editor", items.section_work, 10),
    "section page": List(f"{CITY}intake/sections/initiative/", "editor", items.comment, 11),
    "check page": List(f"{CITY}intake/check/", "editor", items.answer, 11),
    "timeline": List(f"{CITY}intake/timeline/", "editor", items.step, 7),
    "history": List(f"{CITY}history/", "editor", items.answer, 15, mixed=True),
    "people": List(f"{CITY}people/", "editor", items.member_and_invitation, 9),
    "documents of a city": List(f"{CITY}documents/", "editor", items.version, 11, ""),
    "documents of one kind": List("/documents/intake/{own}/", "editor", items.version, 11, "PDF of version {}"),
    "every document": List("/documents/", "editor", items.version, 5, 'data-label="Version">{}<'),
    "cohorts": List("/cohorts/", "administrator", items.cohort, 4),
    "cohort grid": List(COHORT, "facilitator", items.city_at_work, 14),
    "a cohort's people": List(f"{COHORT}people/", "administrator", items.facilitator_and_invitation, 6),
    "late codes": List(f"{COHORT}late-codes/", "administrator", items.late_code, 4),
    "review queue": List(f"{COHORT}reviews/", "facilitator", items.reviewed_city, 8),
    "review": List(f"{COHORT}reviews/dayton-oh/", "facilitator", items.comment, 14),
    "cities to compare": List(f"{COHORT}compare/", "facilitator", items.city_at_work, 6),
    "cities side by side": List(f"{COHORT}compare/?{items.SIDE_BY_SIDE}", "facilitator", items.reviewed_city, 13),
    "questionnaire": List(f"{COHORT}questionnaire/", "administrator", items.question, 9),
    "requests to take part": List("/applications/", "administrator", items.application, 6),
    "cities": List("/places/", "administrator", items.city, 4),
    "invitations": List("/accounts/invitations/", "administrator", items.invitation, 4),
    "administrators": List("/accounts/administrators/", "administrator", items.administrator, 3),
    "experts": List("/experts/", "administrator", items.expert, 5),
    "outbox": List("/mail/", "administrator", items.message, 7),
    # Rosters
    "rosters": List("/directory/rosters/", "administrator", rosters.roster, 4),
    **{
        f"rows of a roster that are {outcome}": List(
            f"/directory/rosters/{rosters.NUMBER}/?show={outcome}", "administrator", rosters.row_of_each_outcome, 7
        )
        for outcome in ("new", "changed", "unchanged", "repeated", "doubtful", "refused")
    },
    "problems of a roster": List(
        f"/directory/rosters/{rosters.NUMBER}/problems/csv/", "administrator", rosters.row_of_each_outcome, 4
    ),
    # Experts of a city
    "directory": List("/directory/?q=item", "editor", experts.entry, 12),
    "shortlists": List(f"{CITY}experts/shortlists/", "editor", experts.shortlist, 6),
    "shortlist, also on paper": List(f"{CITY}experts/shortlists/{{shortlist}}/", "editor", experts.on_a_shortlist, 10),
    "introductions": List(f"{CITY}experts/introductions/", "editor", experts.introduction, 8),
    "experts proposed to a city": List(f"{CITY}experts/", "editor", experts.proposed, 11),
    "experts proposed for a question": List("/directory/question/?question=operations", "editor", experts.entry, 8),
    "who was asked": List("/directory/asked/", "facilitator", experts.introduction, 5),
    "guidebooks": List("/guidebooks/?q=item", "editor", guidebook.own_guidebook, 8),
    # Cases
    "case study": List(f"{CITY}case/", "editor", clinics.work_on_case, 15),
    "part of a case": List(f"{CITY}case/parts/question/", "editor", clinics.work_on_case, 13, ""),
    "attachments of a case": List(f"{CITY}case/files/", "editor", clinics.work_on_case, 7),
    "check of a case": List(f"{CITY}case/review/", "facilitator", clinics.work_on_case, 11),
    "case as it is read": List(f"{COHORT}cases/dayton-oh/", "editor", clinics.open_case, 8),
    "history of a case": List(f"{CITY}history/?section=case-study", "editor", clinics.work_on_case, 15, mixed=True),
    "gallery": List(f"{COHORT}cases/", "editor", clinics.clinic, 13),
    "documents of a city with a clinic": List(f"{CITY}documents/", "editor", clinics.papers, 11, ""),
    # Clinics
    "clinics of a cohort": List(f"{COHORT}clinics/", "editor", clinics.clinic, 11),
    "clinics to plan": List(f"{COHORT}clinics/", "facilitator", clinics.clinic, 11),
    "clinics of an expert": List(f"{COHORT}clinics/", "expert", clinics.clinic_of_expert, 11),
    "cases for a new clinic": List(f"{COHORT}clinics/new/", "facilitator", clinics.clinic, 8),
    "clinic": List("/clinics/{clinic}/", "editor", clinics.guest, 11),
    "people of a clinic": List("/clinics/{clinic}/people/", "facilitator", clinics.guest, 14),
    "run-of-show": List("/clinics/{clinic}/steps/", "facilitator", clinics.step, 7),
    # The room
    "console": List("/clinics/{clinic}/console/", "facilitator", clinics.said, 15),
    "seat": List("/clinics/{clinic}/seat/", "peer", clinics.own_card, 15),
    "own cards": List("/clinics/{clinic}/mine/", "peer", clinics.own_card, 7),
    "screen": List("/clinics/{clinic}/screen/", "peer", clinics.said, 12),
    "news of a console": List("/clinics/{clinic}/poll/?view=console", "facilitator", clinics.said, 5),
    "news of a seat": List("/clinics/{clinic}/poll/?view=seat", "peer", clinics.said, 0),  # from the cache
    "cards on paper": List("/clinics/{clinic}/paper/", "facilitator", clinics.said, 7),
    # After it
    "closing": List("/clinics/{clinic}/close/", "facilitator", clinics.to_be_closed, 12),
    "closing, confirmed": List("/clinics/{clinic}/close/confirm/", "facilitator", clinics.to_be_closed, 13),
    "record": List("/clinics/{clinic}/record/", "editor", clinics.answer, 15),
    "cards as a spreadsheet": List("/clinics/{clinic}/record/cards.xlsx", "facilitator", clinics.answer, 12, ""),
    "answers of a city": List(f"{CITY}answers/", "mayor", clinics.answer, 11),
    "advice": List("/advice/", "peer", clinics.advice, 8),
    "home of an editor with clinics": List("/home/", "editor", clinics.clinics_ahead, 6, ""),
    "home of a facilitator with clinics": List("/home/", "facilitator", clinics.clinics_ahead, 5, ""),
    "home of an expert with clinics": List("/home/", "expert", clinics.clinics_ahead, 6, ""),
    "home of a facilitator with clinics, anew": List("/home/", "facilitator", clinics.clinics_ahead, 12, "", anew=True),
    "home of a facilitator with cases": List("/home/", "facilitator", clinics.submitted_case, 5),
    "cohort grid with clinics": List(COHORT, "facilitator", clinics.clinic, 14, "City {}"),
    "a city's front page with answers": List(CITY, "editor", clinics.answer, 15, ""),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_queries_for_three_as_for_one(cast, sign_in, name):
    wanted = LISTS[name]
    client = sign_in(wanted.persona)
    getattr(cast, wanted.persona).last_seen_at = timezone.now() + timedelta(days=1)  # no visit is noted meanwhile
    getattr(cast, wanted.persona).save()
    costs: dict[int, list[str]] = {}
    for number in (1, 2, 3):
        wanted.make(cast, number)
        numbered = lambda name: getattr(cast, name).pk if hasattr(cast, name) else 0  # noqa: E731
        url = wanted.url.format(own=cast.own.pk, clinic=numbered("clinic"), shortlist=numbered("shortlist"))
        clear_cache()
        client.get(url)
        if wanted.anew:
            clear_cache()
        with CaptureQueriesContext(connection) as captured:
            page = client.get(url).content.decode(errors="replace")
        assert all(wanted.sees.format(one) in page for one in range(1, number + 1)), f"{wanted.sees} is not shown"
        costs[number] = [query["sql"] for query in captured.captured_queries]
    told = "\n".join(f"{len(queries)} at {number}: {queries}" for number, queries in costs.items())
    if wanted.mixed:
        assert max(map(len, costs.values())) <= wanted.queries, told
    else:
        assert len(costs[1]) == max(map(len, costs.values())) == wanted.queries, told
    assert wanted.queries <= MOST or wanted.anew
