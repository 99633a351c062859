"""Reads of what became of clinics."""

from django.db import models
from django.utils import timezone

from cohorts.institutes.models import Participation


class CommitmentQuerySet(models.QuerySet):
    """Commitments: read with the clinic's report."""

    def visible_to(self, user):
        from casestudies.clinics.models import Clinic

        return self.filter(clinic__in=Clinic.objects.visible_to(user))


class ResponseQuerySet(models.QuerySet):
    """The city's answers: its own team and those who run its cohort; authors see what was sent to them."""

    def visible_to(self, user):
        return self.filter(recommendation__clinic__case__participation__in=Participation.objects.visible_to(user))

    def editable_by(self, user):
        return self.filter(recommendation__clinic__case__participation__in=Participation.objects.editable_by(user))

    def told_to(self, user):
        """Sent answers to recommendations that the user wrote."""
        return self.filter(recommendation__seat__user=user, sent_at__isnull=False)

    def waiting(self):
        return self.filter(sent_at=None)

    def overdue(self):
        return self.waiting().filter(due_on__lt=timezone.localdate())
