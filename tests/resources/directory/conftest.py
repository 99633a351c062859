"""Entries for the tests of the directory."""

import pytest
from django.utils import timezone

from resources.directory.models import ContactPoint, Expert

SHOWN, HIDDEN = "shown@example.org", "+19375550134"


@pytest.fixture
def kessler(cast):
    """An entry that nobody keeps, with one contact point that may be shown and one that may not."""
    expert = Expert.objects.create(
        name="Judíth Kessler",
        role_title="Professor of public budgeting",
        organization="Plains University",
        kind="university",
        city="Omaha",
        state="NE",
        population=486_000,
        topics=["reallocation", "permitting"],
        offers=["call"],
        languages=["en", "es"],
        experience="Cut permits from 71 to 19 days.",
    )
    now = timezone.now()
    ContactPoint.objects.create(expert=expert, kind="email", value=SHOWN, consented=True, consented_at=now)
    ContactPoint.objects.create(expert=expert, kind="phone", value=HIDDEN)
    return expert
