"""A small kind of document about a city in a cohort, whose content the tests set."""

from typing import Any

from django.urls import reverse

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation
from isc_portal.accounts.models import User
from isc_portal.documents.kinds import Check, Kind, Line

content: dict[str, Any] = {}


def collect(subject: Participation, *, as_of: Any, by: Any) -> dict[str, Any]:
    city = subject.city
    return {
        "title": "A shorter way to a permit",
        "place": f"{city.name}, Ohio",
        "time_zone": "America/New_York",
        "summary": "",
        "columns": [{"label": "What"}, {"label": "Figure", "number": True}],
        "rows": [{"cells": [row["what"], row["figure"]], "kind": ""} for row in content["rows"]],
        "statements": content["rows"],
        "remark": content["remark"],
    }


def lines(snapshot: dict[str, Any]) -> list[Line]:
    figures = [
        Line(key=row["what"], part="Statements", label=row["what"], text=row["figure"], anchor="statements")
        for row in snapshot["statements"]
    ]
    return [*figures, Line(key="remark", part="Remark", label="Remark", text=snapshot["remark"])]


def checks(snapshot: dict[str, Any]) -> list[Check]:
    known = all(row["figure"] for row in snapshot["statements"])
    return [Check(ok=known, words="A figure is missing:", link="the table", url="/somewhere/")]


def mayors_of(subject: Participation) -> Any:
    return User.objects.filter(memberships__participation=subject, memberships__role="mayor")


def approvable_by(user: Any) -> Any:
    return Participation.objects.filter(members__user=user, members__role="mayor")


def shared_with(user: Any) -> Any:
    return Participation.objects.filter(cohort__participations__members__user=user).distinct()


LEAF = Kind(
    slug="leaf",
    name="Leaf",
    about="A small document for tests.",
    subject="cohorts.Participation",
    template="leaf.html",
    collect=collect,
    lines=lines,
    checks=checks,
    subjects_visible_to=Participation.objects.visible_to,
    subjects_editable_by=Participation.objects.editable_by,
    subjects_approvable_by=approvable_by,
    subjects_shared_with=shared_with,
    approvers=mayors_of,
    home=lambda subject: reverse("cohorts:documents", kwargs=subject.url_kwargs),
    enter=lambda request, subject: city_door(request, subject.cohort.slug, subject.city.slug),
    find=lambda *, cohort, city: Participation.objects.get(cohort__slug=cohort, city__slug=city),
)
