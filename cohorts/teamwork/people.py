"""Who works on a city's pages: its team, and the facilitators of its cohort."""

from django.db.models import Value

from cohorts.institutes.models import Facilitator, Participation, TeamMember, TeamRole

FACILITATOR = "Facilitator"


def people_of(participation: Participation) -> dict[int, str]:
    """What each of the people is here ("Mayor", "Editor", "Viewer", "Facilitator") by their user id. One query."""
    team = TeamMember.objects.filter(participation=participation).order_by().values_list("user", "role")
    facilitators = (
        Facilitator.objects.filter(cohort=participation.cohort_id).order_by().values_list("user", Value(FACILITATOR))
    )
    found: dict[int, str] = {}
    for user_id, role in team.union(facilitators):
        if found.get(user_id) in (None, FACILITATOR):
            found[user_id] = role if role == FACILITATOR else TeamRole(role).label
    return found
