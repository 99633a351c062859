"""Comments beside the fields of a city's pages."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from isc_portal.accounts.doors import signed_in

from .beside import beside, threads
from .forms import CommentForm
from .models import Comment
from .people import people_of
from .services import CommentRefused, mark_answered, may_comment, write_comment


@require_POST
@signed_in
def comment(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Write a comment or a reply, or mark one as answered; gives the comments of that field, or the page again."""
    participation = city_door(request, cohort, city)
    if not may_comment(participation):
        raise PermissionDenied("You can read these comments, but not write any.")
    form = CommentForm(request.POST)
    if not form.is_valid():
        raise BadRequest("This is not a comment.")
    page, field = form.cleaned_data["page"], form.cleaned_data["field"]
    problem, anchor = "", ""
    about = None if form.verb == "add" else _comment_here(participation, page, field, form.comment_id)
    if about and form.verb == "answered":
        mark_answered(comment=about, by=request.user)
        done = "Marked as answered."
    else:
        done = "Reply stored." if about else "Comment stored."
        try:
            made = write_comment(
                participation=participation, page=page, field=field, text=form.text, by=request.user, parent=about
            )
            anchor = f"#c{made.pk}"
        except CommentRefused as refused:
            problem = str(refused)
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return HttpResponseRedirect(_way_back(request, participation) + (anchor or f"#comments-{field}"))
    found = threads(participation=participation, page=page, people=people_of(participation), only=field)
    stand = beside(
        participation=participation, page=page, field=field, about=form.cleaned_data["about"], comments=found[field]
    )
    stand.problem, stand.draft = problem, form.text if problem and form.verb == "add" else ""
    return render(
        request,
        "cohorts/teamwork/comments.html",
        {"beside": stand, "announce": problem or done},
        status=422 if problem else 200,
    )


def _comment_here(participation: Participation, page: str, field: str, pk: int) -> Comment:
    return get_object_or_404(Comment, participation=participation, page=page, field=field, pk=pk)


def _way_back(request: HttpRequest, participation) -> str:
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return back.split("#")[0]
    return participation.get_absolute_url()
