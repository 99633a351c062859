"""The clinic: when and where a case is worked on, by whom, in which steps, and what may be told about it afterwards."""

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from casestudies.cases.models import CaseStudy
from resources.directory.models import Expert

from .querysets import ClinicQuerySet, SeatQuerySet


class RecordLabel(models.TextChoices):
    """What may be told about who said what."""

    ATTRIBUTABLE = "attributable", "Attributable"
    CHATHAM_HOUSE = "chatham house", "Chatham House"
    STAFF_ONLY = "staff only", "Staff only"


class ClinicState(models.TextChoices):
    PLANNED = "planned", "Planned"
    LIVE = "live", "Live"
    ENDED = "ended", "Ended"  # the run-of-show is over, the record is not closed yet
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


class StepKind(models.TextChoices):
    """What a step of the run-of-show is for, from which follows what may be written in it (see `board.rules`)."""

    PRESENTATION = "presentation", "Presentation"
    CLARIFYING = "clarifying", "Clarifying questions"
    PROBING = "probing", "Probing questions"
    RESTATED = "restated", "The question restated"
    ADVICE = "advice", "Advice, while the presenters listen"
    REFLECTION = "reflection", "Reflection by the mayor"
    RECOMMENDATIONS = "recommendations", "Recommendations and commitments"
    DEBRIEF = "debrief", "Debrief"
    BREAK = "break", "Break"


# terms.md: the default run-of-show, in minutes.
DEFAULT_RUN_OF_SHOW = (
    (StepKind.PRESENTATION, 10),
    (StepKind.CLARIFYING, 5),
    (StepKind.PROBING, 10),
    (StepKind.RESTATED, 3),
    (StepKind.ADVICE, 20),
    (StepKind.REFLECTION, 7),
    (StepKind.RECOMMENDATIONS, 10),
    (StepKind.DEBRIEF, 5),
)


@pghistory.track(exclude=["board_version"])
class Clinic(models.Model):
    """A session on one case. While it is live the clock is made of `step`, `step_ends_at` and `paused_at` alone.

    `board_version` counts every change that somebody in the room can see (see `board.versions`).
    """

    case = models.ForeignKey(CaseStudy, on_delete=models.PROTECT, related_name="clinics")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=70, validators=[MinValueValidator(10), MaxValueValidator(480)])
    day = models.DateField(editable=False, help_text="The day it starts on at the cohort's venue.")
    room = models.CharField(max_length=100, blank=True)
    link = models.URLField(max_length=300, blank=True, help_text="Where to join from elsewhere.")
    record_label = models.CharField(max_length=15, choices=RecordLabel.choices, default=RecordLabel.ATTRIBUTABLE)
    named_cards = models.BooleanField(default=True, help_text="Cards carry the name of whoever wrote them.")
    moderated = models.BooleanField(default=False, help_text="The facilitator puts each card on the screen.")
    state = models.CharField(max_length=10, choices=ClinicState.choices, default=ClinicState.PLANNED)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The facilitator who conducts it; handed over by name only.",
    )
    join_code = models.CharField(max_length=6, unique=True, editable=False)
    question = models.TextField(blank=True, help_text="The question as it was restated in the room.")
    step = models.ForeignKey("ClinicStep", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    step_ends_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True, help_text="Since when the clock stands still.")
    ended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    notes = models.TextField(blank=True, help_text="The facilitator's notes, which stand in the report.")
    notes_version = models.PositiveIntegerField(default=0)
    board_version = models.PositiveBigIntegerField(default=1)
    calendar_sequence = models.PositiveIntegerField(
        default=0, help_text="Grows when the time, the place or the title changes: calendars then take the new one."
    )
    simulated = models.BooleanField(default=False, help_text="The room of the demonstration moves by itself.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClinicQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="live") | Q(step__isnull=False, step_ends_at__isnull=False),
                name="live_clinic_has_a_clock",
            )
        ]

    def __str__(self) -> str:
        return f"Clinic of {self.case.participation.city}"

    def get_absolute_url(self) -> str:
        return reverse("casestudies:clinic", args=[self.pk])

    @property
    def participation(self):
        return self.case.participation

    @property
    def cohort(self):
        return self.case.participation.cohort

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


@pghistory.track()
class ClinicStep(models.Model):
    """One step of a clinic's run-of-show."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=StepKind.choices)
    name = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(240)])
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    added_minutes = models.PositiveSmallIntegerField(default=0, help_text="By which it was extended while it ran.")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "order"], name="step_order_once", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.name


class SeatRole(models.TextChoices):
    FACILITATOR = "facilitator", "Facilitator"
    EXPERT = "expert", "Expert"
    OBSERVER = "observer", "Observer"
    PRESENTER = "presenter", "Presenter"  # the city's own team: the listening side
    PEER = "peer", "Peer"  # the other cities of the cohort


class SeatState(models.TextChoices):
    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


INVITED_ROLES = frozenset({SeatRole.EXPERT, SeatRole.OBSERVER})


@pghistory.track(exclude=["seen_at"])
class Seat(models.Model):
    """One person in one clinic: what they are there, under which words they are shown, and their ties to vendors.

    Facilitators, experts and observers are given a seat when the clinic is planned; presenters and peers take theirs
    when they come in. An expert without an account has a seat with `expert` and no `user` until they accept.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="seats"
    )
    expert = models.ForeignKey(Expert, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=12, choices=SeatRole.choices)
    state = models.CharField(max_length=10, choices=SeatState.choices, default=SeatState.ACCEPTED)
    name = models.CharField(max_length=120, help_text="As shown in the room.")
    title = models.CharField(max_length=200, blank=True, help_text="“Mayor of Chattanooga”")
    ties = models.TextField(
        max_length=500, blank=True, help_text="Ties to vendors, in the person's words; none if empty."
    )
    ties_stated_at = models.DateTimeField(null=True, blank=True, help_text="When the person said which ties there are.")
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)
    first_seen_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(null=True, blank=True, help_text="As the facilitator noted it; unknown before.")

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["role", "name"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "user"], name="one_seat_per_person"),
            models.UniqueConstraint(fields=["clinic", "expert"], name="one_seat_per_expert"),
            models.CheckConstraint(condition=Q(user__isnull=False) | Q(expert__isnull=False), name="seat_is_somebodys"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"


class CalendarAddress(models.Model):
    """The address at which a person's calendar fetches their clinics; a new `number` makes the one before useless."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address")
    number = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return f"Calendar address of {self.user}"


class Booked(models.TextChoices):
    """What cannot be in two clinics at the same time."""

    PERSON = "person", "Person"
    CITY = "city", "City"
    ROOM = "room", "Room"


class Booking(models.Model):
    """That a person, a city or a room is taken for the time of a clinic. The database refuses a second one.

    `key` is the same for the same person whether they come as expert or facilitator (see `bookings.person_key`).
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="bookings")
    kind = models.CharField(max_length=10, choices=Booked.choices)
    key = models.CharField(max_length=140)
    label = models.CharField(max_length=200, help_text="Who or what it is, for the sentence about a clash.")
    period = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="nobody_in_two_clinics_at_once",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(fields=["clinic", "kind", "key"], name="booked_once_per_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.clinic}"
