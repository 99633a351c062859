"""Pages of a city's shortlists."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.institutes.doors import city_door
from isc_portal.accounts.doors import signed_in
from resources.directory.models import SHOWN_POINTS, Expert

from . import services
from .forms import AddForm, NameForm, NoteForm
from .models import Shortlist, ShortlistEntry


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def shortlists(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """The city's lists, and the form that makes one."""
    participation = city_door(request, cohort, city, write=request.method == "POST")
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_shortlist(participation=participation, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("name", refused)
        else:
            messages.success(request, f"“{made}” is made. Add people to it from their entries in the directory.")
            return redirect(_page(made, participation))
    context = {
        "participation": participation,
        "shortlists": participation.shortlists.annotate(entry_count=Count("entries")),
        "form": form,
        "trail": [(participation.city.name, participation.get_absolute_url())],
    }
    return render(request, "resources/shortlists/shortlists.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def shortlist(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """One list with its people and notes, and its new name."""
    participation = city_door(request, cohort, city, write=request.method == "POST")
    row = get_object_or_404(participation.shortlists, pk=pk)
    form = NameForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_shortlist(shortlist=row, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("name", refused)
        else:
            messages.success(request, f"The list is named “{row}”.")
            return redirect(_page(row, participation))
    return _shortlist(request, participation, row, form)


@signed_in
@require_POST
def shortlist_delete(request: HttpRequest, cohort: str, city: str, pk: int) -> HttpResponse:
    """Take a list away."""
    participation = city_door(request, cohort, city, write=True)
    row = get_object_or_404(participation.shortlists, pk=pk)
    services.delete_shortlist(shortlist=row)
    messages.success(request, f"“{row}” is gone. The people on it stay in the directory.")
    return redirect(reverse("resources:shortlists", kwargs=participation.url_kwargs))


@signed_in
@require_POST
def shortlist_note(request: HttpRequest, cohort: str, city: str, pk: int, entry: int) -> HttpResponse:
    """Write the note of somebody on the list."""
    participation = city_door(request, cohort, city, write=True)
    row = _entry(participation, pk, entry)
    form = NoteForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if form.is_valid():
        services.write_note(entry=row, **form.cleaned_data)
        messages.success(request, f"The note about {row.expert} is saved.")
        return redirect(_page(row.shortlist, participation))
    return _shortlist(request, participation, row.shortlist, NameForm(initial={"name": row.shortlist.name}), form, row)


@signed_in
@require_POST
def shortlist_remove(request: HttpRequest, cohort: str, city: str, pk: int, entry: int) -> HttpResponse:
    """Take somebody off the list."""
    participation = city_door(request, cohort, city, write=True)
    row = _entry(participation, pk, entry)
    services.remove_entry(entry=row)
    messages.success(request, f"{row.expert} is off the list.")
    return redirect(_page(row.shortlist, participation))


@signed_in
@require_POST
def shortlist_add(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Put somebody on a list, from their entry."""
    participation = city_door(request, cohort, city, write=True)
    form = AddForm(request.POST, participation=participation, user=request.user)
    if not form.is_valid():
        expert = form.cleaned_data.get("expert")
        messages.error(request, "Nothing was added: choose one of the city’s lists, or write a name for a new one.")
        return redirect(expert or reverse("resources:shortlists", kwargs=participation.url_kwargs))
    try:
        entry, is_new = services.add_to_shortlist(participation=participation, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(form.cleaned_data["expert"])
    where = f"the list “{entry.shortlist}” of {participation.city}"
    messages.success(request, f"{entry.expert} is {'' if is_new else 'already '}on {where}.")
    return redirect(entry.expert)


def _entry(participation, pk: int, entry: int) -> ShortlistEntry:
    rows = ShortlistEntry.objects.select_related("shortlist", "expert")
    return get_object_or_404(rows, pk=entry, shortlist__pk=pk, shortlist__participation=participation)


def _page(row: Shortlist, participation) -> str:
    return reverse("resources:shortlist", kwargs={**participation.url_kwargs, "pk": row.pk})


def _shortlist(
    request: HttpRequest,
    participation,
    row: Shortlist,
    form: NameForm,
    refused: NoteForm | None = None,
    of: ShortlistEntry | None = None,
) -> HttpResponse:
    entries = list(row.entries.select_related("expert").defer("expert__search", "expert__facets"))
    prefetch_related_objects([entry.expert for entry in entries], SHOWN_POINTS)
    readable = set(
        Expert.objects.visible_to(request.user)
        .filter(pk__in=[entry.expert_id for entry in entries])
        .values_list("pk", flat=True)
    )
    people = [
        {
            "entry": entry,
            "is_readable": entry.expert_id in readable,
            "form": refused
            if of and refused and of.pk == entry.pk
            else NoteForm(initial={"note": entry.note}, auto_id=f"id_{entry.pk}_%s"),
        }
        for entry in entries
    ]
    above = reverse("resources:shortlists", kwargs=participation.url_kwargs)
    context = {
        "participation": participation,
        "shortlist": row,
        "people": people,
        "form": form,
        "trail": [(participation.city.name, participation.get_absolute_url()), ("Shortlists", above)],
    }
    failed = bool(form.errors or refused)
    return render(request, "resources/shortlists/shortlist.html", context, status=422 if failed else 200)
