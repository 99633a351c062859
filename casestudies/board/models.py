"""What happens in the room while a clinic is live: cards, dots, the speaker queue, and who conducts."""

import uuid

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from casestudies.clinics.models import Clinic, ClinicStep, Seat

from .querysets import CardQuerySet

DOTS = 5  # dots a person has for all recommendations of a clinic
LONGEST_CARD = 600  # characters


class CardKind(models.TextChoices):
    CLARIFYING_QUESTION = "clarifying question", "Clarifying question"
    PROBING_QUESTION = "probing question", "Probing question"
    INSIGHT = "insight", "Insight"
    PEER_EXPERIENCE = "peer experience", "Peer experience"
    RISK = "risk", "Risk"
    RESOURCE = "resource", "Resource"
    RECOMMENDATION = "recommendation", "Recommendation"


class Theme(models.TextChoices):
    FINANCING = "financing", "Financing"
    OPERATIONS = "operations", "Operations"
    PARTNERSHIPS = "partnerships", "Partnerships"
    ENGAGEMENT = "engagement", "Engagement"
    DIGITAL_INCLUSION = "digital inclusion", "Digital inclusion"
    VENDORS = "vendors and technology", "Vendors and technology"


class CardState(models.TextChoices):
    WAITING = "waiting", "Waiting"  # for the facilitator, where cards are moderated
    SHOWN = "shown", "On the screen"
    HELD = "held", "Held back"
    WITHDRAWN = "withdrawn", "Withdrawn"  # by whoever wrote it


@pghistory.track()
class Card(models.Model):
    """One contribution. `key` is made in the browser: the same key again is the same card, however often it is sent.

    A card that was joined with another one names it in `joined_to` and stays as it was written. `group` is the
    facilitator's heading for cards that belong together.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="cards")
    step = models.ForeignKey(ClinicStep, null=True, on_delete=models.SET_NULL, related_name="cards")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="cards")
    key = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=20, choices=CardKind.choices)
    theme = models.CharField(max_length=24, choices=Theme.choices, blank=True)
    text = models.TextField(max_length=LONGEST_CARD)
    state = models.CharField(max_length=10, choices=CardState.choices, default=CardState.SHOWN)
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="joined")
    group = models.CharField(max_length=80, blank=True)
    on_paper = models.BooleanField(default=False, help_text="Written on paper and entered afterwards.")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["clinic", "kind", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "key"], name="card_sent_once"),
            models.CheckConstraint(condition=~Q(joined_to=models.F("id")), name="card_joined_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class Dots(models.Model):
    """How many of their five dots a person gave to a recommendation. The sum is kept under a lock of the seat."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="dots")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="dots")
    count = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(DOTS)])

    class Meta:
        verbose_name_plural = "dots"
        constraints = [
            models.UniqueConstraint(fields=["card", "seat"], name="dots_once_per_card_and_seat"),
            models.CheckConstraint(condition=Q(count__gte=1, count__lte=DOTS), name="one_to_five_dots"),
        ]

    def __str__(self) -> str:
        return f"{self.count} for card {self.card_id}"


class SpeakerTurn(models.Model):
    """Somebody who asked to speak: waits, is called, has spoken (or changed their mind)."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="speaker_turns")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="speaker_turns")
    asked_at = models.DateTimeField(auto_now_add=True)
    called_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "seat"], condition=Q(done_at=None), name="asks_to_speak_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat} in {self.clinic}"


@pghistory.track()
class Handover(models.Model):
    """One facilitator's offer to another, by name, to conduct the clinic from now on; it counts once accepted."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="handovers")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    offered_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Accepted, declined or taken back.")

    class Meta:
        ordering = ["offered_at"]
        constraints = [models.UniqueConstraint(fields=["clinic"], condition=Q(ended_at=None), name="one_open_handover")]

    def __str__(self) -> str:
        return f"{self.clinic} to {self.offered_to}"
