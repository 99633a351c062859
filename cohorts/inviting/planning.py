"""What would happen if the cities of a list were invited: row by row, and nothing is written.

A row is a person; several rows of one city are several people of its team.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cohorts.institutes.models import Cohort, Participation, TeamRole
from cohorts.places.gazetteer import Place, gazetteer, plain, state_code
from cohorts.places.models import City
from isc_portal.accounts.models import Invitation
from isc_portal.imports.columns import Column, Record

MOST_ROWS = 300

COLUMNS = (
    Column("city", "City", required=True, also=("Municipality", "Town", "Place", "City name", "Jurisdiction")),
    Column("state", "State", also=("ST", "State code", "State or territory")),
    Column("mayor", "Mayor", also=("Mayor's name", "Mayor name", "Name of the mayor")),
    Column("contact_name", "Contact name", also=("Contact", "Name", "Full name", "Contact person")),
    Column("contact_email", "Contact email", required=True, also=("Email", "E-mail", "Email address", "Mail")),
    Column("role", "Role", also=("Role in the team", "Access")),
)

ROLES = {
    "": TeamRole.EDITOR,
    "editor": TeamRole.EDITOR,
    "staff": TeamRole.EDITOR,
    "contact": TeamRole.EDITOR,
    "mayor": TeamRole.MAYOR,
    "viewer": TeamRole.VIEWER,
    "reader": TeamRole.VIEWER,
    "read only": TeamRole.VIEWER,
}


@dataclass(frozen=True)
class Problem:
    """What keeps a row from being used. `places` are cities that may have been meant; `add` one to be added."""

    column: str
    words: str
    places: tuple[Place, ...] = ()
    add: bool = False


@dataclass
class PlanRow:
    """One row of the list and what it would do."""

    record: Record
    name: str = ""
    email: str = ""
    role: str = ""
    mayor: str = ""
    city: Place | City | None = None
    joins: bool = False
    skipped: str = ""  # why nothing would be done, though nothing is wrong
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.record.number

    @property
    def city_key(self) -> tuple[str, str]:
        """What two rows of the same city have in common."""
        return (plain(self.city.name), self.city.state) if self.city else ("", "")

    @property
    def city_query(self) -> str:
        """The name and the state as arguments of the page that adds a city by hand."""
        return urlencode({"name": _city_name(self.record), "state": _state(self.record)})

    @property
    def acts(self) -> bool:
        return not (self.problems or self.skipped)

    @property
    def role_words(self) -> str:
        return TeamRole(self.role).label.lower() if self.role else ""


@dataclass
class Plan:
    """The outcome of a list, row by row."""

    cohort: Cohort
    rows: list[PlanRow]
    places_left: int

    @property
    def records(self) -> list[Record]:
        return [row.record for row in self.rows]

    @property
    def acting_rows(self) -> list[PlanRow]:
        return [row for row in self.rows if row.acts]

    @property
    def joining(self) -> int:
        """How many cities would join the cohort."""
        return sum(row.joins for row in self.acting_rows)

    @property
    def wrong_rows(self) -> list[PlanRow]:
        return [row for row in self.rows if row.problems]

    @property
    def skipped_rows(self) -> list[PlanRow]:
        return [row for row in self.rows if row.skipped and not row.problems]

    @property
    def can_be_done(self) -> bool:
        return bool(self.acting_rows) and not self.wrong_rows

    @property
    def fingerprint(self) -> str:
        """The same for two plans that would do the same."""
        acts = [
            f"{row.number}|{row.city_key}|{row.email}|{row.role}|{row.mayor}|{row.joins}" for row in self.acting_rows
        ]
        return hashlib.sha256("\n".join([str(self.cohort.pk), *acts]).encode()).hexdigest()


@dataclass
class _Known:
    """What the portal knows of the cities and people of a list, read in as many queries for one row as for all."""

    cities: dict[tuple[str, str], City]
    cities_by_number: dict[int | None, City]
    participations: dict[tuple[str, str], Participation]
    invited: dict[tuple[int, str], Invitation]
    earlier: dict[tuple[str, str], list[str]]


def make_plan(*, cohort: Cohort, records: Iterable[Record]) -> Plan:
    """Work out what inviting the rows to the cohort would do."""
    rows = [PlanRow(record) for record in records]
    for row in rows:
        _read_person(row)
    known = _look_up(cohort, {_state(row.record) for row in rows})
    for row in rows:
        _find_city(row, known)
    places_left = max(cohort.capacity - cohort.participations.taking_part().count(), 0)
    plan = Plan(cohort, rows, places_left)
    if cohort.is_closed:
        for row in rows:
            row.problems.append(Problem("City", f"{cohort} is closed. Open it again before you invite a city."))
        return plan
    _compare_rows(rows)
    for row in rows:
        _compare_with_portal(row, known)
    _count_places(plan, known)
    return plan


def _state(record: Record) -> str:
    """The state of a row: from its own column, or from behind the comma in "Dayton, OH"."""
    return state_code(record["state"]) or state_code(record["city"].partition(",")[2])


def _city_name(record: Record) -> str:
    name, comma, rest = record["city"].partition(",")
    return name.strip() if comma and state_code(rest) else record["city"]


def _read_person(row: PlanRow) -> None:
    record = row.record
    row.name, row.mayor = record["contact_name"], record["mayor"]
    row.email = record["contact_email"].lower().removeprefix("mailto:").strip()
    row.role = ROLES.get(record["role"].casefold().strip(), "")
    if not row.role:
        row.problems.append(Problem("Role", f"“{record['role']}” is no role. Write mayor, editor or viewer."))
    if not row.email:
        row.problems.append(Problem("Contact email", "There is no address to send the invitation to."))
    else:
        try:
            validate_email(row.email)
        except ValidationError:
            row.problems.append(Problem("Contact email", f"“{row.email}” is not an email address."))
    for column, text, most in (
        ("Contact name", row.name, 120),
        ("Mayor", row.mayor, 120),
        ("City", record["city"], 100),
    ):
        if len(text) > most:
            row.problems.append(Problem(column, f"This has {len(text)} characters; at most {most} fit."))
    if row.role == TeamRole.MAYOR and row.mayor and row.name and plain(row.mayor) != plain(row.name):
        row.problems.append(Problem("Mayor", f"This row invites {row.name} as mayor and names {row.mayor} as mayor."))
    elif row.role == TeamRole.MAYOR and not row.mayor:
        row.mayor = row.name


def _look_up(cohort: Cohort, states: set[str]) -> _Known:
    cities = list(City.objects.filter(state__in=states))
    participations = list(
        cohort.participations.filter(city__state__in=states)
        .select_related("city", "cohort", "mayor", "intake")
        .prefetch_related("members__user")
    )
    invitations = Invitation.objects.open().filter(
        subject_type__app_label="cohorts",
        subject_type__model="participation",
        subject_id__in=[participation.pk for participation in participations],
    )
    earlier: dict[tuple[str, str], list[str]] = {}
    for name, state, other in (
        Participation.objects.filter(city__state__in=states)
        .exclude(cohort=cohort)
        .order_by("cohort__starts_on", "cohort__name")
        .values_list("city__name", "city__state", "cohort__name")
    ):
        earlier.setdefault((plain(name), state), []).append(other)
    return _Known(
        cities={(plain(city.name), city.state): city for city in cities},
        cities_by_number={city.geonames_id: city for city in cities if city.geonames_id},
        participations={(plain(one.city.name), one.city.state): one for one in participations},
        invited={(one.subject_id, one.email.lower()): one for one in invitations},
        earlier=earlier,
    )


def _find_city(row: PlanRow, known: _Known) -> None:
    record, name, state = row.record, _city_name(row.record), _state(row.record)
    if not name:
        row.problems.append(Problem("City", "There is no city in this row."))
    elif not state:
        written = record["state"]
        words = f"“{written}” is no state we know." if written else f"The state of {name} is missing."
        same_name = [place for place in gazetteer().search(name) if plain(place.name) == plain(name)]
        row.problems.append(Problem("State", words, places=tuple(same_name[:3])))
    else:
        place = gazetteer().exactly(name, state)
        row.city = known.cities.get((plain(name), state))
        if place:
            known_place = known.cities.get((plain(place.name), place.state), place)
            row.city = row.city or known.cities_by_number.get(place.geonames_id) or known_place
        if row.city is None:
            near = tuple(gazetteer().near(name, state))
            row.problems.append(Problem("City", f"We do not know a place called {name} in {state}.", near, add=True))


def _compare_rows(rows: list[PlanRow]) -> None:
    """Find rows that repeat or contradict an earlier one of the same city."""
    people: dict[tuple, PlanRow] = {}
    mayors: dict[tuple, PlanRow] = {}
    named: dict[tuple, PlanRow] = {}
    for row in rows:
        if not row.city:
            continue
        first = people.setdefault((row.city_key, row.email), row) if row.email else row
        if first is not row and first.role == row.role:
            row.skipped = f"The same city and person as in row {first.number}: nothing is sent twice."
            continue
        if first is not row:
            words = f"Row {first.number} invites {row.email} as {first.role_words}. Keep one of the two."
            row.problems.append(Problem("Role", words))
        other = named.setdefault(row.city_key, row) if row.mayor else row
        if plain(other.mayor) != plain(row.mayor):
            words = f"Row {other.number} names {other.mayor} as mayor of {row.city.name}. Make them the same."
            row.problems.append(Problem("Mayor", words))
        if row.role == TeamRole.MAYOR and mayors.setdefault(row.city_key, row) is not row:
            words = f"Row {mayors[row.city_key].number} invites the mayor of {row.city.name} already."
            row.problems.append(Problem("Role", words))
    for row in rows:
        if row.city and not row.mayor and row.city_key in named:
            row.mayor = named[row.city_key].mayor


def _compare_with_portal(row: PlanRow, known: _Known) -> None:
    """Find what a row would repeat or contradict of what is in the portal."""
    participation = known.participations.get(row.city_key) if row.city else None
    if participation is None:
        if cohorts := known.earlier.get(row.city_key):
            row.notes.append(f"{row.city.name} took part in {', '.join(cohorts)}.")
        return
    members = {member.user.email.lower(): member for member in participation.members.all()}
    invitation = known.invited.get((participation.pk, row.email))
    mayor = next((member for member in members.values() if member.role == TeamRole.MAYOR), None)
    if row.skipped or row.problems:
        return
    if row.email in members:
        role = members[row.email].get_role_display().lower()
        row.skipped = f"{members[row.email].user} is on the team of {row.city.name} already, as {role}."
    elif invitation:
        row.skipped = f"{row.email} was invited already and can accept until {invitation.expires_at:%B} "
        row.skipped += f"{invitation.expires_at.day}."
    elif row.role == TeamRole.MAYOR and mayor:
        words = f"{mayor.user} is on the team as mayor of {row.city.name}. Change that on the city’s own page first."
        row.problems.append(Problem("Role", words))
    else:
        row.notes.append(f"{row.city.name} takes part already; this person joins its team.")


def _count_places(plan: Plan, known: _Known) -> None:
    """Mark the first row of each city that would join, and those for which there is no place left."""
    seen = set()
    for row in plan.rows:
        if not row.city or row.skipped or row.city_key in seen or row.city_key in known.participations:
            continue
        seen.add(row.city_key)
        row.joins = True
        if len(seen) > plan.places_left:
            words = (
                f"{plan.cohort} has {plan.cohort.capacity} places, and {plan.places_left} are left for this list. "
                "Leave a city out, or give the cohort more places in its settings."
            )
            row.problems.append(Problem("City", words))
