"""What the tests of clinics begin with."""

from datetime import UTC, datetime

import pytest

from tests.casestudies.clinic_making import make_case, make_clinic

AT = datetime(2027, 3, 4, 18, 30, tzinfo=UTC)  # Thursday, 1:30 PM in New York


@pytest.fixture
def case(cast):
    """Dayton's case, released."""
    return make_case(
        cast.own, title="Cut permit time", focus_question="Which step first?", help_sought=["reallocation"]
    )


@pytest.fixture
def clinic(cast, case):
    """Its clinic on March 4, planned by Helen Osei in room 304."""
    return make_clinic(case, starts_at=AT, by=cast.facilitator, room="Room 304", link="https://meet.example.org/dayton")
