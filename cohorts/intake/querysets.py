"""Reads of intakes: who may see what."""

from django.db import models


def _participations():
    from cohorts.institutes.models import Participation

    return Participation.objects


class IntakeQuerySet(models.QuerySet):
    """Intakes: the city's team, the cohort's facilitators and administrators."""

    def visible_to(self, user):
        return self.filter(participation__in=_participations().visible_to(user))

    def editable_by(self, user):
        return self.filter(participation__in=_participations().editable_by(user))


class AnswerQuerySet(models.QuerySet):
    """Answers, as visible as the intake they belong to."""

    def visible_to(self, user):
        return self.filter(intake__participation__in=_participations().visible_to(user))

    def editable_by(self, user):
        return self.filter(intake__participation__in=_participations().editable_by(user))


class AnswerFileQuerySet(AnswerQuerySet):
    """Uploaded files: the same rule as for answers, for the page and the download alike."""


class ReviewQuerySet(models.QuerySet):
    """Reviews are the facilitators' own: a city never sees them."""

    def visible_to(self, user):
        return self.filter(intake__participation__in=_participations().run_by(user))

    def editable_by(self, user):
        return self.visible_to(user).filter(reviewer=user) if user.is_authenticated else self.none()
