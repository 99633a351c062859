"""Who is told what about an introduction. Only a yes tells addresses, and only to the two it is about."""

from datetime import timedelta

from django.urls import reverse

from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue
from isc_portal.mail.states import Category
from resources.directory.models import Expert

from .models import Introduction


def address_of(expert: Expert) -> str:
    """Where the expert is written to: the account's address, or that of an entry nobody keeps. Empty: nowhere."""
    if expert.user is None:
        return expert.email
    return expert.user.email if expert.user.is_active else ""


def asker_of(introduction: Introduction):
    """Who answers for the city: whoever asked, while on its team; then its mayor; None if there is nobody."""
    members = introduction.participation.members.filter(user__is_active=True).select_related("user")
    people = {member.user_id: member for member in members}
    if introduction.asked_by_id in people:
        return people[introduction.asked_by_id].user
    return next((member.user for member in people.values() if member.role == "mayor"), None)


def tell_asked(introduction: Introduction) -> None:
    """Pass the question on to the expert. The link answers for them, so the message is a secret."""
    url = absolute(reverse("resources:introduction_answer", args=[introduction.key]))
    _tell_expert(introduction, "asked", url=url, secret=True)


def tell_withdrawn(introduction: Introduction) -> None:
    """Tell the expert that no answer is needed."""
    _tell_expert(introduction, "withdrawn")


def tell_accepted(introduction: Introduction, person) -> None:
    """Give both sides each other's names and addresses."""
    expert = introduction.expert
    _tell_expert(introduction, "met_city", person=person)
    _send(introduction, person, "met_expert", expert_address=address_of(expert), url=_page(introduction))


def tell_city(introduction: Introduction, template: str) -> None:
    """Tell whoever asked that the expert cannot help (`declined`), or did not answer (`expired`)."""
    person = asker_of(introduction)
    if person is not None:
        _send(introduction, person, template, url=absolute(reverse("resources:directory")))


def _page(introduction: Introduction) -> str:
    return absolute(reverse("resources:introductions", kwargs=introduction.participation.url_kwargs))


def _tell_expert(introduction: Introduction, template: str, **more) -> None:
    if address_of(introduction.expert):
        expert = introduction.expert
        reason = "You get this because you have an entry in the Institute’s directory of experts."
        _send(introduction, expert.user or expert.email, template, reason=reason, **more)


def _send(
    introduction: Introduction, to, template: str, *, url: str = "", reason: str = "", secret: bool = False, **more
) -> None:
    enqueue(
        to=to,
        template=f"resources/introductions/mail/{template}",
        context={
            "introduction": introduction,
            "expert": introduction.expert,
            "city": introduction.participation.city,
            "asker_name": introduction.asked_by.name if introduction.asked_by else "",
            "last_day": (introduction.asked_at + timedelta(days=Introduction.DAYS)).date(),
            "url": url,
            "reason": reason or "You get this because your city asked an expert for an introduction.",
            **more,
        },
        dedupe_key=f"introduction:{introduction.pk}:{template}",
        category=Category.COHORT,
        secret=secret,
    )
