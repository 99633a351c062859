"""Invitations on the screen: the page the mail leads to, and what administrators see and do."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from . import services
from .doors import administrator_door, signed_in
from .forms import InvitationForm, NewcomerForm
from .invitations import NO_LONGER_OPEN, is_for
from .models import Invitation, InvitationState, Role, User

PAGE_SIZE = 50


@never_cache
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """What the reader is asked to do and by whom. Looking changes nothing; one button accepts.

    Mail scanners open every link, so that only a POST acts. Who has no account gets one, who has one and is signed
    out is mailed a code first, and who is signed in with another address is told so.
    """
    found = get_object_or_404(Invitation.objects.select_related("invited_by", "accepted_by"), key=key)
    if found.state != InvitationState.OPEN:
        return _no_longer_open(request, found)
    if request.user.is_authenticated:
        return _accept(request, found) if is_for(found, request.user) else _for_another(request, found)
    known = User.objects.filter(email__iexact=found.email).first()
    return _sign_in_first(request, found, known) if known else _newcomer(request, found)


def _no_longer_open(request: HttpRequest, found: Invitation) -> HttpResponse:
    if found.state == InvitationState.ACCEPTED and request.user.is_authenticated and found.accepted_by == request.user:
        return redirect(_address_of_subject(found))
    context = {"invitation": found, "reason": NO_LONGER_OPEN[found.state]}
    return render(request, "accounts/invitations/closed.html", context, status=410)


def _for_another(request: HttpRequest, found: Invitation) -> HttpResponse:
    return render(request, "accounts/invitations/for_another.html", {"invitation": found}, status=403)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    error = ""
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="accept_invitation"):
            return limited
        try:
            services.accept(invitation=found, user=request.user)
        except ValidationError as refused:
            error = str(refused.message)
        else:
            messages.success(request, "You have accepted the invitation.")
            return redirect(_address_of_subject(found))
    context = {"invitation": found, "error": error}
    return render(request, "accounts/invitations/accept.html", context, status=422 if error else 200)


def _sign_in_first(request: HttpRequest, found: Invitation, known: User) -> HttpResponse:
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="request_login_code", key=found.email):
            return limited
        user = known if known.is_active else None
        LoginCodeVerificationProcess.initiate(request=request, user=user, email=found.email)
        return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': found.path})}")
    return render(request, "accounts/invitations/sign_in.html", {"invitation": found})


def _newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    zone = getattr(found.subject, "time_zone", "") or User._meta.get_field("time_zone").default
    form = NewcomerForm(request.POST or None, initial={"name": found.name, "time_zone": zone})
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="accept_invitation"):
            return limited
        if form.is_valid():
            try:
                user = services.accept_as_newcomer(invitation=found, **form.cleaned_data)
            except ValidationError as refused:
                form.add_error(None, refused)
            else:
                record_authentication(request, user, method="code", email=user.email)
                get_adapter().add_message(request, messages.SUCCESS, message="Welcome. Your account is ready.")
                login = Login(user=user, email=user.email, redirect_url=_address_of_subject(found))
                return perform_login(request, login)
    context = {"invitation": found, "form": form}
    return render(request, "accounts/invitations/newcomer.html", context, status=422 if form.is_bound else 200)


def _address_of_subject(found: Invitation) -> str:
    """Where someone who accepted goes: to what they were invited to, if it has a page, else home."""
    if hasattr(found.subject, "get_absolute_url"):
        return found.subject.get_absolute_url()
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@signed_in
def invitations(request: HttpRequest) -> HttpResponse:
    """Every invitation, by state, for administrators; and the form that invites another administrator."""
    administrator_door(request)
    form = InvitationForm(request.POST or None)
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="invite", user=request.user):
            return limited
        if form.is_valid():
            try:
                services.invite(role=Role.ADMINISTRATOR, subject=None, by=request.user, **form.cleaned_data)
            except ValidationError as refused:
                form.add_error("email", refused)
            else:
                messages.success(request, f"{form.cleaned_data['email']} is invited as an administrator.")
                return redirect("accounts:invitations")
    state = request.GET.get("state", InvitationState.OPEN)
    if state not in InvitationState.values:
        raise Http404("There is no such state of an invitation.")
    found = Invitation.objects.visible_to(request.user).select_related("invited_by", "accepted_by")
    if words := request.GET.get("q", "").strip():
        found = found.filter(Q(email__icontains=words) | Q(name__icontains=words) | Q(subject_name__icontains=words))
    page = Paginator(found.in_state(state), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "state": InvitationState(state),
        "words": words,
        "tabs": [
            (one.label, f"?{urlencode({'state': one, 'q': words} if words else {'state': one})}", one == state)
            for one in InvitationState
        ],
    }
    return render(request, "accounts/invitations/list.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail an invitation once more."""
    administrator_door(request)
    found = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    return _answer(request, services.resend, found, f"The invitation to {found.email} is sent again.")


@require_POST
@signed_in
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an invitation's link useless."""
    administrator_door(request)
    found = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    return _answer(request, services.revoke, found, f"The invitation to {found.email} is revoked. Its link is useless.")


def _answer(request: HttpRequest, service, found: Invitation, done: str) -> HttpResponse:
    """Do it, say what happened or why not, and go back to the page the button was on."""
    try:
        service(invitation=found, by=request.user)
    except ValidationError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    back = request.POST.get("next", "")
    same_site = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if same_site else "accounts:invitations")


@signed_in
def administrators(request: HttpRequest) -> HttpResponse:
    """The Institute's staff."""
    administrator_door(request)
    return render(request, "accounts/administrators.html", {"staff": User.objects.administrators()})


@signed_in
def remove_administrator(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take someone off the Institute's staff."""
    administrator_door(request)
    person = get_object_or_404(User.objects.administrators(), pk=pk)
    if request.method != "POST":
        return render(request, "accounts/administrator_remove.html", {"person": person})
    try:
        services.remove_administrator(user=person, by=request.user)
    except ValidationError as refused:
        messages.error(request, refused.message)
        return redirect("accounts:administrators")
    messages.success(request, f"{person} is no longer an administrator.")
    return redirect(settings.LOGIN_REDIRECT_URL if person == request.user else "accounts:administrators")
