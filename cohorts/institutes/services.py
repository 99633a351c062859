"""Writes to cohorts, participations and teams. Refusals are ValidationErrors whose sentence can be shown as it is."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from cohorts.places.models import City
from cohorts.places.services import mayor_named
from isc_portal.accounts.models import Invitation, Role
from isc_portal.accounts.services import invite, revoke_all

from .leaving import end_all
from .models import Cohort, CohortStatus, Facilitator, Participation

# Words that stand for pages below /cohorts/ and can therefore be no cohort's address.
TAKEN_ADDRESSES = frozenset({"new"})


@transaction.atomic
def create_cohort(*, name: str, copied_from: Cohort | None = None, **settings) -> Cohort:
    """Make a cohort in planning; `settings` are its other fields.

    Copied from an earlier one it takes over that one's questionnaire and rubric. Raises ValidationError if another
    cohort has the name.
    """
    # Above this slice, and needed for this one act alone.
    from cohorts.intake.copying import copy_questionnaire
    from cohorts.intake.models import Questionnaire

    _refuse_taken_name(name)
    cohort = Cohort(name=name, slug=_free_address(name), copied_from=copied_from, **settings)
    _refuse_odd_dates(cohort)
    cohort.save()
    source = Questionnaire.objects.filter(cohort=copied_from).first() if copied_from else None
    if source:
        copy_questionnaire(source=source, target=Questionnaire.objects.create(cohort=cohort))
    return cohort


@transaction.atomic
def change_cohort(*, cohort: Cohort, **settings) -> Cohort:
    """Change a cohort's settings. Its address stays, so that links keep working, and so does its status.

    Raises ValidationError for a name that another cohort has, dates out of order, and fewer places than cities.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    for name, value in settings.items():
        setattr(cohort, name, value)
    _refuse_taken_name(cohort.name, besides=cohort)
    _refuse_odd_dates(cohort)
    taking_part = cohort.participations.taking_part().count()
    if cohort.capacity < taking_part:
        raise ValidationError({"capacity": f"There are {taking_part} cities in this cohort already."})
    cohort.save()
    return cohort


def change_status(*, cohort: Cohort, status: str) -> Cohort:
    """Move a cohort to one of its next statuses.

    Raises ValidationError if it cannot go there from where it is, also when somebody else has just moved it.
    """
    before = [one for one in CohortStatus if status in Cohort(status=one).next_statuses]
    if not Cohort.objects.filter(pk=cohort.pk, status__in=before).update(status=status):
        cohort.refresh_from_db()
        here, there = cohort.get_status_display(), CohortStatus(status).label
        raise ValidationError(f"{cohort} is in “{here}” and cannot go from there to “{there}”. Nothing was changed.")
    cohort.refresh_from_db()
    return cohort


def add_facilitator(*, cohort: Cohort, user) -> Facilitator:
    """Name the person as a facilitator of the cohort; nothing happens if they already are."""
    return Facilitator.objects.get_or_create(cohort=cohort, user=user)[0]


def invite_facilitator(*, cohort: Cohort, email: str, name: str, by, message: str = "") -> Invitation:
    """Ask a person to facilitate the cohort, by mail. Raises ValidationError if they already do."""
    if cohort.facilitators.filter(email__iexact=email.strip()).exists():
        raise ValidationError(f"{email.strip()} facilitates this cohort already.")
    return invite(email=email, name=name, role=Role.FACILITATOR, subject=cohort, by=by, message=message)


@transaction.atomic
def remove_facilitator(*, facilitator: Facilitator) -> list[str]:
    """End a person's work as a facilitator of the cohort; invitations to them end, too. What they wrote stays.

    Gives a sentence on each thing that ended with it (see `leaving`). Raises ValidationError where the person cannot be
    spared at the moment.
    """
    ended = end_all(facilitator)
    revoke_all(email=facilitator.user.email, subject=facilitator.cohort)
    facilitator.delete()
    return ended


@transaction.atomic
def join_cohort(*, cohort: Cohort, city: City, mayor_name: str = "", by) -> Participation:
    """Take a city into a cohort, with its mayor and an empty intake; nothing is mailed.

    A city that takes part already is returned as it is. Raises ValidationError if the cohort is closed or full; it
    counts under a lock, so that two invitations at once do not take the same last place.
    """
    from cohorts.intake.services import open_intake  # above this slice, like the questionnaire in create_cohort

    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    participation = cohort.participations.filter(city=city).first()
    if participation is None:
        if cohort.is_closed:
            raise ValidationError(f"{cohort} is closed. Open it again before you invite a city.")
        if cohort.participations.taking_part().count() >= cohort.capacity:
            raise ValidationError(
                f"{cohort} has {cohort.capacity} places and all are taken. Give it more places in its settings."
            )
        participation = Participation.objects.create(cohort=cohort, city=city)
    if mayor_name and not participation.mayor:
        participation.mayor = mayor_named(city=city, name=mayor_name)
        participation.save(update_fields=["mayor"])
    open_intake(participation=participation, by=by)
    return participation


def _refuse_taken_name(name: str, *, besides: Cohort | None = None) -> None:
    others = Cohort.objects.exclude(pk=besides.pk) if besides else Cohort.objects
    if others.filter(name__iexact=name).exists():
        raise ValidationError({"name": f"There is another cohort called {name}."})


def _refuse_odd_dates(cohort: Cohort) -> None:
    """Raise ValidationError for dates that do not follow each other."""
    if _before(cohort.ends_on, cohort.starts_on):
        raise ValidationError({"ends_on": "The last day has to be on or after the first."})
    if _before(cohort.blueprint_due_on, cohort.intake_due_on):
        raise ValidationError({"blueprint_due_on": "The blueprint has to be due on or after the day of the intake."})


def _before(day: date | datetime | None, other: date | datetime | None) -> bool:
    return bool(day and other and day < other)


def _free_address(name: str) -> str:
    base = slugify(name)[:100] or "cohort"
    taken = TAKEN_ADDRESSES | set(Cohort.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, 1000))) if slug not in taken)
