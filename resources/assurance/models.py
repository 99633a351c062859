"""Words from readers that an entry is no longer true."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone

from resources.directory.models import Expert

from .querysets import OutdatedReportQuerySet


@pghistory.track()
class OutdatedReport(models.Model):
    """Somebody says that an entry is out of date; an administrator settles it."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="outdated_reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OutdatedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "by"], condition=models.Q(settled_at=None), name="one_open_report_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.note}"
