"""Cohorts, the cities that take part in them, and the people who work for each."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cohorts.places.models import City, Mayor
from isc_portal.accounts.models import validate_time_zone

from .querysets import CohortQuerySet, ParticipationQuerySet, TeamMemberQuerySet


class CohortStatus(models.TextChoices):
    PLANNING = "planning", "Planning"
    APPLICATIONS = "applications", "Applications"
    SELECTION = "selection", "Selection"
    IN_SESSION = "in session", "In session"
    FOLLOW_UP = "follow-up", "Follow-up"
    CLOSED = "closed", "Closed"


# Where a cohort may go from each status. A closed one can be opened again, for a mistake or a late reading.
NEXT_STATUSES = {
    CohortStatus.PLANNING: (CohortStatus.APPLICATIONS, CohortStatus.SELECTION, CohortStatus.IN_SESSION),
    CohortStatus.APPLICATIONS: (CohortStatus.SELECTION, CohortStatus.PLANNING),
    CohortStatus.SELECTION: (CohortStatus.IN_SESSION, CohortStatus.APPLICATIONS),
    CohortStatus.IN_SESSION: (CohortStatus.FOLLOW_UP, CohortStatus.SELECTION),
    CohortStatus.FOLLOW_UP: (CohortStatus.CLOSED, CohortStatus.IN_SESSION),
    CohortStatus.CLOSED: (CohortStatus.FOLLOW_UP,),
}


def day_that_ends(moment: datetime | None, time_zone: str) -> date | None:
    """The day of which a deadline is the end, in a zone: midnight belongs to the day before."""
    return (moment.astimezone(ZoneInfo(time_zone)) - timedelta(microseconds=1)).date() if moment else None


@pghistory.track()
class Cohort(models.Model):
    """A group of cities that go through the Institute together."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=110, unique=True)
    status = models.CharField(max_length=20, choices=CohortStatus.choices, default=CohortStatus.PLANNING)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    hosts = models.CharField(max_length=300, blank=True)
    time_zone = models.CharField(max_length=64, default="America/New_York", validators=[validate_time_zone])
    capacity = models.PositiveSmallIntegerField(default=8)
    application_deadline = models.DateTimeField(null=True, blank=True)
    intake_due_on = models.DateField(null=True, blank=True)
    blueprint_due_on = models.DateField(null=True, blank=True)
    welcome = models.TextField(blank=True, help_text="A paragraph that invited cities read first.")
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    facilitators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Facilitator", related_name="facilitated_cohorts"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohort_has_room"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cohorts:cohort_grid", args=[self.slug])

    @property
    def long_name(self) -> str:
        """The cohort in a sentence: the Fall 2026 cohort."""
        return self.name if self.name.lower().endswith("cohort") else f"{self.name} cohort"

    @property
    def is_closed(self) -> bool:
        """A closed cohort is read by all who could read it before, and changed by nobody."""
        return self.status == CohortStatus.CLOSED

    @property
    def takes_applications(self) -> bool:
        """Whether any city may apply at this moment; a late code lets one apply afterwards."""
        return self.status == CohortStatus.APPLICATIONS and (
            self.application_deadline is None or self.application_deadline > timezone.now()
        )

    @property
    def last_day_to_ask(self) -> date | None:
        """The last whole day on which requests to take part are taken, at the venue."""
        return day_that_ends(self.application_deadline, self.time_zone)

    @property
    def next_statuses(self) -> tuple[CohortStatus, ...]:
        return NEXT_STATUSES[CohortStatus(self.status)]

    def admit(self, *, user, role: str):
        """Make the person who accepted an invitation a facilitator of this cohort."""
        from .services import add_facilitator

        return add_facilitator(cohort=self, user=user)


@pghistory.track()
class Facilitator(models.Model):
    """A person named on a cohort: reviews its intakes and sees every city of it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="facilitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="facilitations")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="facilitator_once_per_cohort")]

    def __str__(self) -> str:
        return f"{self.user} facilitates {self.cohort}"


@pghistory.track()
class Participation(models.Model):
    """A city in a cohort. Everything of a city hangs off this row, and one door leads to it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="participations")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="participations")
    mayor = models.ForeignKey(Mayor, null=True, blank=True, on_delete=models.SET_NULL, related_name="participations")
    intake_due_on = models.DateField(null=True, blank=True, help_text="When it differs from the cohort's own day.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["city__name", "city__state"]
        constraints = [models.UniqueConstraint(fields=["cohort", "city"], name="city_once_per_cohort")]

    def __str__(self) -> str:
        return f"{self.city} in {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("cohorts:city_home", kwargs=self.url_kwargs)

    @property
    def url_kwargs(self) -> dict[str, str]:
        """What every address below this city needs: the two slugs."""
        return {"cohort": self.cohort.slug, "city": self.city.slug}

    @property
    def due_on(self):
        """The day the intake is due: the city's own, else the cohort's."""
        return self.intake_due_on or self.cohort.intake_due_on

    @property
    def time_zone(self) -> str:
        """The city's zone, which a new member of its team starts with."""
        return self.city.time_zone

    def admit(self, *, user, role: str):
        """Make the person who accepted an invitation a member of this city's team."""
        from cohorts.people.services import add_member

        return add_member(participation=self, user=user, role=role)


class TeamRole(models.TextChoices):
    MAYOR = "mayor", "Mayor"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"


WRITING_ROLES = frozenset({TeamRole.MAYOR, TeamRole.EDITOR})


@pghistory.track()
class TeamMember(models.Model):
    """A person who works for a city in one cohort, and what they may do there."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=TeamRole.choices)
    job_title = models.CharField(max_length=120, blank=True)
    may_sign = models.BooleanField(default=False, help_text="Named by the mayor to sign in the mayor's place.")
    joined_at = models.DateTimeField(default=timezone.now)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["participation", "user__name"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "user"], name="member_once_per_city"),
            models.UniqueConstraint(
                fields=["participation"], condition=Q(role="mayor"), name="one_mayor_per_participation"
            ),
            models.CheckConstraint(condition=~Q(role="viewer", may_sign=True), name="viewers_do_not_sign"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def can_write(self) -> bool:
        return self.role in WRITING_ROLES

    @property
    def can_sign(self) -> bool:
        return self.role == TeamRole.MAYOR or self.may_sign

    def refuse_if_last_writer(self) -> None:
        """Raise ValidationError if the city would be left with nobody who may write; asked before an account closes."""
        from cohorts.people.services import refuse_if_last_writer

        refuse_if_last_writer(member=self)
