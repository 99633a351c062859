"""The history of a city's intake and team, read from the events that the database's triggers keep.

What one person typed into one answer in one go is one change, however often it was saved on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, CharField, DateField, F, Func, Q, QuerySet, Value, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Lag, Lead

from cohorts.institutes.models import Participation, TeamMember, TeamRole
from cohorts.teamwork import kinds

from .models import Answer, IntakeStep, QuestionKind, Section, SectionWork, TimelineEntry

AnswerEvent = Answer.pgh_event_model
WorkEvent = SectionWork.pgh_event_model
MemberEvent = TeamMember.pgh_event_model

IN_ONE_GO = timedelta(minutes=10)
PER_PAGE = 25
LOOKED_THROUGH = 100


@dataclass(frozen=True)
class Change:
    """One change as the page tells it. `before` and `after` are words; `earlier` is the event that can be restored.

    `participation` is the id of the city's.
    """

    at: datetime
    who: Any
    what: str
    participation: int
    where: str = ""
    before: str = ""
    after: str = ""
    note: str = ""
    earlier: int | None = None


def changes_of(
    participation: Participation,
    *,
    section: Section | None = None,
    person: int | None = None,
    page: Any = 1,
    people: Mapping[int, Any] | None = None,
) -> Page:
    """A page of changes, newest first, of one section or by one person if asked for.

    `people` by their id saves looking up who they are. As many queries for many changes as for one.
    """
    sources = _sources([participation], section)
    if section:
        sources = [_of_section(source, section) for source in sources[:3]]
    if person:
        sources = [source.filter(person=person) for source in sources]
    paginator = Paginator(_newest_first(sources), PER_PAGE)
    result = paginator.get_page(page)
    result.object_list = _tell(list(result.object_list), [participation], people or {})
    return result


def recent_changes(
    participations: Sequence[Participation], *, since: datetime, besides: Any, limit: int
) -> list[Change]:
    """The newest changes in several cities that somebody else than `besides` made after a moment.

    As many queries for many cities as for one; of a long time away, what the last hundred changes were.
    """
    participations = [one for one in participations if hasattr(one, "intake")]
    if not participations:
        return []
    rows = list(_newest_first(_sources(participations))[:LOOKED_THROUGH])
    others = [row for row in rows if row[2] > since and row[3] != besides.pk]
    return _tell(others[:limit], participations, {})


def people_of(participation: Participation) -> QuerySet:
    """Everybody who may have changed something: the team, the facilitators, and whoever did something here before."""
    return get_user_model().objects.filter(
        Q(pk__in=participation.members.values("user"))
        | Q(pk__in=participation.cohort.facilitations.values("user"))
        | Q(pk__in=AnswerEvent.objects.filter(intake=participation.intake.pk).values("updated_by"))
        | Q(pk__in=TimelineEntry.objects.filter(intake=participation.intake.pk).values("by"))
    )


def earlier_answer(participation: Participation, event: int):
    """An earlier state of an answer, with its question and section; None if there is no such text to bring back."""
    return (
        AnswerEvent.objects.filter(intake=participation.intake.pk, pgh_id=event)
        .exclude(question__kind=QuestionKind.FILE)
        .select_related("question__section", "updated_by")
        .first()
    )


# --- What there is ---


def _sources(participations: Sequence[Participation], section: Section | None = None) -> list[QuerySet]:
    """Changes of answers, of who does what, of the intake itself and of the team."""
    intakes = [one.intake.pk for one in participations]
    return [
        _rows(_answers(intakes), "answer", at="pgh_created_at", pk="pgh_id", section="question__section"),
        _rows(_work(intakes), "work", at="pgh_created_at", pk="pgh_id", section="section"),
        _rows(_steps(intakes, section), "step", at="at", pk="pk", section=None),
        _rows(
            _members(participations), "member", at="pgh_created_at", pk="pgh_id", section=None, place="participation"
        ),
    ]


def _newest_first(sources: list[QuerySet]) -> QuerySet:
    """Kind, key, moment, person and place (the intake, of a member the participation) of each change."""
    rows = [source.values_list("kind", "key", "moment", "person", "place") for source in sources]
    return rows[0].union(*rows[1:], all=True).order_by("-moment", "-key")


def _person_of_context() -> Cast:
    """Who was signed in when the change was made; nobody, when a job made it."""
    return Cast(KeyTextTransform("user", "pgh_context__metadata"), BigIntegerField())


def _along(function: Func) -> Window:
    """What comes before or after an event in the history of the same row."""
    return Window(function, partition_by="pgh_obj_id", order_by="pgh_id")


def _answers(intakes: list[int]) -> QuerySet:
    """The last save of each go: the next one is by somebody else, or later, or in the same moment.

    Two saves in one moment are the two texts of a settled conflict, and both stay visible.
    """
    return (
        AnswerEvent.objects.filter(intake__in=intakes)
        .exclude(pgh_label="delete")
        .annotate(
            person=Cast("updated_by_id", BigIntegerField()),
            next_by=_along(Lead(Coalesce("updated_by_id", 0))),
            next_at=_along(Lead("pgh_created_at")),
        )
        .filter(
            Q(next_at=None)
            | ~Q(next_by=Coalesce("updated_by_id", 0))
            | Q(next_at__gt=F("pgh_created_at") + IN_ONE_GO)
            | Q(next_at=F("pgh_created_at"))
        )
    )


def _work(intakes: list[int]) -> QuerySet:
    """Changes of who looks after a section and until when; what a return opens is told by its step."""
    never = Value(date.min, DateField())
    return (
        WorkEvent.objects.filter(intake__in=intakes)
        .annotate(
            person=Coalesce(_person_of_context(), Cast("assigned_by_id", BigIntegerField())),
            was_assignee=_along(Lag("assignee_id")),
            was_due=_along(Lag("due_on")),
        )
        .filter(
            ~Q(assignee_id=Coalesce("was_assignee", 0), assignee_id__isnull=False)
            & ~Q(assignee_id=None, was_assignee=None)
            | ~Q(due_on=Coalesce("was_due", never)) & Q(due_on__isnull=False)
        )
    )


def _steps(intakes: list[int], section: Section | None) -> QuerySet:
    steps = TimelineEntry.objects.filter(intake__in=intakes).annotate(person=Cast("by_id", BigIntegerField()))
    return steps.filter(sections__contains=[section.title]) if section else steps


def _members(participations: Sequence[Participation]) -> QuerySet:
    return MemberEvent.objects.filter(participation__in=[one.pk for one in participations]).annotate(
        person=_person_of_context(),
        was_role=_along(Lag("role")),
        could_sign=_along(Lag("may_sign")),
    )


def _rows(events: QuerySet, kind: str, *, at: str, pk: str, section: str | None, place: str = "intake") -> QuerySet:
    rows = events.annotate(kind=Value(kind, CharField()), key=F(pk), moment=F(at), place=F(f"{place}_id"))
    return rows.annotate(of_section=F(section)) if section else rows


def _of_section(rows: QuerySet, section: Section) -> QuerySet:
    return rows.filter(of_section=section.pk) if "of_section" in rows.query.annotations else rows


# --- How it is told ---


def _tell(rows: list[tuple], participations: Sequence[Participation], known: Mapping[int, Any]) -> list[Change]:
    keys: dict[str, set[int]] = {"answer": set(), "work": set(), "step": set(), "member": set()}
    for kind, key, *_ in rows:
        keys[kind].add(key)
    unknown = {person for _, _, _, person, _ in rows if person} - known.keys()
    people = {**known, **(get_user_model().objects.in_bulk(unknown) if unknown else {})}
    city_of = {one.intake.pk: one.pk for one in participations}
    told = {
        "answer": _tell_answers(keys["answer"], list(city_of)) if keys["answer"] else {},
        "work": _tell_work(keys["work"]) if keys["work"] else {},
        "step": _tell_steps(keys["step"]) if keys["step"] else {},
        "member": _tell_members(keys["member"], participations) if keys["member"] else {},
    }
    return [
        Change(
            at=at,
            who=people.get(person),
            participation=place if kind == "member" else city_of[place],
            **told[kind][key],
        )
        for kind, key, at, person, place in rows
        if key in told[kind]
    ]


def _tell_answers(keys: set[int], intakes: list[int]) -> dict[int, dict[str, Any]]:
    before = _states_before(keys, intakes)
    events = AnswerEvent.objects.filter(pgh_id__in=keys | set(before.values())).select_related("question__section")
    by_id = {event.pgh_id: event for event in events}
    told = {}
    for key in keys & by_id.keys():  # a question taken out before anybody started has left no words
        event, earlier = by_id[key], by_id.get(before.get(key, 0))
        question = event.question
        was, is_ = (kinds.display(question, one.value) if one else "" for one in (earlier, event))
        told[key] = {
            "what": _answer_words(event, was, is_),
            "where": question.section.title,
            "before": was,
            "after": is_,
            "earlier": earlier.pgh_id if was and question.kind != QuestionKind.FILE else None,
        }
    return told


def _states_before(keys: set[int], intakes: list[int]) -> dict[int, int]:
    """For each event, the last one of an earlier go at the same answer."""
    same_answers = AnswerEvent.objects.filter(pgh_id__in=keys).values("pgh_obj_id")
    goes = _answers(intakes).filter(pgh_obj_id__in=same_answers).order_by("pgh_id")
    before: dict[int, int] = {}
    last: dict[int, int] = {}
    for answer, key in goes.values_list("pgh_obj_id", "pgh_id"):
        if key in keys and answer in last:
            before[key] = last[answer]
        last[answer] = key
    return before


def _answer_words(event, was: str, is_: str) -> str:
    if event.prefilled:
        return f"“{event.question.label}” was filled in from what is known of the city"
    verb = "answered" if is_ and not was else "emptied" if was and not is_ else "changed"
    if was == is_:
        verb = "changed and changed back"
    return f"{verb} “{event.question.label}”"


def _tell_work(keys: set[int]) -> dict[int, dict[str, Any]]:
    told = {}
    for event in WorkEvent.objects.filter(pgh_id__in=keys).select_related("section", "assignee"):
        title = event.section.title
        what = f"gave {title} to {event.assignee}" if event.assignee else f"took {title} back"
        if event.due_on:
            what += f", due {event.due_on:%B} {event.due_on.day}"
        told[event.pgh_id] = {"what": what}
    return told


STEP_WORDS = {
    IntakeStep.INVITED: "opened the intake for the city",
    IntakeStep.STARTED: "began the intake",
    IntakeStep.SIGNED: "signed the answers",
    IntakeStep.SIGNATURE_VOID: "changed an answer, which undid the signature",
    IntakeStep.SUBMITTED: "submitted the intake",
    IntakeStep.RETURNED: "returned",
    IntakeStep.ACCEPTED: "accepted the city",
    IntakeStep.WAITLISTED: "put the city on the waitlist",
    IntakeStep.DECLINED: "declined the city",
    IntakeStep.WITHDRAWN: "withdrew the city",
    IntakeStep.REOPENED: "brought the city back",
}


def _tell_steps(keys: set[int]) -> dict[int, dict[str, Any]]:
    told = {}
    for entry in TimelineEntry.objects.filter(pk__in=keys):
        what = STEP_WORDS[IntakeStep(entry.step)]
        told[entry.pk] = {"what": " ".join([what, ", ".join(entry.sections)]).strip(), "note": entry.comment}
    return told


def _tell_members(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    events = _members(participations).select_related("user")
    return {event.pgh_id: {"what": _member_words(event)} for event in events if event.pgh_id in keys}


ROLE_WORDS = {TeamRole.MAYOR: "the mayor", TeamRole.EDITOR: "an editor", TeamRole.VIEWER: "a viewer"}


def _member_words(event) -> str:
    role = ROLE_WORDS[TeamRole(event.role)]
    if event.pgh_label == "delete":
        return f"took {event.user} off the team"
    if event.was_role is None:
        return f"took {event.user} into the team as {role}"
    if event.role != event.was_role:
        return f"made {event.user} {role}"
    if event.may_sign != event.could_sign:
        return f"{'named' if event.may_sign else 'no longer names'} {event.user} to sign for the mayor"
    return f"changed what the team’s page says of {event.user}"
