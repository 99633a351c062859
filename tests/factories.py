"""Makers of rows for tests: each says what it makes and nothing happens beside it."""

from datetime import date
from itertools import count
from types import SimpleNamespace

from cohorts.institutes.models import Cohort, Facilitator, Participation, TeamMember
from cohorts.intake.answers import save_answer
from cohorts.intake.models import Answer, Question
from cohorts.intake.services import open_intake
from cohorts.places.models import City, Mayor
from isc_portal.accounts.models import User
from resources.directory.models import Expert

from .sample_answers import ANSWERS

_number = count(1)


def make_user(name: str = "", **fields) -> User:
    """A person who can sign in, with a verified address made from the name."""
    from allauth.account.models import EmailAddress

    name = name or f"Person {next(_number)}"
    email = fields.pop("email", name.lower().replace(" ", ".") + f"{next(_number)}@example.org")
    user = User.objects.create_user(email, name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_city(name: str = "", state: str = "OH", **fields) -> City:
    """A city in Ohio unless told otherwise."""
    return City.objects.create(name=name or f"City {next(_number)}", state=state, **{"population": 137_000, **fields})


def make_cohort(name: str = "", **fields) -> Cohort:
    """A cohort in session, intakes due September 18, 2026; without a questionnaire until a city is in it."""
    name = name or f"Cohort {next(_number)}"
    defaults = {"slug": name.lower().replace(" ", "-"), "status": "in session", "intake_due_on": date(2026, 9, 18)}
    return Cohort.objects.create(name=name, **{**defaults, **fields})


def make_participation(cohort: Cohort | None = None, city: City | None = None, mayor: str = "") -> Participation:
    """A city in a cohort with an untouched intake."""
    city = city or make_city()
    participation = Participation.objects.create(
        cohort=cohort or make_cohort(),
        city=city,
        mayor=Mayor.objects.create(city=city, name=mayor or f"Mayor {next(_number)}"),
    )
    open_intake(participation=participation, by=None)
    return participation


def make_member(participation: Participation, role: str, name: str = "", **fields) -> User:
    """A person of the city's team."""
    user = make_user(name)
    TeamMember.objects.create(participation=participation, user=user, role=role, **fields)
    return user


def make_facilitator(cohort: Cohort, name: str = "") -> User:
    """A facilitator of the cohort."""
    user = make_user(name)
    Facilitator.objects.create(cohort=cohort, user=user)
    return user


def make_expert(name: str = "") -> User:
    """A directory entry whose owner can sign in; the owner is returned."""
    user = make_user(name)
    Expert.objects.create(name=user.name, organization="Great Lakes University", user=user)
    return user


def make_cast() -> SimpleNamespace:
    """The people of design.md around two cohorts.

    `own` is Dayton in Fall 2026, `neighbor` Stockton in the same cohort, `foreign` Tacoma in another cohort.
    """
    fall, spring = make_cohort("Fall 2026"), make_cohort("Spring 2027")
    dayton = make_city("Dayton", "OH")
    stockton = make_city("Stockton", "CA", time_zone="America/Los_Angeles")
    tacoma = make_city("Tacoma", "WA", time_zone="America/Los_Angeles")
    own = make_participation(fall, dayton, "Lorraine Whitcomb")
    neighbor = make_participation(fall, stockton, "Pedro Alvarez")
    foreign = make_participation(spring, tacoma, "Ingrid Solberg")
    return SimpleNamespace(
        cohort=fall,
        other_cohort=spring,
        own=own,
        neighbor=neighbor,
        foreign=foreign,
        administrator=make_user("Ruth Adler", is_administrator=True),
        facilitator=make_facilitator(fall, "Helen Osei"),
        other_facilitator=make_facilitator(spring, "Omar Haddad"),
        mayor=make_member(own, "mayor", "Lorraine Whitcomb"),
        editor=make_member(own, "editor", "Ana Reyes"),
        second_editor=make_member(own, "editor", "Marcus Bell"),
        viewer=make_member(own, "viewer", "Priya Nair"),
        expert=make_expert("Denise Fuller"),
        peer=make_member(neighbor, "editor", "Luis Ortega"),
        stranger=make_member(foreign, "mayor", "Ingrid Solberg"),
        outsider=make_user("Paul Outsider"),
    )


def fill_intake(participation: Participation, by: User, **changed) -> None:
    """Answer the whole questionnaire as in `sample_answers`, each answer saved as the page saves it.

    `changed` are other values by question key, with underscores for hyphens; None leaves a question open.
    """
    answers = ANSWERS | {key.replace("_", "-"): value for key, value in changed.items()}
    intake = participation.intake
    versions = dict(Answer.objects.filter(intake=intake).values_list("question", "version"))
    for question in Question.objects.filter(section__questionnaire=intake.questionnaire).select_related("section"):
        value = answers.get(question.key)
        if value is not None:
            save_answer(intake=intake, question=question, value=value, version=versions.get(question.pk, 0), by=by)
