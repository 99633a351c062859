"""Writes to cohorts, participations and teams."""

from django.db import transaction

from .models import Cohort, Facilitator, Participation, TeamMember, TeamRole


def add_facilitator(*, cohort: Cohort, user) -> Facilitator:
    """Name the person as a facilitator of the cohort; nothing happens if they already are."""
    return Facilitator.objects.get_or_create(cohort=cohort, user=user)[0]


@transaction.atomic
def add_member(*, participation: Participation, user, role: str, job_title: str = "") -> TeamMember:
    """Take the person into the city's team, or change the role they have there.

    A new mayor takes the place of the one before, who stays on the team as an editor.
    """
    if role == TeamRole.MAYOR:
        participation.members.filter(role=TeamRole.MAYOR).exclude(user=user).update(role=TeamRole.EDITOR)
    member, _ = TeamMember.objects.update_or_create(
        participation=participation,
        user=user,
        defaults={"role": role, "may_sign": False, **({"job_title": job_title} if job_title else {})},
    )
    return member
