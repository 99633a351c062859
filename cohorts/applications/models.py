"""Cities that ask to take part, and the codes that let one of them ask after the deadline."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cohorts.institutes.models import Cohort, Participation, day_that_ends
from isc_portal.accounts.models import new_key

from .querysets import ApplicationQuerySet, LateCodeQuerySet


@pghistory.track(exclude=["code"])
class LateCode(models.Model):
    """Lets one city ask to take part after the cohort's application deadline, once, until it expires."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="late_codes")
    code = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    city_name = models.CharField(max_length=100, help_text="Whom it was made for.")
    state = models.CharField(max_length=2)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = LateCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="late_code_used_or_revoked_not_both"
            ),
        ]

    def __str__(self) -> str:
        return f"Late code for {self.city_name}, {self.state}"

    def get_absolute_url(self) -> str:
        """The address to give to the city: the public form, with the code filled in."""
        return f"{reverse('cohorts:apply')}?code={self.code}"

    @property
    def last_day(self) -> date | None:
        """The last whole day on which it can be used, at the venue of the cohort."""
        return day_that_ends(self.expires_at, self.cohort.time_zone)

    @property
    def standing(self) -> str:
        """open, used, revoked or expired."""
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > timezone.now() else "expired"


class ApplicationState(models.TextChoices):
    NEW = "new", "New"
    INVITED = "invited", "Invited"
    DECLINED = "declined", "Declined"


DECIDED_APPLICATIONS = frozenset({ApplicationState.INVITED, ApplicationState.DECLINED})


@pghistory.track()
class Application(models.Model):
    """A city that asks to take part, from the public form; an administrator invites it or declines."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="applications")
    city_name = models.CharField(max_length=100)
    state = models.CharField(max_length=2)
    mayor_name = models.CharField(max_length=120)
    contact_name = models.CharField(max_length=120)
    contact_title = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=40, blank=True)
    initiative = models.TextField(max_length=3000)
    late_code = models.ForeignKey(LateCode, null=True, blank=True, on_delete=models.SET_NULL)
    status = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.NEW)
    reply = models.TextField(blank=True, help_text="What the Institute wrote back.")
    received_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.SET_NULL, related_name="applications"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(F("status"), F("received_at").desc(), name="application_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="new", decided_at=None) | (~Q(status="new") & Q(decided_at__isnull=False)),
                name="application_decided_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.city_name}, {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("cohorts:application", args=[self.pk])

    @property
    def is_new(self) -> bool:
        return self.status == ApplicationState.NEW
