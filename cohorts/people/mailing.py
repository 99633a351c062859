"""What people are told by mail when their place on a city's team changes."""

from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from cohorts.institutes.models import Participation
from isc_portal.mail.links import absolute
from isc_portal.mail.services import enqueue

# Subject and sentence; both may name {city}, {by}, {role}, {who}.
WORDS = {
    "role_changed": ("Your role in the team of {city}", "{by} made you {role} of {city}'s team."),
    "may_sign": (
        "You may sign for the mayor of {city}",
        "{by} named you to sign the intake of {city} in the mayor's place. Your signature is shown as such.",
    ),
    "may_not_sign": (
        "You no longer sign for the mayor of {city}",
        "{by} has taken back that you sign the intake of {city} in the mayor's place. You stay an editor.",
    ),
    "removed": (
        "You are no longer in the team of {city}",
        "{by} took you off the team of {city}. What you wrote stays there under your name, and you cannot open it.",
    ),
    "sections": ("Sections of {city}'s intake are yours", "{by} handed sections of {who} over to you:"),
    "took_office": (
        "You are the mayor of {city} in the portal",
        "{by} handed the mayor's office over to you: you sign the intake and approve what {city} makes of it. "
        "Nobody signs in your place until you name them.",
    ),
    "left_office": (
        "The office of {city}'s mayor was handed over",
        "{by} handed the mayor's office of {city} over. You stay on the team as an editor.",
    ),
}


def tell(user, what: str, *, participation: Participation, by, sections: list[str] | None = None, **details) -> None:
    """Tell one person what changed for them, with a link to the team's page unless they are no longer on it."""
    names = {"role": "", "who": "", "city": participation.city, "by": by, **details}
    subject, sentence = (words.format(**names) for words in WORDS[what])
    if what == "removed":
        address = settings.LOGIN_REDIRECT_URL
    else:
        page = "cohorts:intake" if what == "sections" else "cohorts:people"
        address = reverse(page, kwargs=participation.url_kwargs)
    enqueue(
        to=user,
        template="cohorts/people/mail/changed",
        context={
            "subject_words": subject,
            "sentence": sentence,
            "sections": sections or [],
            "url": absolute(address),
            "by": by,
            "reason": f"You get this because you work, or worked, with the team of {participation.city} in the portal.",
        },
        dedupe_key=f"team:{participation.pk}:{what}:{uuid4().hex}",
        category="cohort",
    )
