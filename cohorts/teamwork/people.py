"""Who works on a city's pages: its team, and the facilitators of its cohort."""

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, Subquery

from cohorts.institutes.models import Facilitator, Participation, TeamMember, TeamRole


def people_of(participation: Participation) -> dict[int, object]:
    """The people by id, each with `.role_words` ("Mayor", "Editor", "Viewer", "Facilitator"). One query."""
    member = TeamMember.objects.filter(participation=participation, user=OuterRef("pk"))
    facilitates = Facilitator.objects.filter(cohort=participation.cohort_id, user=OuterRef("pk"))
    people = (
        get_user_model()
        .objects.annotate(team_role=Subquery(member.values("role")[:1]), facilitates=Exists(facilitates))
        .filter(Q(team_role__isnull=False) | Q(facilitates=True))
    )
    found = {}
    for person in people:
        person.role_words = TeamRole(person.team_role).label if person.team_role else "Facilitator"
        found[person.pk] = person
    return found
