"""The roof over all rooms: where a reader is, what is due next for them, who waits for them, and their home page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.institutes.models import Cohort, Participation
from cohorts.intake.history import STEP_WORDS
from cohorts.intake.models import IntakeStep, TimelineEntry
from cohorts.teamwork.history import recent_changes
from isc_portal.accounts.doors import signed_in
from isc_portal.templatetags.portal import long_day

from .agenda import agenda_of, days_left, places_of
from .navigation import Item, NowEntry, NowLine, OpenCall, Place, link, links

NOW_LINE_SECONDS = 60
CHANGES_SHOWN = 6
FIRST_VISIT_LOOKS_BACK = timedelta(days=7)


# --- The place row ---


def place(request: HttpRequest) -> Place | None:
    """The place row above a page: the city, the cohort or the Institute's rooms that the page belongs to."""
    if not request.user.is_authenticated:
        return None
    participation = getattr(request, "participation", None)
    if participation is not None:
        return _city(participation, request.user)
    cohort = getattr(request, "cohort", None)
    if cohort is not None:
        return _cohort(cohort, request.user)
    if request.user.is_administrator:
        return Place("The Institute", "You are an administrator", reverse("home"), _institute_pages())
    return None


def _city(participation: Participation, user: Any) -> Place:
    where: dict[str, Any] = participation.url_kwargs
    pages = links(
        link("Overview", "cohorts:city_home", **where),
        link("Intake", "cohorts:intake", **where),
        link("Case", "casestudies:case", **where),
        link("Clinics", "casestudies:clinics", cohort=where["cohort"]),
        link("Answers", "casestudies:answers", **where),
        link("Experts", "resources:matches", **where),
        link("Documents", "cohorts:documents", **where),
        link("People", "cohorts:people", **where),
        link("History", "cohorts:history", **where),
        link("Review", "cohorts:review", **where) if getattr(participation, "can_run", False) else None,
        link("Cohort", "cohorts:cohort_grid", cohort=where["cohort"])
        if getattr(participation, "can_run", False)
        else None,
    )
    return Place(participation.city.long_name, participation.cohort.long_name, participation.get_absolute_url(), pages)


def _cohort(cohort: Cohort, user: Any) -> Place:
    where: dict[str, Any] = {"cohort": cohort.slug}
    pages = links(
        link("Cities", "cohorts:cohort_grid", **where),
        link("Cases", "casestudies:gallery", **where),
        link("Clinics", "casestudies:clinics", **where),
        link("Reviews", "cohorts:review_queue", **where),
        link("Compare", "cohorts:compare", **where),
        link("Invite", "cohorts:cohort_invite", **where) if user.is_administrator else None,
        link("Questionnaire", "cohorts:questionnaire", **where) if user.is_administrator else None,
        link("People", "cohorts:cohort_people", **where),
        link("Settings", "cohorts:cohort_settings", **where) if user.is_administrator else None,
    )
    subtitle = "You are an administrator" if user.is_administrator else "You facilitate"
    return Place(cohort.long_name, subtitle, cohort.get_absolute_url(), pages)


def _institute_pages() -> list[Item]:
    return links(
        link("Home", "home"),
        link("Cohorts", "cohorts:cohort_list"),
        link("Cities", "cohorts:city_list"),
        link("Requests", "cohorts:applications"),
        link("Invitations", "accounts:invitations"),
        link("Experts", "resources:experts"),
        link("Rosters", "resources:rosters"),
        link("Administrators", "accounts:administrators"),
        link("Mail", "mail:outbox"),
    )


# --- The now line ---


class FreshAgendaMiddleware:
    """Forgets what was due and waiting as soon as the reader does something; what others do shows within a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS") and user.is_authenticated:
            cache.delete(_agenda_key(user))
        return response


def _agenda_key(user: Any) -> str:
    return f"agenda:{user.pk}"


def now_line(request: HttpRequest) -> NowLine | None:
    """What is due next for the reader and who waits for them; on a city's page, that city's things come first."""
    user = request.user
    if not user.is_authenticated:
        return None
    agenda = cache.get_or_set(_agenda_key(user), lambda: agenda_of(user, *places_of(user)), NOW_LINE_SECONDS)
    here = getattr(getattr(request, "participation", None), "pk", None)
    due = sorted(agenda.due, key=lambda one: (one.participation != here if here else False, one.on))
    waiting = sorted(agenda.waiting, key=lambda one: one.participation != here if here else False)
    return NowLine(
        due=NowEntry(due[0].what, due[0].url, f"{long_day(due[0].on)} ({days_left(due[0].on)})") if due else None,
        waiting=NowEntry(waiting[0].what, waiting[0].url, _and_more(len(waiting) - 1)) if waiting else None,
    )


def _and_more(count: int) -> str:
    return f"and {count} more" if count else ""


# --- The home page ---


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is due next, who waits for the reader, and what changed since they were last here."""
    user = request.user
    members, run = places_of(user)
    own = [member.participation for member in members]
    agenda = cache.get_or_set(_agenda_key(user), lambda: agenda_of(user, members, run), NOW_LINE_SECONDS)
    since = user.previous_visit_at or timezone.now() - FIRST_VISIT_LOOKS_BACK
    # Whoever leaves a city reads no more of it, so the places are in the key.
    places = "-".join([*(str(one.pk) for one in own), "run", *(str(cohort.pk) for cohort in run)])
    changes_key = f"changes:{user.pk}:{places}:{since.timestamp() if user.previous_visit_at else 0}"
    context = {
        "agenda": agenda,
        "own": own,
        "run": run,
        "expert": getattr(user, "expert", None),
        "since": since,
        "changes": cache.get_or_set(changes_key, lambda: _changes(user, own, run, since), NOW_LINE_SECONDS),
        "belongs_nowhere": not (own or run or user.is_administrator or getattr(user, "expert", None)),
    }
    return render(request, "portal/home.html", context)


def _changes(user: Any, own: list[Participation], run: list[Cohort], since: Any) -> list[dict[str, Any]]:
    """The newest changes by others, in the reader's own cities answer by answer, elsewhere step by step."""
    pages = {one.pk: reverse("cohorts:history", kwargs=one.url_kwargs) for one in own}
    changes = [
        {"at": change.at, "who": change.who, "what": change.what, "url": pages[change.participation]}
        for change in recent_changes(own, since=since, besides=user, limit=CHANGES_SHOWN)
    ]
    entries = (
        TimelineEntry.objects.filter(intake__participation__cohort__in=[cohort.pk for cohort in run], at__gt=since)
        .exclude(by=user)
        .select_related("by", "intake__participation__city", "intake__participation__cohort")
        .order_by("-at")[:CHANGES_SHOWN]
    )
    for entry in entries if run else ():
        participation = entry.intake.participation
        what = f"{STEP_WORDS[IntakeStep(entry.step)]}: {participation.city}"
        changes.append({"at": entry.at, "who": entry.by, "what": what, "url": participation.get_absolute_url()})
    return sorted(changes, key=lambda change: change["at"], reverse=True)[:CHANGES_SHOWN]


def open_call(request: HttpRequest) -> OpenCall | None:
    """The cohort whose requests to take part are open, for the front page."""
    cohort = Cohort.objects.taking_applications().first()
    if cohort is None:
        return None
    return OpenCall(cohort.long_name, cohort.last_day_to_ask, cohort.capacity)
