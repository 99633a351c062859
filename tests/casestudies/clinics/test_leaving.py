"""What becomes of the clinics of somebody who stops facilitating a cohort."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from casestudies.board import running
from casestudies.clinics.models import Booking, Clinic, ClinicState
from tests.casestudies.clinic_making import make_case, make_clinic

AT = datetime(2027, 3, 4, 18, 30, tzinfo=UTC)


@pytest.fixture
def clinic(cast) -> Clinic:
    return make_clinic(make_case(cast.own), starts_at=AT, by=cast.facilitator)


def remove(cast, sign_in) -> str:
    """Press the button as an administrator, and read the page that follows."""
    helen = cast.cohort.facilitations.get(user=cast.facilitator)
    url = reverse("cohorts:facilitator_remove", args=[cast.cohort.slug, helen.pk])
    return sign_in("administrator").post(url, follow=True).content.decode()


def test_a_removed_facilitator_leaves_clinics_that_have_not_begun_and_is_free_again(cast, sign_in, clinic):
    page = remove(cast, sign_in)
    assert "They are off the clinic of Dayton: name somebody else there." in page
    assert not clinic.seats.filter(user=cast.facilitator).exists()
    assert not Booking.objects.filter(clinic=clinic, key__contains=str(cast.facilitator.pk), kind="person").exists()
    assert not cast.cohort.facilitations.exists()


def test_a_closed_clinic_keeps_who_ran_it(cast, sign_in, clinic):
    Clinic.objects.filter(pk=clinic.pk).update(state=ClinicState.CLOSED)
    assert "They are off" not in remove(cast, sign_in)
    assert clinic.seats.filter(user=cast.facilitator).exists()


def test_whoever_conducts_a_clinic_cannot_be_removed_before_handing_over(cast, sign_in, clinic):
    running.start(clinic=clinic, by=cast.facilitator, confirmed=True)
    page = remove(cast, sign_in)
    assert "Helen Osei conducts the clinic of Dayton. Hand it over first. Nothing was changed." in page
    assert cast.cohort.facilitations.filter(user=cast.facilitator).exists()
    assert clinic.seats.filter(user=cast.facilitator).exists()
