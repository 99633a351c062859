"""The kinds of addresses: who may read one, who may act on it, and who is told 403 rather than 404."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .personas import (
    ADMINISTRATOR,
    ANONYMOUS,
    EDITOR,
    EXPERT,
    FACILITATOR,
    MAYOR,
    PEER,
    STRANGER,
    VIEWER,
    standing,
)

NOBODY: frozenset[str] = frozenset()
EVERYBODY = frozenset({ANONYMOUS, STRANGER, EXPERT, PEER, VIEWER, EDITOR, MAYOR, FACILITATOR, ADMINISTRATOR})
SIGNED_IN = EVERYBODY - {ANONYMOUS}
STAFF = frozenset({ADMINISTRATOR})
RUNNERS = frozenset({FACILITATOR, ADMINISTRATOR})
WRITERS = frozenset({EDITOR, MAYOR})
TEAM = WRITERS | {VIEWER}
CITY = TEAM | RUNNERS  # who knows the city's drafts
COHORT = CITY | {PEER}  # who knows that the cohort exists


@dataclass(frozen=True)
class Kind:
    """A rule. `reads` may GET, `acts` may POST; of the others those who `know` get 403, and all the rest 404.

    `refused` come to the form, which tells them in a sentence why nothing was done.
    """

    words: str
    reads: frozenset[str] = NOBODY
    acts: frozenset[str] = NOBODY
    knows: frozenset[str] = NOBODY
    refused: frozenset[str] = NOBODY


PUBLIC = Kind("public", reads=EVERYBODY, acts=EVERYBODY)
OWN = Kind("one's own account", reads=SIGNED_IN, acts=SIGNED_IN)
# A row that belongs to one person: the editor of each city (see `owner`).
OWN_ROW = Kind("one person's own row", reads=frozenset({"owner"}), acts=frozenset({"owner"}))
BY_KEY = Kind("whoever holds the key and is nobody else", reads=frozenset({ANONYMOUS}), acts=frozenset({ANONYMOUS}),
              knows=SIGNED_IN)  # fmt: skip
DEMONSTRATION = Kind("only the demonstration's own people", knows=NOBODY)

READ_CITY = Kind("city read", reads=CITY, knows=CITY)
WRITE_CITY = Kind("city read, written by its mayor and editors", reads=CITY, acts=WRITERS, knows=CITY)
ONLY_WRITERS = Kind("pages of a city's mayor and editors", reads=WRITERS, acts=WRITERS, knows=CITY)
ONLY_MAYOR = Kind("what only the mayor does", reads=frozenset({MAYOR}), acts=frozenset({MAYOR}), knows=CITY)
WITHDRAW = Kind("the mayor, or a facilitator for the mayor", reads=RUNNERS | {MAYOR}, acts=RUNNERS | {MAYOR},
                knows=CITY)  # fmt: skip
COMMENT = Kind("comments: writers and reviewers", acts=WRITERS | RUNNERS, knows=CITY)
READ_TEAM = Kind("a team, looked after by its writers", reads=CITY, acts=WRITERS | STAFF, knows=CITY)
CHANGE_TEAM = Kind("who looks after a team", reads=WRITERS | STAFF, acts=WRITERS | STAFF, knows=CITY)
OFFICE = Kind("the mayor's office", reads=STAFF | {MAYOR}, acts=STAFF | {MAYOR}, knows=CITY)

KNOW_COHORT = Kind("cohort known", reads=COHORT, acts=COHORT, knows=COHORT)
RUN_COHORT = Kind("cohort run", reads=RUNNERS, acts=RUNNERS, knows=COHORT)
READ_RUN = Kind("cohort run, changed by administrators", reads=RUNNERS, acts=STAFF, knows=COHORT)
ADMINISTER_COHORT = Kind("a cohort's settings", reads=STAFF, acts=STAFF, knows=COHORT)
RUN_CITY = Kind("a city's review", reads=RUNNERS, acts=RUNNERS, knows=CITY)
RUN_ANY = Kind("whoever runs a cohort", reads=frozenset({"runner"}))
APPLICATION = Kind("a request to take part", reads=RUNNERS, acts=STAFF, knows=RUNNERS)
ADMINISTRATORS = Kind("administrators", reads=STAFF, acts=STAFF)


def plainly(persona: str, place: str) -> str:
    """What the persona is in the city."""
    return standing(persona, place)


def owner(persona: str, place: str) -> str:
    """Whose row it is: that of each city's editor."""
    if persona == "anonymous":
        return ANONYMOUS
    return "owner" if standing(persona, place) == EDITOR else STRANGER


def runner(persona: str, place: str) -> str:
    """Whether the persona runs any cohort at all."""
    if persona == "anonymous":
        return ANONYMOUS
    return "runner" if persona in ("facilitator", "other_facilitator", "administrator") else STRANGER


# How a persona stands to what an address of this kind shows, where it is not by the city (see also kinds_clinics.py).
STANDS = {OWN_ROW: owner, RUN_ANY: runner}

Rows = Callable[..., Any]


@dataclass(frozen=True)
class Address:
    """One way to ask for one URL name.

    `kwargs(place)` makes the address, `payload(world, place, persona)` a valid form, and `prepare(world, place)` puts
    the rows where the form can be acted on. `methods` are those the view takes. `scope` says in how many places it is
    tried. `opens` and `done` are the answers to whoever may read and act, `refuses` those to whoever the form refuses,
    and `signed_out` those to nobody in particular; `changes` says whether the valid form changes rows at all, `notes`
    names tables that may change on the way. `tells` are the kinds of secrets that the address itself gives away: who
    holds it may read them. `query` stands behind the address.
    """

    kind: Kind
    methods: str = "GET"
    kwargs: Rows = lambda place: {}
    payload: Rows = lambda world, place, persona: {}
    prepare: Rows = lambda world, place: None
    scope: tuple[str, ...] = ("own",)
    opens: frozenset[int] = frozenset({200})
    done: frozenset[int] = frozenset({302})
    changes: bool = True
    refuses: frozenset[int] = frozenset({302})
    signed_out: frozenset[int | str] = frozenset({"sign in"})
    notes: frozenset[str] = frozenset()
    tells: frozenset[str] = frozenset()
    query: str = ""

    def may(self, persona: str, place: str, method: str) -> bool:
        """Whether the persona may read or act."""
        stands = STANDS.get(self.kind, plainly)(persona, place)
        return method in self.methods and stands in (self.kind.reads if method == "GET" else self.kind.acts)

    def expected(self, persona: str, place: str, method: str) -> frozenset[int | str]:
        """The status codes that are right; "sign in" stands for a redirect to the sign-in page."""
        kind = self.kind
        stands = STANDS.get(kind, plainly)(persona, place)
        if method not in self.methods:
            # A method that the view does not take: whatever is answered, nothing is shown and nothing happens.
            wrong = {405, 404, 403, "sign in", *self.signed_out}
            return frozenset(wrong | self.opens | self.done if stands in kind.reads | kind.acts else wrong)
        if self.may(persona, place, method):
            return self.opens if method == "GET" else self.done
        if stands == ANONYMOUS and kind is not DEMONSTRATION:
            return self.signed_out
        if stands in kind.refused and method == "POST":
            return frozenset(self.refuses)
        return frozenset({403 if stands in kind.knows else 404})
