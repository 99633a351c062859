"""Confirming with a mailed code that it is still the same person, before something sensitive changes.

allauth asks for the password or the second factor; this is for people who have neither and sign in by mailed codes.
"""

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from .doors import signed_in
from .forms import ConfirmByCodeForm

SESSION_KEY = "accounts_confirming"


class Confirming(AbstractCodeVerificationProcess):
    """One mailed code: kept in the session, good for a few minutes and a few attempts."""

    def __init__(self, request: HttpRequest, state: dict) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )

    @classmethod
    def under_way(cls, request: HttpRequest) -> "Confirming | None":
        """The code that was mailed, unless it is too old."""
        state = request.session.get(SESSION_KEY)
        return cls(request, state).abort_if_invalid() if state else None

    @classmethod
    def start(cls, request: HttpRequest) -> None:
        """Mail a new code; the one before is worthless."""
        process = cls(request, cls.initial_state(request.user, email=request.user.email))
        process.send()
        process.persist()

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail("accounts/confirm_code", self.state["email"], {"code": self.code})

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)


@method_decorator([never_cache, signed_in], name="dispatch")
class ConfirmByCodeView(BaseReauthenticateView):
    """Mails a code when asked to, and goes on with what was asked for before once it is entered."""

    form_class = ConfirmByCodeForm
    template_name = "accounts/confirm_by_code.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.process = Confirming.under_way(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "code": self.process.code if self.process else ""}

    def get_context_data(self, **kwargs) -> dict:
        return {**super().get_context_data(**kwargs), "code_was_sent": self.process is not None}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if "send" in request.POST or self.process is None:
            Confirming.start(request)
            return redirect(request.get_full_path())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        self.process.abort()
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return super().form_valid(form)

    def form_invalid(self, form) -> HttpResponse:
        if not self.process.record_invalid_attempt():
            messages.error(self.request, get_adapter().error_messages["too_many_login_attempts"])
            return redirect(self.request.get_full_path())
        return super().form_invalid(form)
