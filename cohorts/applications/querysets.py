"""Reads of applications and late codes: who may see what."""

import re

from django.db import models
from django.utils import timezone


class LateCodeQuerySet(models.QuerySet):
    """Late codes; administrators make and revoke them, facilitators of the cohort may read who has one."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(cohort__in=user.facilitations.values("cohort"))

    def editable_by(self, user):
        return self if user.is_authenticated and user.is_administrator else self.none()

    def usable(self):
        """Codes that let a city apply at this moment."""
        open_ones = self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())
        return open_ones.exclude(cohort__status="closed")

    def with_code(self, code: str):
        """The usable code that somebody came with, or None."""
        known = re.fullmatch(r"[\w-]{1,64}", code, re.ASCII)
        return self.usable().select_related("cohort").filter(code=code).first() if known else None


class ApplicationQuerySet(models.QuerySet):
    """Cities that ask to take part; administrators decide, facilitators of the cohort may read."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(cohort__in=user.facilitations.values("cohort"))

    def editable_by(self, user):
        return self if user.is_authenticated and user.is_administrator else self.none()

    def waiting(self):
        """Those that nobody has decided yet."""
        return self.filter(status="new")
