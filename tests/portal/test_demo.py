"""The demonstration: told once, gone on with where it was broken off, and never among people of another portal."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from casestudies.board.models import Card
from casestudies.clinics.models import Clinic, ClinicStep
from casestudies.outcomes.models import Response
from cohorts.institutes.models import Cohort
from cohorts.intake.models import Intake
from isc_portal.accounts.demo import DEMO_PEOPLE, people
from isc_portal.accounts.models import User
from isc_portal.documents.models import Document
from resources.assurance.models import OutdatedReport
from resources.directory.models import Expert
from resources.introductions.models import Introduction
from resources.library.models import Practice
from resources.rosters.models import Roster, RosterRow
from tests import factories

pytestmark = pytest.mark.django_db


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.mark.slow
def test_eight_cities_stand_at_every_stage_and_a_second_telling_changes_nothing(settings):
    settings.DEMO = True
    assert "8 cities" in demo()
    states = sorted(Intake.objects.values_list("state", flat=True))
    assert states == ["accepted"] * 4 + ["in progress", "invited", "returned", "signed off"]
    assert Document.objects.filter(kind="blueprint", job_state="ready").count() == 4
    assert Document.objects.filter(kind="blueprint", status="approved").count() == 1
    assert [user.email for user, _ in people()] == [email for email, _ in DEMO_PEOPLE]
    _a_day_of_four_clinics()
    _a_directory_and_a_library()

    Document.objects.filter(kind="intake").delete()
    counts = User.objects.count(), Cohort.objects.count(), Document.objects.count()
    assert "is ready" in demo()
    assert (User.objects.count(), Cohort.objects.count(), Document.objects.count() - 1) == counts
    assert "here already" in demo()


def _a_day_of_four_clinics() -> None:
    """One is closed with its report and half of its answers, one is live and moves, two are ahead."""
    assert list(Clinic.objects.order_by("starts_at").values_list("state", flat=True)) == [
        "closed", "live", "planned", "planned",
    ]  # fmt: skip
    closed, live = Clinic.objects.order_by("starts_at")[:2]
    assert Response.objects.filter(recommendation__clinic=closed, sent_at__isnull=False).count() == 4
    assert Response.objects.waiting().count() == 3
    assert Document.objects.filter(kind="clinic_report").exists()
    assert live.simulated
    before = Card.objects.filter(clinic=live).count()
    for _ in range(6):
        ClinicStep.objects.filter(clinic=live).update(started_at=timezone.now() - timedelta(minutes=5))
        call_command("demo_room", moves=1, stdout=StringIO())
    assert Card.objects.filter(clinic=live).count() > before


def _a_directory_and_a_library() -> None:
    """One roster is in, one is to be decided about; experts are asked; three practices are out and one waits."""
    assert list(Roster.objects.order_by("pk").values_list("state", flat=True)) == ["committed", "checked"]
    outcomes = Counter(RosterRow.objects.filter(roster__state="checked").values_list("outcome", flat=True))
    assert outcomes == {"doubtful": 3, "new": 1, "unchanged": 1, "refused": 1}
    assert Expert.objects.listed().count() == 13 and Expert.objects.exclude(asked_at=None).count() == 1
    assert OutdatedReport.objects.open().count() == 1
    assert set(Introduction.objects.values_list("state", "help_request__helped")) == {
        ("accepted", "a lot"), ("asked", ""), ("declined", ""),
    }  # fmt: skip
    assert Counter(Practice.objects.values_list("state", flat=True)) == {"published": 3, "submitted": 1}
    assert Practice.objects.with_adopted().get(slug__startswith="one-clerk").adopted == 2


def test_it_is_not_told_among_people_of_another_portal(settings):
    settings.DEMO = True
    factories.make_user("Somebody")
    assert "people of its own" in demo()
    assert not Cohort.objects.exists()


def test_a_real_portal_refuses_it(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        demo()
    assert not User.objects.exists()
