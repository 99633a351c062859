"""A person's own account: signing in, profile, sessions, password, second factor."""

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from . import demo, second_factor, services
from .doors import signed_in
from .forms import ProfileForm, RequestLoginCodeForm
from .models import User


class SignInView(LoginView):
    """The sign-in page: a mailed code first, then a passkey, then a password; in a demonstration its people too."""

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "code_form": RequestLoginCodeForm(),
            "demo_people": demo.people() if settings.DEMO else [],
        }


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people, without a code and without their second factor."""
    person = next((user for user, _ in demo.people() if user.email == request.POST.get("email")), None)
    if not settings.DEMO or person is None:
        raise Http404("There is no demonstration here.")
    adapter = get_adapter()
    adapter.logout(request)
    record_authentication(request, person, method="demo")
    adapter.login(request, person)
    return adapter.post_login(
        request, person, email_verification="none", signal_kwargs=None, email=None, signup=False, redirect_url=None
    )


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """What others see of the reader, the zone of their times, and which mail they want."""
    form = ProfileForm(request.POST or None, user=request.user)
    if form.is_valid():
        services.save_profile(
            user=request.user,
            name=form.cleaned_data["name"],
            phone=form.cleaned_data["phone"],
            time_zone=form.cleaned_data["time_zone"],
            mail_preferences=form.mail_preferences,
        )
        messages.success(request, "Your profile is saved.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the reader is signed in, this session first."""
    UserSession.objects.create_from_request(request)  # or, as it usually exists, its last time seen
    found = UserSession.objects.purge_and_list(request.user)
    found.sort(key=lambda session: (session.is_current(), session.last_seen_at), reverse=True)
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_POST
@signed_in
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one other session of the reader's own."""
    if get_object_or_404(UserSession, pk=pk, user=request.user).is_current():
        return redirect("account_logout")
    services.end_sessions(user=request.user, only=pk)
    messages.success(request, "That browser is signed out.")
    return redirect("accounts:sessions")


@require_POST
@signed_in
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign the reader out everywhere but here."""
    services.end_sessions(user=request.user, keep=request.session.session_key)
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("accounts:sessions")


@signed_in
@reauthentication_required(app="allauth.account")
def remove_password(request: HttpRequest) -> HttpResponse:
    """Ask, then remove the reader's password: mailed codes and passkeys remain."""
    if not request.user.has_usable_password():
        return redirect("account_set_password")
    if request.method == "POST":
        services.remove_password(user=request.user)
        update_session_auth_hash(request, cast(User, request.user))
        messages.success(request, "Your password is removed. Sign in with a mailed code or a passkey.")
        return redirect("mfa_index")
    return render(request, "accounts/password_remove.html")


@never_cache
@signed_in
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Lead staff and facilitators through their second factor, and then to the page they asked for."""
    if second_factor.passed(request) or not request.user.needs_second_factor:
        address = second_factor.where_to(request)
        request.session.pop(second_factor.NEXT_SESSION_KEY, None)
        return redirect(address)
    if address := second_factor.confirm_address(request.user):
        return redirect(address)
    return render(request, "accounts/second_factor.html")


class SetUpTOTPView(ActivateTOTPView):
    """Setting up an authenticator app; whoever did so has shown it in this session."""

    def form_valid(self, form):
        response = super().form_valid(form)
        _record_second_factor(self.request, Authenticator.Type.TOTP)
        return response


class SetUpWebAuthnView(AddWebAuthnView):
    """Setting up a passkey; whoever did so has shown it in this session."""

    def form_valid(self, form):
        response = super().form_valid(form)
        _record_second_factor(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RemovePasskeyView(RemoveWebAuthnView):
    """Removing a passkey, unless it is the last second factor of someone who must have one."""

    def form_valid(self, form):
        if not get_mfa_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, get_mfa_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


def _record_second_factor(request: HttpRequest, kind: str) -> None:
    newest = Authenticator.objects.filter(user=request.user, type=kind).latest("created_at")
    record_authentication(request, request.user, "mfa", id=newest.pk, type=newest.type, reauthenticated=True)
