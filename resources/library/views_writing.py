"""Writing a practice: the form with its files, and handing it in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cohorts.teamwork.uploads import UploadRefused
from isc_portal.accounts.doors import signed_in
from resources.directory.models import Expert

from . import deciding, files, services
from .doors import contributing_door, practice_door
from .forms import NewPracticeForm, PracticeForm
from .models import Practice


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new practice."""
    contributing_door(request)
    user = request.user
    free = user.is_administrator or user.facilitations.exists() or Expert.objects.filter(user=user.pk).exists()
    form = NewPracticeForm(request.POST or None, request.FILES or None, user=user, without_city=free)
    if request.method == "POST" and form.is_valid():
        participation = form.cleaned_data.get("participation")
        return _kept(request, services.start(by=user, participation=participation, **form.written()), form)
    return _show(request, form)


@signed_in
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a practice. What two people changed at the same time is shown in both texts, and one is chosen."""
    practice = practice_door(request, slug, write=True)
    initial = {"version": practice.version}
    form = PracticeForm(request.POST or None, request.FILES or None, instance=practice, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, slug=slug)
    version, written = form.cleaned_data["version"] or 0, form.written()
    which, chosen = deciding.choice(request.POST)
    try:
        if which == deciding.THEIRS:
            written[chosen] = services.give_way(practice=practice, name=chosen, mine=written[chosen])
        if waiting := deciding.undecided(request.POST, chosen):
            return _ask(request, slug, written, waiting, version)
        saved = services.save(practice=practice, version=version, **written)
    except services.Stale as stale:
        _attach(request, practice, form)  # the files do not wait until the texts are settled
        return _ask(request, slug, stale.merged.written, stale.merged.undecided, stale.current.version)
    except services.Refused as refused:
        form.add_error(None, str(refused))
        return _show(request, form, slug=slug)
    return _kept(request, saved, form, by_others=saved.version > version + 1)


def _show(request: HttpRequest, form: PracticeForm, slug: str = "") -> HttpResponse:
    context = {"form": form, "slug": slug, "trail": _trail(slug), "files_lost": bool(form.errors and request.FILES)}
    return render(request, "resources/library/edit.html", context, status=422 if form.errors else 200)


def _ask(request: HttpRequest, slug: str, written: dict[str, Any], undecided: list[str], version: int) -> HttpResponse:
    """The form, with both texts of what is undecided above it."""
    practice = practice_door(request, slug)
    texts = deciding.both(practice, written, undecided, request.user)
    form = deciding.upon(request.POST, practice, written, version)
    context = {"form": form, "slug": slug, "trail": _trail(slug), **texts}
    return render(request, "resources/library/edit.html", context, status=409)


def _trail(slug: str) -> list[tuple[str, str]]:
    library = [("Library", reverse("resources:library"))]
    return [*library, ("The practice", reverse("resources:practice", args=[slug]))] if slug else library


def _kept(request: HttpRequest, practice: Practice, form: PracticeForm, *, by_others: bool = False) -> HttpResponse:
    """Take out and attach files, and go to the article."""
    meanwhile = " Somebody else saved other parts of it meanwhile; those stand as they wrote them."
    messages.success(request, f"Saved.{meanwhile if by_others else ''}")
    try:
        for file in form.cleaned_data.get("take_out") or []:
            files.take_out(file=file)
    except UploadRefused as refused:
        messages.error(request, str(refused))
    _attach(request, practice, form)
    return redirect("resources:practice", practice.slug)


def _attach(request: HttpRequest, practice: Practice, form: PracticeForm) -> None:
    """Attach the files that came with the form; say which were refused, and why."""
    for upload in form.cleaned_data["attachments"]:
        try:
            files.attach(practice=practice, upload=upload, by=request.user)
        except UploadRefused as refused:
            messages.error(request, f"“{upload.name}” is not attached. {refused}")


@require_POST
@signed_in
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand a draft in."""
    practice = practice_door(request, slug, write=True)
    try:
        services.submit(practice=practice, by=request.user)
    except services.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Handed in. Those who review it are told, and you get a mail when they decide.")
    return redirect("resources:practice", slug)
