"""A case, its clinic, and somebody to ask."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from casestudies.clinics.models import RecordLabel
from casestudies.outcomes.closing import close_clinic
from resources.directory.models import Expert
from tests.casestudies.clinic_making import make_case, make_clinic
from tests.cleared import clear_cache

AT = datetime(2027, 3, 4, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_counted():
    """No test spends what the rates leave to another."""
    clear_cache()


@pytest.fixture
def judith(db):
    return Expert.objects.create(
        name="Judith Kessler", email="judith@example.org", topics=["permitting", "reallocation"]
    )


@pytest.fixture
def case(cast):
    """Dayton's case, released."""
    return make_case(cast.own, title="Cut permit time", help_sought=["reallocation"])


@pytest.fixture
def clinic(cast, case):
    """Its clinic on March 4."""
    return make_clinic(case, starts_at=AT, by=cast.facilitator)


def hold(clinic, *, by, came=(), label: str = RecordLabel.ATTRIBUTABLE) -> None:
    """The clinic is over and closed, with the seats of those who came."""
    type(clinic).objects.filter(pk=clinic.pk).update(
        state="ended", ended_at=timezone.now(), record_label=label, named_cards=label == RecordLabel.ATTRIBUTABLE
    )
    clinic.refresh_from_db()
    close_clinic(clinic=clinic, by=by, attended=[seat.pk for seat in came])
