"""Writes to applications and late codes. Refusals are ValidationErrors whose sentence can be shown as it is."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cohorts.institutes.models import Cohort, Participation
from cohorts.inviting.services import Invitee, invite_city
from cohorts.places.gazetteer import plain
from cohorts.places.models import City
from isc_portal.mail.services import enqueue

from .models import Application, ApplicationState, LateCode

REASON = "You get this because your address was given when a city asked to take part."


def make_late_code(*, cohort: Cohort, city_name: str, state: str, expires_at: datetime, by) -> LateCode:
    """Make a code with which one city can ask to take part after the deadline, once.

    Raises ValidationError for an end in the past and for a closed cohort.
    """
    if expires_at <= timezone.now():
        raise ValidationError({"expires_on": "Choose a day that is still to come."})
    if cohort.is_closed:
        raise ValidationError(f"{cohort} is closed: no city can ask to take part.")
    return LateCode.objects.create(cohort=cohort, city_name=city_name, state=state, expires_at=expires_at, made_by=by)


def revoke_late_code(*, late_code: LateCode) -> None:
    """Make a code useless. Raises ValidationError if the city has used it meanwhile."""
    if not LateCode.objects.filter(pk=late_code.pk, used_at=None).update(revoked_at=timezone.now()):
        raise ValidationError(f"{late_code.city_name} has used its code meanwhile. Look at its request instead.")


@transaction.atomic
def receive_application(
    *,
    cohort: Cohort,
    city_name: str,
    state: str,
    mayor_name: str,
    contact_name: str,
    contact_email: str,
    initiative: str,
    contact_title: str = "",
    contact_phone: str = "",
    late_code: LateCode | None = None,
) -> Application:
    """Keep what a city wrote that asks to take part, and confirm it to the contact by mail.

    Uses up the late code, if there is one. Raises ValidationError if the cohort takes no requests at this moment, or
    the code is another city's or of no use any more.
    """
    if late_code:
        _use(late_code, city_name, state)
    elif not Cohort.objects.taking_applications().filter(pk=cohort.pk).exists():
        raise ValidationError(f"{cohort} takes no more requests. The last day has passed.")
    application = Application.objects.create(
        cohort=cohort,
        city_name=city_name,
        state=state,
        mayor_name=mayor_name,
        contact_name=contact_name,
        contact_title=contact_title,
        contact_email=contact_email.lower(),
        contact_phone=contact_phone,
        initiative=initiative,
        late_code=late_code,
    )
    _write_to(application, "received", {"application": application, "cohort": cohort})
    return application


def _use(late_code: LateCode, city_name: str, state: str) -> None:
    """Take the code for this city, so that a second request at the same moment does not get it, too."""
    if (plain(late_code.city_name), late_code.state) != (plain(city_name), state):
        raise ValidationError({"city": f"This code was made for {late_code.city_name}, {late_code.state}."})
    if not LateCode.objects.usable().filter(pk=late_code.pk).update(used_at=timezone.now()):
        raise ValidationError("This code has been used, has expired, or was revoked. Ask the Institute for a new one.")


@transaction.atomic
def accept_application(
    *,
    application: Application,
    city: City,
    mayor_name: str,
    invitees: Iterable[Invitee],
    by,
    message: str = "",
) -> Participation:
    """Take the city into the cohort it asked for, and invite its people by mail.

    Raises ValidationError, and does nothing at all, if somebody else has decided already or the city cannot join.
    """
    decided = _decide(application, ApplicationState.INVITED, by=by, reply=message)
    participation = invite_city(
        cohort=decided.cohort, city=city, mayor_name=mayor_name, invitees=invitees, by=by, message=message
    )
    decided.participation = participation
    decided.save(update_fields=["participation"])
    return participation


@transaction.atomic
def decline_application(*, application: Application, reply: str, by) -> Application:
    """Say no to a city, with a mail to its contact. Raises ValidationError if somebody else has decided already."""
    decided = _decide(application, ApplicationState.DECLINED, by=by, reply=reply)
    _write_to(decided, "declined", {"application": decided, "cohort": decided.cohort}, reply_to=by.email)
    return decided


def _decide(application: Application, status: str, *, by, reply: str) -> Application:
    """Claim the decision: of two administrators at the same moment one decides, and the other is told."""
    mine = Application.objects.waiting().filter(pk=application.pk)
    claimed = mine.update(status=status, decided_at=timezone.now(), decided_by=by, reply=reply)
    decided = Application.objects.select_related("cohort", "decided_by").get(pk=application.pk)
    if not claimed:
        raise ValidationError(
            f"{decided.decided_by or 'Somebody else'} has decided on this request already: "
            f"{decided.get_status_display().lower()}. Nothing was sent."
        )
    return decided


def _write_to(application: Application, what: str, context: dict, *, reply_to: str = "") -> None:
    enqueue(
        to=application.contact_email,
        template=f"cohorts/applications/mail/{what}",
        context={**context, "reason": REASON},
        dedupe_key=f"application:{application.pk}:{what}",
        reply_to=reply_to,
    )
