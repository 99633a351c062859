"""How allauth fits the portal: no open sign-up, mail through the outbox, our words, encrypted secrets."""

import time
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context as allauth_context
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from isc_portal.mail import rendering
from isc_portal.mail.services import enqueue
from isc_portal.mail.states import Category

from . import second_factor
from .models import User
from .notices import send_notice

# allauth's mails that carry a code, and for how long the code is good.
CODES = {
    "login_code": lambda: app_settings.LOGIN_BY_CODE_TIMEOUT,
    "confirm_code": lambda: app_settings.LOGIN_BY_CODE_TIMEOUT,
    "password_reset_code": lambda: app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
    "email_confirmation": lambda: app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    "email_confirmation_signup": lambda: app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
}


# Ways to confirm that it is the same person, the best first.
CONFIRMING = [
    ("mfa_reauthenticate:webauthn", "Use a passkey"),
    ("mfa_reauthenticate", "Use your authenticator app, or a recovery code"),
    ("reauthenticate", "Use your password"),
    ("mailed_code", "Use a code by mail"),
]


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by invitation only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Write to the Institute if you think it should not be.",
        "duplicate_email": "This is the address you use already.",
        "email_password_mismatch": "The address or the password is not right. You can have a code mailed instead.",
        "email_taken": "Another account has this address, so yours was not changed.",
        "enter_current_password": "That is not your current password.",
        "incorrect_code": "That code is not right. Use the newest mail, or ask for a new code.",
        "incorrect_password": "That is not your password.",
        "rate_limited": "That was tried too often. Wait a few minutes, then try again.",
        "too_many_login_attempts": "That was tried too often. Wait a few minutes, then ask for a new code.",
    }

    def is_open_for_signup(self, request) -> bool:
        """Nobody signs up: accounts are opened by accepting an invitation."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Put allauth's mail in the outbox, in our own words; one that carries a code goes before all others."""
        name = template_prefix.rpartition("/")[2]
        if name in CODES:
            self._send_code(name, email, context["code"], CODES[name]())
        elif name == "unknown_account":
            self._send_unknown_account(email)
        else:  # a notice; its address may be the one before, which belongs to no account any more
            person = User.objects.filter(email__iexact=email).first()
            details = {key: context[key] for key in ("from_email", "to_email", "ip", "user_agent") if key in context}
            send_notice(to=person or email, name=name, **details)

    def _send_code(self, name: str, email: str, code: str, seconds: int) -> None:
        enqueue(
            to=email,
            template=f"accounts/mail/{name.removesuffix('_signup')}",
            context={"code": code, "minutes": seconds // 60},
            dedupe_key=f"{name}:{uuid4().hex}",
            send_before=timezone.now() + timedelta(seconds=seconds),
            urgent=True,
        )

    def _send_unknown_account(self, email: str) -> None:
        """Tell someone without an account so: once a day for an address, and not without end.

        When it is not sent it is written all the same, so that the answer takes as long as with an account.
        """
        template = "accounts/mail/unknown_account"
        once = ratelimit.consume(self.request, action="unknown_account_mail", key=email.lower())
        if once and ratelimit.consume(self.request, action="unknown_account_mails", key="all"):
            key = f"unknown-account:{uuid4().hex}"
            enqueue(to=email, template=template, context={}, dedupe_key=key, urgent=True, secret=False)
        else:
            rendering.write(template=template, context={}, recipient=None, category=Category.ACCOUNT)

    def get_reauthentication_methods(self, user) -> list[dict]:
        """The ways to confirm that it is the same person, the best first.

        A mailed code is the way for whoever has neither a password nor a second factor.
        """
        if not user.is_authenticated:
            return []
        offered = {method["id"]: method["url"] for method in super().get_reauthentication_methods(user)}
        if not offered:
            offered["mailed_code"] = reverse("accounts:confirm_by_code")
        return [
            {"id": name, "description": words, "url": offered[name]} for name, words in CONFIRMING if name in offered
        ]

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """As allauth decides; whoever has only mailed codes needs one of the last minutes."""
        request = allauth_context.request
        required = super().is_reauthentication_required(app=app, **kwargs)
        if required and not get_reauthentication_flows(request.user) and not _proved_lately(request):
            raise ReauthenticationRequired
        return required


def _proved_lately(request) -> bool:
    """Whether the person signed in or confirmed with a code in the last minutes."""
    times = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(times) and time.time() - max(times) < app_settings.REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets are encrypted at rest, and staff and facilitators keep at least one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "This is your only second factor, and your role needs one. Add another first.",
        "incorrect_code": "That code is not right. Wait for the next one in your app, or use a recovery code.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code as inline SVG without styles, which the Content-Security-Policy allows."""
        return mark_safe(segno.make(url, error="m").svg_inline(scale=5, border=2, title="QR code", svgclass="qr"))

    def can_delete_authenticator(self, authenticator) -> bool:
        return not (authenticator.user.needs_second_factor and second_factor.is_last(authenticator))

    def generate_authenticator_name(self, user, type) -> str:
        number = user.authenticator_set.filter(type=type).count() + 1
        return "My passkey" if number == 1 else f"My passkey {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.INSTITUTE_SHORT_NAME}


def _cipher() -> MultiFernet:
    """Encrypts with a key made of SECRET_KEY; reads what earlier ones (SECRET_KEY_FALLBACKS) encrypted."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(urlsafe_b64encode(sha256(b"isc_portal.accounts.second_factor" + key.encode()).digest()))
            for key in secrets
        ]
    )
