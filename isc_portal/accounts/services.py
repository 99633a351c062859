"""Writes to accounts: profiles, the Institute's staff, and what closes or rescues an account.

Whatever is refused is refused with a ValidationError whose sentence can be shown as it is.
"""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from .invitations import accept, accept_as_newcomer, invite, open_account, resend, revoke, revoke_all
from .models import User
from .notices import send_notice

__all__ = ["accept", "accept_as_newcomer", "invite", "open_account", "resend", "revoke", "revoke_all"]


def save_profile(*, user, name: str, phone: str, time_zone: str, mail_preferences: dict[str, bool]) -> User:
    """Keep what a person says about themselves. Mail preferences of categories not named stay as they were."""
    user.name, user.phone, user.time_zone = name, phone, time_zone
    user.mail_preferences = {**user.mail_preferences, **mail_preferences}
    user.save(update_fields=["name", "phone", "time_zone", "mail_preferences"])
    return user


def remove_password(*, user) -> None:
    """Leave mailed codes and passkeys as the ways to sign in. Tells the person by mail; other sessions end."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    send_notice(to=user, name="password_removed")


@transaction.atomic
def remove_administrator(*, user, by) -> None:
    """Take someone off the Institute's staff; the account and all else the person belongs to stay.

    Tells them by mail. Raises ValidationError for the last administrator.
    """
    _refuse_for_last_administrator(user)
    if User.objects.filter(pk=user.pk, is_administrator=True).exists():
        user.is_administrator = False
        user.save(update_fields=["is_administrator"])
        send_notice(to=user, name="no_longer_administrator", by=by)


@transaction.atomic
def deactivate(*, user, by) -> None:
    """Close an account: the person is signed out everywhere and cannot sign in; what they did stays under their name.

    Raises ValidationError for the last administrator and for the last mayor or editor of a city.
    """
    _refuse_for_last_administrator(user)
    for membership in user.memberships.select_related("participation__city", "participation__cohort"):
        membership.refuse_if_last_writer()
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user=user)


def reactivate(*, user, by) -> None:
    """Open a closed account again, with everything it belonged to."""
    user.is_active = True
    user.save(update_fields=["is_active"])


@transaction.atomic
def reset_second_factor(*, user, by) -> None:
    """Remove authenticator app, passkeys and recovery codes of someone who lost them.

    Signs the person out everywhere and tells them by mail. Who must have a second factor sets up a new one at the
    next sign-in. Whoever calls this has made sure that the person asking is the person.
    """
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)
    send_notice(to=user, name="second_factor_reset", by=by)


def end_sessions(*, user, keep: str | None = None, only: int | None = None) -> int:
    """Sign a person out: everywhere, everywhere but in the session with the key `keep`, or in `only` that session.

    Returns how many sessions ended.
    """
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    if only is not None:
        sessions = sessions.filter(pk=only)
    ended = list(sessions)
    for session in ended:
        session.end()
    return len(ended)


def _refuse_for_last_administrator(user) -> None:
    """Lock the staff and raise ValidationError if the person is all there is of it."""
    staff = list(User.objects.administrators().select_for_update().order_by("pk").values_list("pk", flat=True))
    if staff == [user.pk]:
        raise ValidationError(
            f"{user} is the only administrator, so nothing was changed. Invite another administrator first."
        )
