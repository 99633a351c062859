"""Reads of cards. Whom a card is by is decided in `board.naming` alone."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce


class CardQuerySet(models.QuerySet):
    """Cards of clinics."""

    def visible_to(self, user):
        """What is on the screen, for whoever sees the clinic; what waits or is held back, for its facilitators.

        Where the record is for staff only, cards are gone from the others' pages once the clinic is closed, except
        the recommendations to the city that answers them.
        """
        from casestudies.clinics.models import Clinic

        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        own = Q(seat__user=user)
        answered = Q(kind="recommendation", clinic__case__participation__in=user.memberships.values("participation"))
        kept = ~Q(clinic__record_label="staff only", clinic__state="closed") | answered
        seen = Q(clinic__in=Clinic.objects.visible_to(user), state="shown") & kept
        facilitated = Q(clinic__case__participation__cohort__in=user.facilitations.values("cohort"))
        return self.filter(seen | own | facilitated)

    def on_screen(self):
        """Shown, and not joined with another one."""
        return self.filter(state="shown", joined_to=None)

    def recommendations(self):
        return self.filter(kind="recommendation")

    def by_dots(self):
        """With `dot_count`, those with most dots first; equal ones in the order in which they came.

        Dots on cards that are joined with another one count for the one on top.
        """
        from .models import Dots

        together = Dots.objects.filter(Q(card=OuterRef("pk")) | Q(card__joined_to=OuterRef("pk")))
        counted = together.order_by().values(all=Value(1)).annotate(sum=Sum("count")).values("sum")
        return self.annotate(dot_count=Coalesce(Subquery(counted), 0)).order_by("-dot_count", "made_at", "pk")
