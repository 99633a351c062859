"""Inviting cities: one with its people, or a whole list in one act."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.institutes.models import Cohort, Participation
from cohorts.institutes.services import join_cohort
from cohorts.places.gazetteer import Place
from cohorts.places.models import City
from cohorts.places.services import city_of_place
from isc_portal.accounts.models import Invitation
from isc_portal.accounts.services import invite

from .planning import Plan, make_plan


@dataclass(frozen=True)
class Invitee:
    """A person who is to be asked to a city's team."""

    name: str
    email: str
    role: str


class PlanChanged(Exception):
    """What would happen is no longer what was shown: somebody else changed the cohort meanwhile."""


@transaction.atomic
def invite_city(
    *, cohort: Cohort, city: City, mayor_name: str, invitees: Iterable[Invitee], by, message: str = ""
) -> Participation:
    """Take a city into a cohort and ask its people by mail to join the team.

    A city that takes part already is only given the new people. Raises ValidationError, and does nothing at all, if
    the cohort is closed or full, or one of the people is on the team already.
    """
    participation = join_cohort(cohort=cohort, city=city, mayor_name=mayor_name, by=by)
    for person in invitees:
        if participation.members.filter(user__email__iexact=person.email).exists():
            raise ValidationError(f"{person.email} is on the team of {city} already. Nothing was sent.")
        invite(email=person.email, name=person.name, role=person.role, subject=participation, by=by, message=message)
    return participation


@transaction.atomic
def invite_cities(*, cohort: Cohort, plan: Plan, by, message: str = "") -> tuple[list[Participation], list[Invitation]]:
    """Do what a plan says, all of it or nothing: cities, mayors, participations, intakes, invitations by mail.

    Returns the participations that are new and the invitations that were sent. Raises PlanChanged if the same list
    would have another outcome by now, and ValidationError if the plan has problems.
    """
    if not plan.can_be_done:
        raise ValidationError("This list still has rows that need another look. Nothing was done.")
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    if make_plan(cohort=cohort, records=plan.records).fingerprint != plan.fingerprint:
        raise PlanChanged
    joined: list[Participation] = []
    invitations: list[Invitation] = []
    here: dict[tuple[str, str], Participation] = {}
    for row in plan.acting_rows:
        if row.city_key not in here:
            city = row.city if isinstance(row.city, City) else city_of_place(place=cast(Place, row.city))
            here[row.city_key] = join_cohort(cohort=cohort, city=city, mayor_name=row.mayor, by=by)
            joined += [here[row.city_key]] if row.joins else []
        invitations.append(
            invite(
                email=row.email,
                name=row.name,
                role=row.role,
                subject=here[row.city_key],
                by=by,
                message=message,
            )
        )
    return joined, invitations
