"""The attachments of a case study: added, described, given to readers, and taken out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.teamwork.saving import NotOpen
from cohorts.teamwork.uploads import UploadRefused
from isc_portal.accounts.doors import signed_in

from .doors import case_door, files_for
from .files import attach, change_file, take_out, why_files_closed
from .forms import FileForm, NewFileForm
from .models import CaseFile, CaseStudy
from .views import trail


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def case_files(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """What is attached and who reads it; posted to, one more file."""
    found = case_door(request, cohort, city, write=request.method == "POST")
    if request.method != "POST":
        return _page(request, found, NewFileForm())
    form = NewFileForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            file = attach(
                case=found, upload=given["file"], title=given["title"], readers=given["readers"], by=request.user
            )
        except UploadRefused as refused:
            form.add_error("file", str(refused))
        except NotOpen as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{file} is attached.")
            return redirect(request.path)
    return _page(request, found, form, status=422)


def _page(request: HttpRequest, found: CaseStudy, form: NewFileForm, *, status: int = 200) -> HttpResponse:
    closed, files = why_files_closed(found), list(files_for(request, found))
    context = {
        "participation": found.participation,
        "case": found,
        "closed": closed,
        "can_write": found.participation.can_write and not closed,
        "files": [
            (one, FileForm(initial={"title": one.title, "readers": one.readers}, prefix=f"file-{one.pk}"))
            for one in files
        ],
        "form": form,
        "trail": trail(found),
    }
    return render(request, "casestudies/cases/files.html", context, status=status)


@signed_in
@require_POST
def case_file_change(request: HttpRequest, cohort: str, city: str, file: int) -> HttpResponse:
    """Say otherwise what an attachment is, or who reads it; or take it out."""
    found = case_door(request, cohort, city, write=True)
    row = get_object_or_404(CaseFile.objects.select_related("case"), pk=file, case=found)
    try:
        if request.POST.get("act") == "remove":
            take_out(file=row)
            messages.success(request, f"{row} was taken out. Nobody can download it any more.")
        elif (form := FileForm(request.POST, prefix=f"file-{row.pk}")).is_valid():
            change_file(file=row, **form.cleaned_data)
            messages.success(request, f"Stored. {row} is for {row.read_by}.")
        else:
            messages.error(request, "Write what it is, and choose who reads it. Nothing was changed.")
    except NotOpen as refused:
        messages.error(request, str(refused))
    return redirect(reverse("casestudies:case_files", kwargs=found.participation.url_kwargs))
