"""Reads of a city's team for its page."""

from django.db.models import Count, F, Q, QuerySet

from cohorts.institutes.models import Participation, TeamMember


def team(participation: Participation) -> QuerySet[TeamMember]:
    """The members with their people, the mayor first, each with `section_count`: the sections they look after."""
    theirs = Q(user__assigned_sections__intake__participation=F("participation"))
    sections = Count("user__assigned_sections", filter=theirs)
    return participation.members.mayor_first().annotate(section_count=sections)
