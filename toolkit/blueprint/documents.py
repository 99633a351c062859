"""The blueprint as a kind of document."""

from typing import Any

from django.urls import reverse

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Participation, TeamRole
from cohorts.intake.documents import find_participation
from isc_portal.accounts.models import User
from isc_portal.documents.kinds import Check, Kind, Line, register

from .collecting import PARTS, collect_blueprint
from .presenting import present_blueprint


def checks(snapshot: dict[str, Any]) -> list[Check]:
    """What has to hold before the mayor can approve: the intake is whole and signed, and the plan's tests are said."""
    unready = snapshot["unready"]
    found = [
        Check(
            ok=False,
            words="Required answer missing:" if not row["why"] else "To be looked at:",
            link=row["what"],
            url=row["url"],
        )
        for row in unready
    ] or [Check(ok=True, words="Every required answer of the intake is given")]
    signed = snapshot["signature"] is not None
    found.append(
        Check(
            ok=signed,
            words="The mayor signed the answers it is made of" if signed else "The mayor has not signed the intake yet",
        )
    )
    for test in present_blueprint(snapshot)["tests"]:
        found.append(Check(ok=test["state"] == "done", words=f"{test['test']}: {test['measure']}", blocks=False))
    return found


def lines(snapshot: dict[str, Any]) -> list[Line]:
    """The statements by which two versions are compared."""
    said = [
        Line(key="title", part="The initiative", label="Title", text=snapshot["title"], anchor="initiative"),
        Line(
            key="statement", part="The mayor's message", label="Message", text=snapshot["statement"], anchor="message"
        ),
    ]
    initiative = snapshot["initiative"]
    for key, label in {
        "problem": "Problem",
        "desired_result": "Desired result",
        "focus_question": "Focus question",
        "tried": "Tried already",
        "decision_date": "Decision needed by",
        "decision_body": "Who decides",
    }.items():
        said.append(_line("The initiative", "initiative", f"initiative.{key}", label, initiative[key]))
    presented = present_blueprint(snapshot)
    for name, (part, anchor, label) in {
        "affected": ("The initiative", "initiative", "Who is affected"),
        "baseline": ("The initiative", "initiative", "Baseline"),
        "uses": (PARTS["financing"], "financing", "Uses"),
        "sources": (PARTS["financing"], "financing", "Sources"),
        "staff": (PARTS["operations"], "operations", "Staff"),
        "systems": (PARTS["operations"], "operations", "Systems"),
        "partners": (PARTS["partnerships"], "partnerships", "Partners"),
        "vendors": (PARTS["partnerships"], "partnerships", "Vendors"),
    }.items():
        for row in presented["tables"][name]["rows"]:
            head, *rest = row["cells"]
            text = " · ".join(cell for cell in rest if cell and cell != "–")
            said.append(Line(key=f"{name}.{head}", part=part, label=f"{label}: {head}", text=text, anchor=anchor))
    for part, keys in {
        "operations": {
            "skills_gap": "Missing skills",
            "labor_detail": "Labor agreement",
            "procurement": "Procurement route",
        },
        "partnerships": {"ties_detail": "Vendor ties"},
        "engagement": {
            "neighborhoods": "Neighborhoods",
            "languages": "Languages",
            "so_far": "Engagement so far",
            "trust": "Trust",
        },
        "inclusion": {"no_broadband": "Households without broadband, percent", "connectivity": "Networks"},
    }.items():
        for key, label in keys.items():
            said.append(_line(PARTS[part], part, f"{part}.{key}", label, snapshot[part][key]))
    return [line for line in said if line.text]


def _line(part: str, anchor: str, key: str, label: str, value: Any) -> Line:
    return Line(key=key, part=part, label=label, text="" if value is None else str(value), anchor=anchor)


def approvable_by(user: Any) -> Any:
    """The mayor approves the blueprint of the own city."""
    if not user.is_authenticated:
        return Participation.objects.none()
    return Participation.objects.filter(members__user=user, members__role=TeamRole.MAYOR)


register(
    Kind(
        slug="blueprint",
        name="Guiding Blueprint",
        about="Five parts: financing, operations, partnerships, resident engagement and digital inclusion.",
        subject="cohorts.Participation",
        template="toolkit/blueprint/document.html",
        collect=collect_blueprint,
        present=present_blueprint,
        subjects_visible_to=Participation.objects.visible_to,
        subjects_editable_by=Participation.objects.editable_by,
        subjects_approvable_by=approvable_by,
        approvers=lambda subject: User.objects.filter(
            memberships__participation=subject, memberships__role=TeamRole.MAYOR, is_active=True
        ),
        home=lambda subject: reverse("cohorts:documents", kwargs=subject.url_kwargs),
        enter=lambda request, subject: city_door(request, subject.cohort.slug, subject.city.slug),
        find=find_participation,
        checks=checks,
        lines=lines,
    )
)
