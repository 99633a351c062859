"""The addresses of what keeps the directory true, by what kind of address each is."""

from resources.assurance.links import token_of

from .addresses_directory import KEPT, OPEN
from .kinds import ADMINISTRATORS, OWN, PUBLIC, Address
from .payloads import give
from .shapes import act, also, form, nothing, page, row


def archived(world, place) -> None:
    type(place.checked).objects.filter(pk=place.checked.pk).update(status="archived")


def report_of_somebody(world, place) -> None:
    """The reader's own report is open; everybody else's is a new one."""
    type(place.outdated_report).objects.filter(pk=place.outdated_report.pk).delete()


ADDRESSES: dict[str, Address | list[Address]] = {
    # Whoever holds the link answers for the entry.
    "resources:check": form(
        PUBLIC, also(nothing, token=lambda place: token_of(place.checked)), give(act="right"), scope=("own",)
    ),
    "resources:still_right": act(KEPT, row("checked"), scope=("own",)),
    "resources:outdated": form(
        OWN, row("checked"), give(note="Moved to Boston."), report_of_somebody, scope=("own",), tells=OPEN
    ),
    "resources:expert_owner": form(ADMINISTRATORS, row("checked"), give(email="newly@example.org"), scope=("own",)),
    "resources:expert_ask": act(ADMINISTRATORS, row("checked"), scope=("own",)),
    "resources:expert_archive": act(ADMINISTRATORS, row("checked"), scope=("own",)),
    "resources:expert_restore": act(ADMINISTRATORS, row("checked"), prepare=archived, scope=("own",)),
    "resources:directory_health": page(ADMINISTRATORS),
    "resources:directory_checks": page(ADMINISTRATORS, query="?show=waiting", tells=OPEN),
    "resources:directory_changes": page(ADMINISTRATORS, tells=OPEN),
    "resources:outdated_reports": page(ADMINISTRATORS),
    "resources:outdated_settle": act(ADMINISTRATORS, row("outdated_report"), scope=("own",)),
}
