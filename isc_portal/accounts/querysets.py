"""Reads of people and invitations: who may see what."""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager):
    """Finds people by address, in any spelling of upper and lower case."""

    def administrators(self):
        """The Institute's staff whose accounts are open."""
        return self.filter(is_administrator=True, is_active=True)

    def get_by_natural_key(self, email: str | None):
        return self.get(email__iexact=email)

    def create_user(self, email: str, name: str, password: str | None = None, **fields):
        """Make an account; without a password the person signs in by mailed code or passkey."""
        user = self.model(email=email.strip().lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None, **fields):
        """Make an administrator from the command line; whoever may type there vouches for the address."""
        from allauth.account.models import EmailAddress  # its models refer to this one

        user = self.create_user(email, name, password, is_administrator=True, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class InvitationQuerySet(models.QuerySet):
    """Invitations, and who may see and manage them."""

    def waiting(self):
        """Neither accepted nor revoked; possibly expired, and then a new sending opens them again."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self):
        """Those that can be accepted at this moment."""
        return self.waiting().filter(expires_at__gt=timezone.now())

    def in_state(self, state: str):
        """Those of one `InvitationState`."""
        return {
            "open": self.open,
            "expired": lambda: self.waiting().filter(expires_at__lte=timezone.now()),
            "accepted": lambda: self.filter(accepted_at__isnull=False),
            "revoked": lambda: self.filter(revoked_at__isnull=False),
        }[state]()

    def for_subject(self, subject):
        """Those to this cohort, participation or directory entry; to the Institute's staff when it is None."""
        if subject is None:
            return self.filter(subject_type=None, subject_id=None)
        return self.filter(subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk)

    def visible_to(self, user):
        """Administrators see all; others those they made. A subject's own page shows its own through its door."""
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(invited_by=user)
