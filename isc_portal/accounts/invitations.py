"""Invitations, the only way into the portal: made, sent again, revoked, accepted.

Whoever calls these has asked the subject's own rules whether the inviter may; here stands what holds for all.
Nothing here tells the inviter whether an address has an account.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue

from .models import Invitation, InvitationState, Role, User

LASTS = timedelta(days=Invitation.DAYS)
PAUSE = timedelta(minutes=1)  # between two sendings, so that a double click sends one mail

NO_LONGER_OPEN = {
    InvitationState.ACCEPTED: "This invitation has already been accepted.",
    InvitationState.REVOKED: "This invitation was revoked. Ask whoever invited you for a new one.",
    InvitationState.EXPIRED: "This invitation has expired. Ask whoever invited you to send it again.",
}


@transaction.atomic
def invite(*, email: str, name: str, role: str, subject, by, message: str = "") -> Invitation:
    """Ask an address to take a role on a subject (None: the Institute's staff), and mail it the link.

    The same address, role and subject again renews the invitation that waits and mails it anew. Raises
    ValidationError for an address nobody can write to, and for whoever is an administrator already; ValueError for
    a role that does not go with the subject.
    """
    if (role == Role.ADMINISTRATOR) != (subject is None):
        raise ValueError("Only administrators are invited to no subject, and to nothing else.")
    email = email.strip().lower()
    validate_email(email)
    if role == Role.ADMINISTRATOR and User.objects.administrators().filter(email__iexact=email).exists():
        raise ValidationError(f"{email} is an administrator already.")
    waiting = Invitation.objects.waiting().for_subject(subject).filter(email__iexact=email, role=role)
    fields = {
        "name": name.strip(),
        "message": message.strip(),
        "invited_by": by,
        "subject_name": str(subject or "")[:200],
        "expires_at": timezone.now() + LASTS,
    }
    try:
        with transaction.atomic():
            Invitation.objects.create(email=email, role=role, subject=subject, **fields)
    except IntegrityError:
        waiting.update(**fields)
    return _send(waiting.select_for_update().get())


@transaction.atomic
def resend(*, invitation: Invitation, by) -> Invitation:
    """Mail an open or expired invitation again; it can be accepted for another 14 days.

    Raises ValidationError if it was accepted or revoked meanwhile, or mailed less than a minute ago.
    """
    invitation = _lock_waiting(invitation)
    if invitation.sent_at and timezone.now() - invitation.sent_at < PAUSE:
        raise ValidationError(f"The invitation to {invitation.email} was sent a moment ago. Nothing was sent now.")
    return _send(invitation)


@transaction.atomic
def revoke(*, invitation: Invitation, by) -> Invitation:
    """Make the link of an open or expired invitation useless. Raises ValidationError if it was accepted meanwhile."""
    invitation = _lock_waiting(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


def revoke_all(*, email: str, subject) -> int:
    """Revoke whatever waits for this address on this subject, as when a person leaves a team."""
    waiting = Invitation.objects.waiting().for_subject(subject).filter(email__iexact=email)
    return waiting.update(revoked_at=timezone.now())


@transaction.atomic
def accept(*, invitation: Invitation, user) -> Invitation:
    """Give the person the role they were asked to take. Accepting twice changes nothing.

    Raises ValidationError if the invitation is not open, was sent to an address that is not the person's own, or
    its subject refuses or is gone.
    """
    invitation = _lock(invitation)
    if invitation.state == InvitationState.ACCEPTED and invitation.accepted_by_id == user.pk:
        return invitation
    if invitation.state != InvitationState.OPEN:
        raise ValidationError(NO_LONGER_OPEN[invitation.state])
    if not is_for(invitation, user):
        raise ValidationError(f"This invitation was sent to {invitation.email}, and you are signed in as {user.email}.")
    if invitation.role == Role.ADMINISTRATOR:
        user.is_administrator = True
        user.save(update_fields=["is_administrator"])
    elif invitation.subject is None:
        raise ValidationError(f"{invitation.subject_name} is no longer in the portal. Nothing was changed.")
    else:
        invitation.subject.admit(user=user, role=invitation.role)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return invitation


@transaction.atomic
def accept_as_newcomer(*, invitation: Invitation, name: str, time_zone: str) -> User:
    """Open an account for the invited address and accept with it: the link that was mailed proves the address.

    Raises ValidationError as `accept` does, and if the address has an account by now.
    """
    invitation = _lock(invitation)
    if invitation.state != InvitationState.OPEN:
        raise ValidationError(NO_LONGER_OPEN[invitation.state])
    try:
        with transaction.atomic():
            user = open_account(email=invitation.email, name=name, time_zone=time_zone)
    except IntegrityError as error:
        raise ValidationError("This address has an account by now. Sign in to accept the invitation.") from error
    accept(invitation=invitation, user=user)
    return user


def open_account(*, email: str, name: str, time_zone: str) -> User:
    """Make an account without a password for somebody who has shown that the address is theirs.

    Raises IntegrityError when somebody else did so at the same moment.
    """
    user = User.objects.create_user(email, name, time_zone=time_zone)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def is_for(invitation: Invitation, user) -> bool:
    """Whether the person has shown that the invited address is theirs."""
    return EmailAddress.objects.filter(user=user, email__iexact=invitation.email, verified=True).exists()


def _lock(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def _lock_waiting(invitation: Invitation) -> Invitation:
    invitation = _lock(invitation)
    if invitation.state == InvitationState.ACCEPTED:
        raise ValidationError(f"{invitation.email} has accepted this invitation meanwhile. Nothing was changed.")
    if invitation.state == InvitationState.REVOKED:
        raise ValidationError(f"The invitation to {invitation.email} was revoked. Invite the address again instead.")
    return invitation


def _send(invitation: Invitation) -> Invitation:
    """Count a sending, give it its 14 days, and put the mail in line."""
    now = timezone.now()
    invitation.sent_at, invitation.expires_at = now, now + LASTS
    invitation.times_sent += 1
    invitation.save(update_fields=["sent_at", "expires_at", "times_sent"])
    enqueue(
        to=invitation.email,
        template="accounts/mail/invitation",
        context={
            "invitation": invitation,
            "inviter": invitation.invited_by,
            "link": absolute(invitation.path),
            "reason": "You get this because someone entered your address to invite you to the portal.",
        },
        dedupe_key=f"invitation:{invitation.pk}:{invitation.times_sent}",
        send_before=invitation.expires_at,
        secret=True,
        reply_to=invitation.invited_by.email if invitation.invited_by else "",
    )
    return invitation
