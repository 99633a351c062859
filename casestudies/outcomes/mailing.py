"""Who is told what after a clinic. An author hears of their own recommendation, and nobody else hears whose it was."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.crypto import salted_hmac

from casestudies.board.models import Card
from casestudies.board.naming import shows_names
from casestudies.clinics.mailing import facilitators
from casestudies.clinics.models import Clinic, Seat, SeatRole
from casestudies.clinics.titles import title_of_case
from cohorts.intake.mailing import writers
from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue
from isc_portal.mail.states import Category

from .joined import families
from .models import Response

TEMPLATES = "casestudies/outcomes/mail"


def tell_city(clinic: Clinic, responses: Sequence[Response], *, besides=None) -> None:
    """Tell the city's mayor and editors how many recommendations wait for their answer, and until when."""
    for person in writers(clinic.participation):
        if besides is None or person.pk != besides.pk:
            _send(
                person,
                "closed_city",
                clinic,
                f"clinic-closed:{clinic.pk}:city:{person.pk}",
                url=_answers(clinic),
                count=len(responses),
                due_on=responses[0].due_on if responses else None,
                reason="You get this because your city’s case was worked on in a clinic of the Institute.",
            )


def thank(clinic: Clinic, seats: Iterable[Seat], *, count: int, record_is_theirs: bool) -> None:
    """Thank those who were there, and say how many recommendations the city answers; its own team knows already."""
    at_home = set(clinic.participation.members.values_list("user", flat=True))
    for seat in seats:
        person = _person(seat)
        if seat.role in (SeatRole.PRESENTER, SeatRole.FACILITATOR) or getattr(person, "pk", None) in at_home:
            continue
        if person is not None:
            _send(
                person,
                "closed_thanks",
                clinic,
                f"clinic-closed:{clinic.pk}:thanks:{seat.pk}",
                url=absolute(reverse("casestudies:record", args=[clinic.pk])) if record_is_theirs else "",
                advice_url=_advice(),
                count=count,
                reason="You get this because you took part in a clinic of the Institute.",
            )


def tell_authors(response: Response) -> None:
    """Tell the answer to whoever wrote the recommendation, and to whoever wrote a card that was joined to it.

    Where no name may be told, not even the Institute's own pages tell who got this: the text is kept from the outbox,
    and its key says nothing.
    """
    head = response.recommendation
    clinic: Clinic = head.clinic
    cards = Card.objects.filter(clinic=clinic).select_related("seat__user", "seat__expert__user")
    joined = families(cards).get(head.pk, [])
    own = next((card for card in cards if card.pk == head.pk), head)
    told: set[str] = set()
    for card in [own, *joined]:
        person = _person(card.seat)
        address = person if isinstance(person, str) else getattr(person, "email", "")
        if person is None or address in told:
            continue
        told.add(address)
        _send(
            person,
            "answered",
            clinic,
            _told_key(response, card.seat, clinic),
            secret=not shows_names(clinic, staff=True),
            url=_advice() if not isinstance(person, str) else "",
            response=response,
            recommendation=card,
            joined_to=head if card.pk != head.pk else None,
            again=response.times_sent > 1,
            reason="You get this because you advised a city in a clinic of the Institute.",
        )


def tell_that_all_are_answered(clinic: Clinic) -> None:
    """Tell the clinic's facilitators that the city has answered every recommendation."""
    for person in facilitators(clinic):
        _send(
            person,
            "all_answered",
            clinic,
            f"clinic-all-answered:{clinic.pk}:{person.pk}",
            url=_answers(clinic),
            count=Response.objects.filter(recommendation__clinic=clinic).count(),
            reason="You get this because you facilitate the clinic.",
        )


def remind_city(clinic: Clinic, overdue: Sequence[Response], *, number: int, due_on: date) -> None:
    """Remind the city's mayor and editors of answers that are overdue; `number` counts the reminders of this day."""
    for person in writers(clinic.participation):
        _send(
            person,
            "overdue",
            clinic,
            f"answers-overdue:{clinic.pk}:{due_on}:{number}:{person.pk}",
            category=Category.REMINDERS,
            url=_answers(clinic),
            overdue=overdue,
            due_on=due_on,
            number=number,
            reason="You get this because your city has not answered all that was recommended to it.",
        )


def _person(seat: Seat):
    """Whom to write to: the account, else the address in the directory; None if nobody can be reached."""
    if seat.user_id:
        return seat.user if seat.user.is_active else None
    expert = seat.expert
    if expert is None:
        return None
    if expert.user_id:
        return expert.user if expert.user.is_active else None
    return expert.email or None


def _told_key(response: Response, seat: Seat, clinic: Clinic) -> str:
    key = f"answer-told:{response.pk}:{response.times_sent}:{seat.pk}"
    if shows_names(clinic, staff=True):
        return key
    return f"answer-told:{salted_hmac('casestudies.outcomes.mailing', key, algorithm='sha256').hexdigest()}"


def _answers(clinic: Clinic) -> str:
    return absolute(reverse("casestudies:answers", kwargs=clinic.participation.url_kwargs))


def _advice() -> str:
    return absolute(reverse("casestudies:advice"))


def _send(
    person,
    template: str,
    clinic: Clinic,
    key: str,
    *,
    category: str = Category.COHORT,
    secret: bool = False,
    **context,
) -> None:
    participation = clinic.participation
    enqueue(
        to=person,
        template=f"{TEMPLATES}/{template}",
        context={
            "clinic": clinic,
            "city": participation.city,
            "cohort": participation.cohort,
            "mayor": participation.mayor,
            "title": title_of_case(clinic.case),
            **context,
        },
        dedupe_key=key,
        category=category,
        secret=secret,
    )
