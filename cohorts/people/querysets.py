"""Reads of a city's team for its page."""

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from cohorts.institutes.models import Participation, TeamMember, TeamRole


def team(participation: Participation) -> QuerySet[TeamMember]:
    """The members with their people, the mayor first, each with `section_count`: the sections they look after."""
    order = Case(*(When(role=role, then=Value(n)) for n, role in enumerate(TeamRole)), output_field=IntegerField())
    theirs = Q(user__assigned_sections__intake__participation=F("participation"))
    return (
        participation.members.select_related("user")
        .annotate(section_count=Count("user__assigned_sections", filter=theirs))
        .order_by(order, "user__name")
    )
