"""Writes of shortlists: each is one change, by somebody who writes for the city."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cohorts.institutes.models import Participation
from resources.directory.models import Expert

from .models import Shortlist, ShortlistEntry


def make_shortlist(*, participation: Participation, name: str, by) -> Shortlist:
    """A new, empty list of the city. Raises ValidationError if it has one of that name, in whatever capitals."""
    try:
        with transaction.atomic():
            return Shortlist.objects.create(participation=participation, name=name.strip(), created_by=by)
    except IntegrityError as error:
        raise ValidationError(_taken(name)) from error


def rename_shortlist(*, shortlist: Shortlist, name: str) -> None:
    """Another name for a list. Raises ValidationError if the city has another list of that name."""
    before, shortlist.name = shortlist.name, name.strip()
    try:
        with transaction.atomic():
            shortlist.save(update_fields=["name"])
    except IntegrityError as error:
        shortlist.name = before
        raise ValidationError(_taken(name)) from error


def delete_shortlist(*, shortlist: Shortlist) -> None:
    """Take the list away with its notes; the directory's entries stay."""
    shortlist.delete()


@transaction.atomic
def add_to_shortlist(
    *, participation: Participation, expert: Expert, by, shortlist: Shortlist | None = None, name: str = ""
) -> tuple[ShortlistEntry, bool]:
    """Put somebody on a list, or on the one of that name, which is made if the city has none; and whether they are new.

    Whoever is on it already stays there with their note.
    """
    if shortlist is None:
        shortlist = participation.shortlists.filter(name__iexact=name.strip()).first()
    if shortlist is None:
        shortlist = make_shortlist(participation=participation, name=name, by=by)
    return ShortlistEntry.objects.get_or_create(shortlist=shortlist, expert=expert, defaults={"added_by": by})


def write_note(*, entry: ShortlistEntry, note: str) -> None:
    """Say why the person is on the list; an empty note takes it away."""
    entry.note = note.strip()
    entry.save(update_fields=["note"])


def remove_entry(*, entry: ShortlistEntry) -> None:
    """Take somebody off the list."""
    entry.delete()


def _taken(name: str) -> str:
    return f"This city has a shortlist named “{name.strip()}” already. Choose another name."
