"""The kinds of addresses around cases and clinics, and how each persona stands to them.

Written by hand after design.md (section 2) and the terms of a clinic: its cohort knows of it and so does whoever has a
seat in it, those who run the cohort plan it, and one of them conducts it.
"""

from .kinds import CITY, COHORT, RUNNERS, STANDS, TEAM, WRITERS, Kind
from .personas import (
    ADMINISTRATOR,
    ANONYMOUS,
    EXPERT,
    EXPERT_SEAT,
    FACILITATOR,
    LEADER_SEAT,
    PEER,
    PEER_SEAT,
    PRESENTER_SEAT,
    SEATS,
    STRANGER,
    standing,
)

GUESTS = frozenset({EXPERT})
ROOM = COHORT | GUESTS  # who knows of the clinic
SPEAKERS = frozenset({EXPERT_SEAT, PEER_SEAT, PRESENTER_SEAT})
SEATED = SPEAKERS | {LEADER_SEAT}
LEADER, OTHERS = frozenset({FACILITATOR}), frozenset({ADMINISTRATOR})  # the facilitator of each city's clinic leads it

# --- Cases ---
CASE_READERS = Kind("a case: its city, and once it is out peers and experts", reads=frozenset({"reader"}))
EXPERTS_FILE = Kind("what of a case is for the experts", reads=frozenset({"briefed"}))
CHECK_CASE = Kind("the check of a case", reads=RUNNERS, acts=RUNNERS, knows=CITY)
START_CASE = Kind("who starts a case", acts=WRITERS | RUNNERS, knows=CITY)
MAKE_BRIEF = Kind("who makes a brief", acts=frozenset({"maker"}), knows=frozenset({"reader"}))

# --- Clinics ---
COHORTS_CLINICS = Kind("what a cohort and its guests read", reads=ROOM, acts=ROOM, knows=ROOM)
CLINIC = Kind("a clinic known", reads=ROOM, acts=ROOM, knows=ROOM)
RUN_CLINIC = Kind("a clinic run", reads=RUNNERS, acts=RUNNERS, knows=ROOM)
RUN_CLINIC_ACT = Kind("what everybody does who runs a clinic", acts=RUNNERS, knows=ROOM)
PAPERS = Kind("papers of those who run a clinic", reads=RUNNERS, acts=RUNNERS)
CONDUCT = Kind("a clinic conducted by its leader", acts=LEADER, refused=OTHERS, knows=ROOM)
BY_ANOTHER = Kind("what another facilitator does, and not the leader", acts=OTHERS, refused=LEADER, knows=ROOM)
INVITED = Kind("the invited expert's answer", reads=GUESTS, acts=GUESTS)
MAKE_REPORT = Kind("who makes a report", acts=RUNNERS, knows=ROOM)
JOIN = Kind("the code on the screen", reads=frozenset({*ROOM, STRANGER}), acts=ROOM, refused=frozenset({STRANGER}))

# --- In the room ---
SCREEN = Kind("the wall: who sits there and who runs it", reads=RUNNERS | SEATED, knows=ROOM)
SIT = Kind("a seat", reads=SEATED, acts=SEATED, knows=ROOM)
SPEAK = Kind("who asks to speak", acts=SPEAKERS, refused=frozenset({LEADER_SEAT}), knows=ROOM)
VOTE = Kind("who places dots", acts=frozenset({EXPERT_SEAT, PEER_SEAT}),
            refused=frozenset({PRESENTER_SEAT, LEADER_SEAT}), knows=ROOM)  # fmt: skip
OWN_CARD = Kind("whose card it is", acts=frozenset({"author"}), knows=ROOM)

# --- After it ---
ANSWERS = Kind("a city's answers, written by its mayor and editors", reads=CITY, acts=WRITERS, knows=CITY)
TEAMS_ANSWERS = Kind("what only the city's own team asks for", reads=TEAM, knows=CITY)

AUTHORS = {"own": "expert", "neighbor": "editor"}  # who wrote the card that can be changed


def seated(persona: str, place: str) -> str:
    """Which seat the persona has, else what they are in the city."""
    return SEATS[place].get(persona, standing(persona, place))


def author(persona: str, place: str) -> str:
    """Whose card it is. To others who sit there it does not exist; who has no seat is told to take one first."""
    if AUTHORS.get(place) == persona:
        return "author"
    return STRANGER if persona in SEATS[place] else standing(persona, place)


def case_reader(persona: str, place: str) -> str:
    """Whether the case is readable. That of the neighbor is a draft, the others are out and their day has come."""
    stands = standing(persona, place)
    return "reader" if stands in CITY or (stands in (PEER, EXPERT) and place != "neighbor") else _nobody(stands)


def briefed(persona: str, place: str) -> str:
    """The same without the other cities."""
    stands = standing(persona, place)
    return "briefed" if stands in CITY or (stands == EXPERT and place != "neighbor") else _nobody(stands)


def brief_maker(persona: str, place: str) -> str:
    """Writers and those who run the cohort make the brief of a case; others who read it do not."""
    return "maker" if standing(persona, place) in WRITERS | RUNNERS else case_reader(persona, place)


def _nobody(stands: str) -> str:
    return ANONYMOUS if stands == ANONYMOUS else STRANGER


STANDS |= {
    CASE_READERS: case_reader,
    EXPERTS_FILE: briefed,
    MAKE_BRIEF: brief_maker,
    OWN_CARD: author,
    **dict.fromkeys((SCREEN, SIT, SPEAK, VOTE), seated),
}
