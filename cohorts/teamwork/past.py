"""The city's history page, and the page on which an earlier text is brought back."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from isc_portal.accounts.doors import signed_in

from . import kinds
from .history import changes_of, parts_of, people_of
from .questions import Asked, Stored
from .saving import Refused, StaleVersion


@signed_in
@require_safe
def history(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Every change of what the city's team writes, of the team, and of the steps it took, newest first."""
    participation = city_door(request, cohort, city)
    parts = parts_of(participation)
    people = {one.pk: one for one in people_of(participation)}
    part = next((key for key, _ in parts if key == request.GET.get("section")), "")
    person = next((one for one in people.values() if str(one.pk) == request.GET.get("person")), None)
    page = changes_of(
        participation,
        part=part,
        person=person.pk if person else None,
        page=request.GET.get("page", 1),
        people=people,
    )
    days = [(day, list(changes)) for day, changes in groupby(page, lambda change: timezone.localdate(change.at))]
    context = {
        "participation": participation,
        "page": page,
        "days": days,
        "parts": parts,
        "people": people.values(),
        "part": part,
        "person": person,
    }
    return render(request, "cohorts/teamwork/history.html", context)


def restore(
    request: HttpRequest,
    participation: Participation,
    *,
    question: Asked,
    earlier: Any,
    standing: Callable[[], Stored | None],
    save: Callable[..., Stored],
    after: str = "",
) -> HttpResponse:
    """The page that shows an earlier answer (`earlier`, an event) beside the one that stands, and brings it back.

    `save` stores a value of the question (see `Sheet.save`); `after` says what follows besides.
    """
    status, refusal = 200, ""
    here = reverse("cohorts:history", kwargs=participation.url_kwargs)
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            save(
                value=earlier.value,
                version=int(version) if version.isdecimal() and len(version) < 10 else -1,
                by=request.user,
            )
        except StaleVersion as stale:
            status, refusal = (
                409,
                f"{stale.row.updated_by or 'Somebody'} changed this answer while you looked at it. "
                "Nothing was changed by you. Compare again, with the text as it stands.",
            )
        except Refused as refused:
            status, refusal = 409, str(refused)
        else:
            messages.success(
                request, f"The earlier answer to “{question.label}” stands again. The other one is kept here."
            )
            return redirect(here)
    stands = standing()
    context = {
        "participation": participation,
        "question": question,
        "earlier": earlier,
        "earlier_words": kinds.display(question, earlier.value),
        "trail": [("History", here)],
        "standing": stands,
        "standing_words": kinds.display(question, stands.value if stands else None),
        "refusal": refusal,
        "after": after,
    }
    return render(request, "cohorts/teamwork/restore.html", context, status=status)
