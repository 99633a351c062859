"""What people are told by mail when something changes in how they sign in."""

from dataclasses import dataclass
from uuid import uuid4

from django.urls import reverse

from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue

from .browsers import browser_name


@dataclass(frozen=True)
class Notice:
    """A mail's subject and its one sentence, which may name {by}, {from_email} and {to_email}."""

    subject: str
    sentence: str


# By the name under which allauth or our services ask for it.
NOTICES = {
    "email_changed": Notice(
        "Your address in the portal has changed",
        "You sign in to the portal with {to_email} from now on, and no longer with {from_email}.",
    ),
    "email_deleted": Notice("An address was removed", "An address was removed from your account in the portal."),
    "password_changed": Notice("Your password has changed", "The password of your account in the portal has changed."),
    "password_reset": Notice("Your password has changed", "A new password was chosen for your account in the portal."),
    "password_set": Notice("You have a password", "Your account in the portal has a password from now on."),
    "password_removed": Notice(
        "Your password is removed",
        "Your account in the portal has no password any more. You sign in with mailed codes or a passkey.",
    ),
    "totp_activated": Notice(
        "An authenticator app was added", "An authenticator app is the second factor of your account from now on."
    ),
    "totp_deactivated": Notice(
        "Your authenticator app was removed", "The authenticator app was removed from your account in the portal."
    ),
    "webauthn_added": Notice("A passkey was added", "A passkey was added to your account in the portal."),
    "webauthn_removed": Notice("A passkey was removed", "A passkey was removed from your account in the portal."),
    "recovery_codes_generated": Notice(
        "You have new recovery codes", "Your account has new recovery codes. The ones before are worthless."
    ),
    "second_factor_reset": Notice(
        "Your second factor was removed",
        "{by} removed the second factor of your account and signed you out everywhere, as someone asked in your name. "
        "If your role needs a second factor, you set up a new one when you next sign in.",
    ),
    "no_longer_administrator": Notice(
        "You are no longer an administrator", "{by} took you off the staff of the portal. Your account stays."
    ),
}


def send_notice(*, to, name: str, **details) -> None:
    """Tell a person, or a bare address that was theirs, what changed.

    `details` fill the sentence; `ip` and `user_agent` say from where it was done.
    """
    notice = NOTICES[name]
    sentence = notice.sentence.format(**{"by": "", "from_email": "", "to_email": "", **details})
    enqueue(
        to=to,
        template="accounts/mail/security_notice",
        context={
            "notice": Notice(notice.subject, sentence),
            "ip": details.get("ip", ""),
            "user_agent": browser_name(details["user_agent"]) if details.get("user_agent") else "",
            "link": absolute(reverse("accounts:sessions")),
        },
        dedupe_key=f"security:{name}:{uuid4().hex}",
    )
