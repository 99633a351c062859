"""The addresses of rosters, by what kind of address each is."""

from django.core.files.uploadedfile import SimpleUploadedFile

from .kinds import ADMINISTRATORS, Address
from .payloads import give
from .shapes import OK, act, fixed, form, nothing, page, row

HERE = ("own",)  # a roster is the Institute's, and of no city
CHECKED = row("roster")


def a_list(world, place, persona) -> dict:
    return {"file": SimpleUploadedFile("people.csv", b"Name,Email\nAnn Lee,ann@example.org\n"), "source": "A meeting"}


def columns(world, place, persona) -> dict:
    return {f"column_{position}": field for position, field in place.roster_to_map.mapping.items()}


def a_decision(world, place, persona) -> dict:
    return {f"decision_{place.doubtful_row.pk}": "merge"}


ADDRESSES: dict[str, Address | list[Address]] = {
    "resources:rosters": page(ADMINISTRATORS),
    "resources:roster_new": form(ADMINISTRATORS, nothing, a_list, scope=HERE),
    "resources:roster": [
        page(ADMINISTRATORS, CHECKED),
        *(page(ADMINISTRATORS, CHECKED, query=f"?show={what}") for what in ("new", "refused", "repeated", "changed")),
        page(ADMINISTRATORS, row("roster_imported")),
        page(ADMINISTRATORS, row("roster_reading")),
    ],
    "resources:roster_progress": [page(ADMINISTRATORS, row("roster_reading")), page(ADMINISTRATORS, CHECKED)],
    "resources:roster_problems": page(ADMINISTRATORS, fixed(CHECKED, kind="csv"), opens=OK),
    "resources:roster_columns": form(ADMINISTRATORS, row("roster_to_map"), columns, scope=HERE),
    "resources:roster_decide": act(ADMINISTRATORS, CHECKED, a_decision, scope=HERE),
    "resources:roster_decide_all": act(ADMINISTRATORS, CHECKED, give(decision="merge"), scope=HERE),
    "resources:roster_commit": form(ADMINISTRATORS, CHECKED, give(leave_undecided="yes"), scope=HERE),
    "resources:roster_cancel": act(ADMINISTRATORS, CHECKED, scope=HERE),
    "resources:roster_undo": form(ADMINISTRATORS, row("roster_imported"), scope=HERE, payload=give()),
}
