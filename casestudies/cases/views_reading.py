"""The case study as it is read: by experts and other cities once it is out, by its own city at any time."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cohorts.teamwork.downloads import download
from isc_portal.accounts.doors import signed_in

from .doors import files_for, reader_door
from .models import CaseFile
from .progress import progress_of
from .reading import CaseText

HEADINGS = {
    "problem-statement": "The problem",
    "affected": "Who is affected",
    "baseline": "Where the city stands today",
    "desired-result": "What should be different",
    "tried-already": "Tried already",
    "options-considered": "Options considered",
    "stakeholders": "Who has a stake or a say",
    "what-would-fail-it": "What would make it fail",
    "money-so-far": "Money known so far",
    "constraints-legal": "Laws and rules",
    "constraints-labor": "Labor",
    "constraints-procurement": "Buying",
    "constraints-technical": "Systems and networks",
}


@signed_in
@require_safe
def case_read(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """The whole case study, the focus question first, with the attachments that the reader may have."""
    found = reader_door(request, cohort, city)
    lines = {line.question.key: line for line in progress_of(found).lines}
    context = {
        "participation": found.participation,
        "case": found,
        "text": CaseText({key: line.value for key, line in lines.items()}),
        "sections": [(key, words, lines[key]) for key, words in HEADINGS.items() if not lines[key].empty],
        "files": files_for(request, found),
        "trail": [("Cases of the cohort", reverse("casestudies:gallery", args=[cohort]))],
    }
    return render(request, "casestudies/cases/read.html", context)


@signed_in
@require_safe
def case_file(request: HttpRequest, cohort: str, city: str, file: int) -> FileResponse:
    """An attachment, for whoever may have it."""
    visible = CaseFile.objects.visible_to(request.user)
    here = {"case__participation__cohort__slug": cohort, "case__participation__city__slug": city}
    return download(get_object_or_404(visible, pk=file, **here))
