"""Forms of people's own accounts and of invitations; allauth's forms in our words."""

import phonenumbers
from allauth.account import forms as account
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from django import forms
from django.core.exceptions import ValidationError

from isc_portal.mail.states import SUBSCRIBED, Category

from . import time_zones

PHONE_REGION = "US"  # how a number without a country code is read


class PhoneField(forms.CharField):
    """A phone number as people write it, kept in one spelling with its extension: (937) 555-0142 ext. 12."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    default_error_messages = {
        "invalid": "Write a phone number with its area code, like (937) 555-0142 ext. 12; from abroad with +."
    }

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return value
        try:
            number = phonenumbers.parse(value, PHONE_REGION)
        except phonenumbers.NumberParseException as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        at_home = number.country_code == phonenumbers.country_code_for_region(PHONE_REGION)
        spelling = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return phonenumbers.format_number(number, spelling)


class TimeZoneField(forms.ChoiceField):
    """A time zone, chosen in plain words."""

    def __init__(self, **options):
        options.setdefault("label", "Time zone")
        options.setdefault("help_text", "Every time in the portal and in its mail is shown in this zone.")
        super().__init__(choices=time_zones.choices, **options)


def _subscribed() -> list[tuple[str, str]]:
    return [(category.value, category.label) for category in Category if category in SUBSCRIBED]


class ProfileForm(forms.Form):
    """What people say about themselves."""

    name = forms.CharField(
        max_length=120,
        label="Your name",
        help_text="As it appears beside what you do.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(
        max_length=40,
        required=False,
        label="Phone",
        help_text="Your team and the Institute's staff see it. An extension may follow the number.",
    )
    time_zone = TimeZoneField()
    mail = forms.MultipleChoiceField(
        choices=_subscribed,
        required=False,
        label="Mail that you want",
        help_text="Mail about your sign-in, your city's intake and the applications to your cohort is always sent.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, user, **kwargs):
        kwargs["initial"] = {
            "name": user.name,
            "phone": user.phone,
            "time_zone": user.time_zone,
            "mail": [value for value, _ in _subscribed() if user.wants_mail(value)],
        }
        super().__init__(*args, **kwargs)

    @property
    def mail_preferences(self) -> dict[str, bool]:
        """For each kind of mail that can be stopped, whether it is wanted."""
        return {value: value in self.cleaned_data["mail"] for value, _ in _subscribed()}


class InvitationForm(forms.Form):
    """Whom to invite. A page that knows the role and the subject needs no more."""

    email = forms.EmailField(label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(
        max_length=120, required=False, label="Name", help_text="How the mail greets them; they can change it."
    )
    message = forms.CharField(
        max_length=1000,
        required=False,
        label="A few words of yours",
        help_text="Put into the mail under your name. You can leave it out.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewcomerForm(forms.Form):
    """What a person who is new is asked before an invitation is accepted."""

    name = forms.CharField(
        max_length=120,
        label="Your name",
        help_text="As it appears beside what you do.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = TimeZoneField()


class _InOurWords:
    """Labels and hints in place of allauth's placeholders, which vanish when one types."""

    words: dict[str, tuple[str, str]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


MAILED_CODE = {"code": ("Code from the mail", "Eight letters. Upper or lower case and the dash make no difference.")}
NEW_PASSWORD = {
    "password1": (
        "New password",
        "At least 12 characters, and not one that is used a lot. Three or four words do well.",
    ),
    "password2": ("New password, once more", ""),
}
PASSKEY_NAME = {
    "name": ("Name of this passkey", "So that you can tell your passkeys apart: “Work laptop”, “My phone”.")
}


class RequestLoginCodeForm(_InOurWords, account.RequestLoginCodeForm):
    """Asks for a code. Too many requests end on the page that says so, whether or not there is an account."""

    words = {"email": ("Email address", "The one your invitation was sent to.")}

    def clean_email(self) -> str:
        try:
            return super().clean_email()
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                raise ImmediateHttpResponse(ratelimit.respond_429(context.request)) from error
            raise


class LoginForm(_InOurWords, account.LoginForm):
    words = {"login": ("Email address", ""), "password": ("Password", "")}


class ConfirmLoginCodeForm(_InOurWords, account.ConfirmLoginCodeForm):
    words = MAILED_CODE


class ConfirmPasswordResetCodeForm(_InOurWords, account.ConfirmPasswordResetCodeForm):
    words = MAILED_CODE


class ConfirmEmailVerificationCodeForm(_InOurWords, account.ConfirmEmailVerificationCodeForm):
    words = MAILED_CODE


class ConfirmByCodeForm(_InOurWords, account.BaseConfirmCodeForm):
    """Confirms with a mailed code that it is still the same person."""

    words = MAILED_CODE


class AddEmailForm(_InOurWords, account.AddEmailForm):
    words = {
        "email": ("New email address", "We mail a code to it. Your address changes once you have entered the code.")
    }


class ResetPasswordForm(_InOurWords, account.ResetPasswordForm):
    words = {"email": ("Email address", "The one you sign in with.")}


class ResetPasswordKeyForm(_InOurWords, account.ResetPasswordKeyForm):
    words = NEW_PASSWORD


class SetPasswordForm(_InOurWords, account.SetPasswordForm):
    words = NEW_PASSWORD


class ChangePasswordForm(_InOurWords, account.ChangePasswordForm):
    words = {"oldpassword": ("Your password until today", ""), **NEW_PASSWORD}


class ReauthenticateForm(_InOurWords, account.ReauthenticateForm):
    words = {"password": ("Password", "")}


class AuthenticateForm(_InOurWords, second_factor.AuthenticateForm):
    words = {"code": ("Code", "Six digits from your authenticator app, or one of your recovery codes.")}


class ReauthenticateSecondFactorForm(_InOurWords, second_factor.ReauthenticateForm):
    words = AuthenticateForm.words


class ActivateTOTPForm(_InOurWords, totp.ActivateTOTPForm):
    words = {"code": ("Code from the app", "Six digits. The app shows a new code every 30 seconds.")}


class AddWebAuthnForm(_InOurWords, passkey.AddWebAuthnForm):
    """A new passkey; unless the box is cleared it opens the portal by itself, without a mailed code."""

    words = {
        **PASSKEY_NAME,
        "passwordless": ("Sign in with this passkey alone", "Clear the box for a security key without a PIN."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditWebAuthnForm(_InOurWords, passkey.EditWebAuthnForm):
    words = PASSKEY_NAME
