"""Pages of cities that ask to take part, of administrators who answer them, and of late codes."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.institutes.doors import cohort_door, settings_door
from cohorts.institutes.models import Cohort, Participation
from cohorts.places.gazetteer import plain
from isc_portal.accounts.doors import signed_in
from isc_portal.mail.links import absolute

from . import services
from .forms import AcceptForm, ApplicationFilter, ApplyForm, DeclineForm, LateCodeForm
from .models import Application, ApplicationState, LateCode

PAGE_SIZE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The public form of a city that asks to take part. A late code opens it for one city after the deadline."""
    code = request.POST.get("code") or request.GET.get("code") or ""
    late_code = LateCode.objects.with_code(code)
    cohorts = list(Cohort.objects.taking_applications())
    context = {"cohorts": cohorts, "late_code": late_code, "useless_code": bool(code and not late_code)}
    if not (cohorts or late_code):
        written = [
            (field.label, request.POST.get(name)) for name, field in ApplyForm.base_fields.items() if field.label
        ]
        context["written"] = [(label, text) for label, text in written if text]
        return render(request, "cohorts/applications/closed.html", context)
    form = ApplyForm(request.POST or None, cohorts=cohorts, late_code=late_code)
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="apply_try"):
            return limited
        if form.is_from_a_program:
            return redirect("cohorts:apply_done")
        if form.is_valid():
            if limited := ratelimit.consume_or_429(request, action="apply", key=form.cleaned_data["contact_email"]):
                return limited
            try:
                services.receive_application(cohort=form.cohort, late_code=late_code, **form.answers)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect("cohorts:apply_done")
    return render(request, "cohorts/applications/apply.html", {**context, "form": form})


@require_safe
def apply_done(request: HttpRequest) -> HttpResponse:
    """What happens after a city has asked. The same for all who come here: nothing about who asked is in it."""
    return render(request, "cohorts/applications/apply_done.html")


@signed_in
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """The cities that asked: to administrators all, to facilitators those of their cohorts."""
    cohorts = list(Cohort.objects.editable_by(request.user))
    if not (cohorts or request.user.is_administrator):
        raise Http404("This person runs no cohort.")
    visible = Application.objects.visible_to(request.user)
    form = ApplicationFilter(request.GET, cohorts=cohorts)
    fitting = form.apply(visible)
    counts = dict(fitting.order_by().values("status").annotate(n=Count("pk")).values_list("status", "n"))
    status = request.GET.get("status", ApplicationState.NEW)
    found = fitting.filter(status=status) if status in ApplicationState.values else fitting
    page = Paginator(found.select_related("cohort", "decided_by"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "status": status,
        "waiting": counts.get(ApplicationState.NEW, 0),
        "total": sum(counts.values()),
        "tabs": _tabs(form, counts, status),
    }
    return render(request, "cohorts/applications/list.html", context)


def _tabs(form: ApplicationFilter, counts: dict[str, int], status: str) -> list[tuple[str, str, bool]]:
    others = {name: value for name, value in form.cleaned_data.items() if value}
    states = [(state.value, f"{state.label}, {counts.get(state, 0)}") for state in ApplicationState]
    tabs = [*states, ("all", f"All {sum(counts.values())}")]
    chosen = status if status in ApplicationState.values else "all"
    return [(words, f"?{urlencode({'status': value} | others)}", value == chosen) for value, words in tabs]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """What a city wrote; administrators invite it or decline. Facilitators read."""
    found = get_object_or_404(
        Application.objects.visible_to(request.user).select_related("cohort", "decided_by", "participation"), pk=pk
    )
    may_decide = Application.objects.editable_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not may_decide:
        settings_door(request, found.cohort.slug)
    request.cohort = found.cohort
    declining = "decline" in request.POST
    accept = AcceptForm(None if declining else request.POST or None, application=found)
    decline = DeclineForm(request.POST if declining else None, application=found)
    if request.method == "POST" and (done := _decide(request, found, decline if declining else accept)):
        return done
    context = {
        "application": found,
        "may_decide": may_decide and found.is_new,
        "accept": accept,
        "decline": decline,
        "others": _others(request, found),
        "earlier": [one for one in _participations(found) if one.cohort_id != found.cohort_id],
        "here_already": next((one for one in _participations(found) if one.cohort_id == found.cohort_id), None),
        "trail": [("Requests to take part", reverse("cohorts:applications"))],
    }
    return render(request, "cohorts/applications/detail.html", context)


def _decide(request: HttpRequest, found: Application, form: AcceptForm | DeclineForm) -> HttpResponse | None:
    """Invite or decline as the form says; None if it has to be looked at again."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        if isinstance(form, DeclineForm):
            services.decline_application(application=found, reply=data["reply"], by=request.user)
            words = f"{found} is declined. The mail goes to {found.contact_email}."
        else:
            services.accept_application(
                application=found,
                city=form.settle_city(),
                mayor_name=data["mayor_name"],
                invitees=form.invitees,
                by=request.user,
                message=data["message"],
            )
            words = f"{found} takes part in {found.cohort}. Its people get their invitations by mail."
    except ValidationError as error:
        form.add_error(None, error)
        return None
    messages.success(request, words)
    return redirect("cohorts:applications")


def _participations(found: Application) -> list[Participation]:
    """The cohorts the city was in, under any spelling of its name."""
    same_state = Participation.objects.filter(city__state=found.state).select_related("city", "cohort")
    return [one for one in same_state if plain(one.city.name) == plain(found.city_name)]


def _others(request: HttpRequest, found: Application) -> list[Application]:
    """Other requests of the same city that the reader may see."""
    same_state = Application.objects.visible_to(request.user).filter(state=found.state).exclude(pk=found.pk)
    return [one for one in same_state.select_related("cohort") if plain(one.city_name) == plain(found.city_name)]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def late_codes(request: HttpRequest, cohort: str) -> HttpResponse:
    """The late codes of a cohort: who has one, and a new one for one city."""
    found = settings_door(request, cohort) if request.method == "POST" else cohort_door(request, cohort)
    form = LateCodeForm(request.POST or None, cohort=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_late_code(
                cohort=found,
                city_name=form.city_name,
                state=form.city_state,
                expires_at=form.expires_at,
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"The code for {made.city_name} is made. Send its address to the city.")
            return redirect("cohorts:late_codes", cohort=found.slug)
    codes = LateCode.objects.visible_to(request.user).filter(cohort=found).select_related("made_by", "cohort")
    context = {
        "cohort": found,
        "form": form,
        "may_change": found.can_administer,
        "codes": [(code, absolute(code.get_absolute_url())) for code in codes],
        "trail": [("Cohorts", reverse("cohorts:cohort_list")), (found.name, found.get_absolute_url())],
    }
    return render(request, "cohorts/applications/late_codes.html", context)


@signed_in
@require_POST
def late_code_revoke(request: HttpRequest, cohort: str, pk: int) -> HttpResponse:
    """Make a late code useless."""
    found = settings_door(request, cohort)
    late_code = get_object_or_404(LateCode.objects.editable_by(request.user).filter(cohort=found), pk=pk)
    try:
        services.revoke_late_code(late_code=late_code)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"The code of {late_code.city_name} is of no use any more.")
    return redirect("cohorts:late_codes", cohort=found.slug)
