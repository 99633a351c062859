"""What happens to a best practice: written, submitted, decided about, adopted."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from cohorts.institutes.models import Participation
from resources.directory.models import Expert
from resources.directory.topics import words_of

from . import mailing
from .merging import Merged, merged
from .models import Adoption, Practice, PracticeState
from .querysets import CAN_BE_WRITTEN

WRITTEN = ("title", "summary", "text", "topics", "evidence", "cost", "contact")
DECISIONS = {
    "publish": ({"submitted", "retired"}, PracticeState.PUBLISHED),
    "return": ({"submitted", "published"}, PracticeState.RETURNED),
    "retire": ({"submitted", "published"}, PracticeState.RETIRED),
}


class Stale(Exception):
    """Somebody else changed the same parts meanwhile: `current` is the row as it stands, `merged` what is undecided."""

    def __init__(self, current: Practice, merged: Merged):
        super().__init__("Somebody else changed this practice.")
        self.current, self.merged = current, merged


class Refused(Exception):
    """The act does not fit the state; the text is the sentence for the person."""


@transaction.atomic
def start(*, by, participation: Participation | None, **written: Any) -> Practice:
    """Write a new draft, for a city or as an expert or facilitator. Names its address by its title."""
    practice = Practice(author=by, participation=participation, slug=_free_slug(written["title"]), **written)
    practice.city = participation.city if participation else None
    practice.expert = None if participation else Expert.objects.filter(user=by).first()
    practice.search_words = _search_words(practice)
    practice.save()
    return practice


@transaction.atomic
def save(*, practice: Practice, version: int, **written: Any) -> Practice:
    """Save what was written upon `version`; what others saved in other fields since then stays as they saved it.

    Raises Stale if somebody changed the same field differently, Refused if the practice is not open.
    """
    current = _locked(practice)
    if current.state not in CAN_BE_WRITTEN:
        raise Refused("This practice is not open for changes. Nothing was saved.")
    if current.version != version:
        both = merged(current=current, version=version, written=written)
        if both.undecided:
            raise Stale(current, both)
        written = both.written
    for name in WRITTEN:
        setattr(current, name, written[name])
    current.version += 1
    current.search_words = _search_words(current)
    current.save()
    return current


@transaction.atomic
def give_way(*, practice: Practice, name: str, mine: Any) -> Any:
    """Let one's own text of a part give way to the one that stands, and return that one.

    One's own stands for a moment, so that the history has both. Raises Refused if the practice is not open.
    """
    current = _locked(practice)
    if current.state not in CAN_BE_WRITTEN:
        raise Refused("This practice is not open for changes. Nothing was saved.")
    theirs = getattr(current, name)
    for value in (mine, theirs):
        setattr(current, name, value)
        current.save(update_fields=[name, "updated_at"])
    return theirs


@transaction.atomic
def submit(*, practice: Practice, by) -> Practice:
    """Hand a draft to the facilitators, who get a mail.

    Raises Refused if it has no summary or text, or is handed in already.
    """
    current = _locked(practice)
    if current.state not in CAN_BE_WRITTEN:
        raise Refused("This practice is handed in already.")
    if not (current.summary.strip() and current.text.strip()):
        raise Refused("A summary and the text are needed before it can be handed in. Your draft is kept.")
    current.state, current.submitted_at = PracticeState.SUBMITTED, timezone.now()
    current.save(update_fields=["state", "submitted_at", "updated_at"])
    mailing.tell_handed_in(current, by=by)
    return current


@transaction.atomic
def decide(*, practice: Practice, decision: str, note: str, by) -> Practice:
    """Publish, return or retire, and tell the author by mail. Raises Refused."""
    current = _locked(practice)
    allowed, state = DECISIONS[decision]
    if current.state not in allowed:
        raise Refused(f"This practice is {current.get_state_display().lower()} at the moment. Nothing was changed.")
    if decision == "return" and not note.strip():
        raise Refused("Say what should be changed, then return it.")
    now = timezone.now()
    current.state, current.review_note, current.reviewed_by, current.reviewed_at = state, note.strip(), by, now
    if decision == "publish":
        current.published_at = current.published_at or now
    current.save()
    mailing.tell_decided(current, by=by)
    return current


@transaction.atomic
def adopt(*, practice: Practice, participation: Participation, note: str, by) -> Adoption:
    """Say that a city does this, too, and in `note` since when; said again it changes the note.

    Raises Refused if the practice is not published, is that city's own, or nothing is said about it.
    """
    current = _locked(practice)
    if current.state != PracticeState.PUBLISHED:
        raise Refused("Only a published practice can be adopted.")
    if participation.city_id == current.city_id:
        raise Refused(f"{participation.city.name} contributed this practice, so it is not counted once more.")
    if not note.strip():
        raise Refused("Say in a sentence what your city does, and since when. Then it counts.")
    adoption, _ = Adoption.objects.update_or_create(
        practice=practice, participation=participation, defaults={"note": note.strip()[:300], "by": by}
    )
    return adoption


@transaction.atomic
def take_back(*, practice: Practice, participation: Participation) -> None:
    """The city does not say so any more."""
    Adoption.objects.filter(practice=practice, participation=participation).delete()


def _locked(practice: Practice) -> Practice:
    return Practice.objects.select_for_update().get(pk=practice.pk)


def _search_words(practice: Practice) -> str:
    city = practice.city
    return " ".join(
        part for part in (words_of(practice.topics, city.state if city else ""), city and city.name) if part
    )


def _free_slug(title: str) -> str:
    base = slugify(title)[:160].strip("-") or "practice"
    taken = set(Practice.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | {"new"}
    return base if base not in taken else next(s for n in range(2, 10_000) if (s := f"{base}-{n}") not in taken)
