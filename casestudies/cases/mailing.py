"""Who is told what about a case study."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse

from cohorts.intake.mailing import reviewers, writers
from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue

from .models import CaseStudy, CaseTimelineEntry

__all__ = ["briefed_experts", "reviewers", "tell", "writers"]

TO_EXPERTS = "You get this because you said yes to a clinic in which this case is worked on."


def briefed_experts(case: CaseStudy) -> list[Any]:
    """Those who said yes to a clinic of this case and stated their ties: they read it from its release."""
    seats = {
        "seats__clinic__case": case,
        "seats__state": "accepted",
        "seats__ties_stated_at__isnull": False,
        "seats__role__in": ["expert", "observer"],
    }
    return list(get_user_model().objects.filter(is_active=True, **seats).distinct())


def tell(
    people: Iterable[Any],
    template: str,
    *,
    case: CaseStudy,
    entry: CaseTimelineEntry,
    page: str = "casestudies:case",
    besides: Any = None,
    **context: Any,
) -> None:
    """Put one message a person in the outbox, from `templates/casestudies/cases/mail/<template>.*`.

    `entry` is the step that it tells of: the same person is told of it once. `besides` is who took it and needs no
    mail about it. `page` is the page that the message links to.
    """
    participation = case.participation
    for person in {person.pk: person for person in people}.values():
        if besides is not None and person.pk == besides.pk:
            continue
        enqueue(
            to=person,
            template=f"casestudies/cases/mail/{template}",
            context={
                "case": case,
                "city": participation.city,
                "cohort": participation.cohort,
                "entry": entry,
                "url": absolute(reverse(page, kwargs=participation.url_kwargs)),
                **context,
            },
            dedupe_key=f"case-step:{entry.pk}:{person.pk}",
            category="cohort",
        )
