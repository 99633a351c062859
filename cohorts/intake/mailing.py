"""Who is told what about an intake."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.urls import reverse

from cohorts.institutes.models import WRITING_ROLES, Cohort, Participation
from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue

from .models import Intake


def writers(participation: Participation) -> list:
    """The city's mayor and editors."""
    members = participation.members.filter(role__in=WRITING_ROLES, user__is_active=True)
    return [member.user for member in members.select_related("user")]


def reviewers(cohort: Cohort) -> list:
    """The cohort's facilitators; the Institute's administrators where none is named."""
    facilitators = list(cohort.facilitators.filter(is_active=True))
    return facilitators or list(get_user_model().objects.filter(is_administrator=True, is_active=True))


def tell(
    people: Iterable,
    template: str,
    *,
    intake: Intake,
    occasion: str,
    besides=None,
    page: str = "cohorts:intake",
    category: str = "intake",
    send_before: datetime | None = None,
    **context,
) -> None:
    """Put one message a person in the outbox, from `templates/cohorts/intake/mail/<template>.*`.

    `occasion` names what happened, once and for all: the same person is told of it once. `besides` is who did it and
    needs no mail about it. `page` is the page of the city that the message links to.
    """
    participation = intake.participation
    for person in {person.pk: person for person in people}.values():
        if besides is not None and person.pk == besides.pk:
            continue
        enqueue(
            to=person,
            template=f"cohorts/intake/mail/{template}",
            context={
                "intake": intake,
                "city": participation.city,
                "cohort": participation.cohort,
                "mayor": participation.mayor,
                "url": absolute(reverse(page, kwargs=participation.url_kwargs)),
                **context,
            },
            dedupe_key=f"{occasion}:{person.pk}",
            category=category,
            send_before=send_before,
        )
