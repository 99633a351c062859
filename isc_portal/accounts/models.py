"""People who sign in, and the invitations that let them."""

import secrets
from zoneinfo import ZoneInfo

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from .querysets import InvitationQuerySet, UserManager


def validate_time_zone(name: str) -> None:
    """Refuse a name that the IANA time zone database does not know."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(f"“{name}” is not a time zone we know.") from error


@pghistory.track(exclude=["password", "last_login", "last_seen_at", "previous_visit_at"])
class User(AbstractBaseUser):
    """A person, known by their email address in any spelling of upper and lower case.

    What a person may see follows from what they belong to (a cohort they facilitate, a city they work for, a
    directory entry of their own); only the Institute's administrators are marked on the account itself.
    """

    email = models.EmailField("email address", max_length=254)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=64, default="America/New_York", validators=[validate_time_zone])
    mail_preferences = models.JSONField(default=dict, blank=True)
    is_administrator = models.BooleanField(
        default=False, help_text="Institute staff: sees everything and manages the portal."
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    previous_visit_at = models.DateTimeField(
        null=True, blank=True, help_text="When the visit before this one ended: what is newer is new to them."
    )

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email

    @property
    def initials(self) -> str:
        """One or two capitals for the round face beside what a person did."""
        words = [word for word in self.name.replace("-", " ").split() if word[0].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"

    @cached_property
    def needs_second_factor(self) -> bool:
        """Whether this person must have a second factor: the Institute's staff and every cohort's facilitators."""
        return self.is_administrator or self.facilitations.exists()

    def wants_mail(self, category: str) -> bool:
        """Whether subscribed mail of this category may be sent; all of it until the person says no."""
        return bool(self.mail_preferences.get(category, True))

    # Django's admin asks these four; the Institute's administrators may do everything there, others nothing.
    @property
    def is_staff(self) -> bool:
        return self.is_active and self.is_administrator

    @property
    def is_superuser(self) -> bool:
        return self.is_staff

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


def new_key() -> str:
    """An unguessable key for a link, 43 characters."""
    return secrets.token_urlsafe(32)


class Role(models.TextChoices):
    """What an invitation makes of the person who accepts it."""

    ADMINISTRATOR = "administrator", "Administrator"
    FACILITATOR = "facilitator", "Facilitator"
    MAYOR = "mayor", "Mayor"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"
    EXPERT = "expert", "Expert"


# What the person is asked to do, after "invites you to".
PURPOSES = {
    Role.ADMINISTRATOR: "run the portal with the Institute's staff, as an administrator",
    Role.FACILITATOR: "facilitate {subject}",
    Role.MAYOR: "take part with {subject}, as the mayor",
    Role.EDITOR: "work with the team of {subject}, as an editor",
    Role.VIEWER: "follow the work of {subject}, as a viewer",
    Role.EXPERT: "keep your own entry in the directory of experts",
}


class InvitationState(models.TextChoices):
    """How far an invitation has come. Not stored: it follows from what happened and from the clock."""

    OPEN = "open", "Open"
    EXPIRED = "expired", "Expired"
    ACCEPTED = "accepted", "Accepted"
    REVOKED = "revoked", "Revoked"


@pghistory.track(exclude=["key"])
class Invitation(models.Model):
    """Asks one address to take one role on one subject: a cohort, a city's participation, a directory entry.

    Whoever accepts is admitted by the subject itself (`subject.admit(user=, role=)`), so that this room needs to
    know no subject by name. An invitation without a subject is to the Institute's staff.
    """

    DAYS = 14

    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices)
    subject_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.CASCADE)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_name = models.CharField(max_length=200, blank=True, help_text="What the subject was called when asked.")
    message = models.TextField(blank=True)
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="invitations_made")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    times_sent = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations_accepted"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["subject_type", "subject_id"])]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "role",
                "subject_type",
                "subject_id",
                condition=Q(accepted_at=None, revoked_at=None),
                nulls_distinct=False,
                name="one_open_invitation_per_address_role_and_subject",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_accepted_or_revoked_not_both"
            ),
            models.CheckConstraint(
                condition=Q(role="administrator", subject_type=None, subject_id=None)
                | (~Q(role="administrator") & Q(subject_type__isnull=False, subject_id__isnull=False)),
                name="invitation_has_a_subject_unless_to_the_staff",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.get_role_display()}"

    @property
    def path(self) -> str:
        """The page that the mail leads to. Whoever knows it can act on it, so it is shown to nobody else."""
        return reverse("accounts:invitation", args=[self.key])

    @property
    def state(self) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.OPEN if self.expires_at > timezone.now() else InvitationState.EXPIRED

    @property
    def purpose(self) -> str:
        """What the person is asked to do, as the end of a sentence: "facilitate Fall 2026"."""
        return PURPOSES[Role(self.role)].format(subject=self.subject_name)
