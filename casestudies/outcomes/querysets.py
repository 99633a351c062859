"""Reads of what became of clinics."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.institutes.models import Participation

TAKEN_UP = ("adopt", "adapt")


class CommitmentQuerySet(models.QuerySet):
    """Commitments: read with the clinic's record, and written by those who run the clinic."""

    def visible_to(self, user):
        from .readers import records_visible_to

        return self.filter(clinic__in=records_visible_to(user))

    def editable_by(self, user):
        from casestudies.clinics.models import Clinic

        return self.filter(clinic__in=Clinic.objects.editable_by(user))


class ResponseQuerySet(models.QuerySet):
    """The city's answers: its own team and those who run its cohort; authors see what was sent to them."""

    def visible_to(self, user):
        return self.filter(recommendation__clinic__case__participation__in=Participation.objects.visible_to(user))

    def editable_by(self, user):
        return self.filter(recommendation__clinic__case__participation__in=Participation.objects.editable_by(user))

    def told_to(self, user):
        """Sent answers to recommendations that the user wrote, or to which a card of theirs was joined."""
        if not user.is_authenticated:
            return self.none()
        from casestudies.clinics.models import Seat

        mine = Seat.objects.of(user)
        theirs = Q(recommendation__seat__in=mine) | Q(recommendation__joined__seat__in=mine)
        return self.filter(pk__in=self.model.objects.filter(theirs, sent_at__isnull=False).values("pk"))

    def of_city(self, participation):
        """All answers that a city owes or gave, with all that its page shows, the newest clinic first."""
        clinics = ["-recommendation__clinic__closed_at", "-recommendation__clinic"]
        return self.filter(recommendation__clinic__case__participation=participation).with_clinic().order_by(*clinics)

    def with_clinic(self):
        """With the recommendation, its author, its clinic and city, the owner, and who wrote and sent."""
        return self.select_related(
            "recommendation__seat",
            "recommendation__clinic__case__participation__city",
            "recommendation__clinic__case__participation__cohort",
            "recommendation__clinic__case__participation__mayor",
            "owner__user",
            "suggested_by",
            "updated_by",
            "sent_by",
        )

    def waiting(self):
        """Those that the city has not sent."""
        return self.filter(sent_at=None)

    def overdue(self):
        return self.waiting().filter(due_on__lt=timezone.localdate())

    def taken_up(self):
        """Sent, and adopted as it is or with changes: what is ready to become a row of a tool."""
        return self.filter(sent_at__isnull=False, answer__in=TAKEN_UP)
