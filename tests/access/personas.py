"""Who tries every address, and what each of them is in each city: design.md's personas, written out by hand.

Nothing here asks the portal's own rules, so that a mistake in those cannot hide in the test.
"""

# Where each persona stands: in their own city Dayton, in its neighbor Stockton (same cohort), in foreign Tacoma.
PLACES = ("own", "neighbor", "foreign")
ANONYMOUS, STRANGER, PEER = "anonymous", "stranger", "peer"
VIEWER, EDITOR, MAYOR = "viewer", "editor", "mayor"
FACILITATOR, ADMINISTRATOR = "facilitator", "administrator"
EXPERT = "expert"  # said yes to the clinic of a city, with their ties to vendors stated

STANDINGS = {
    "anonymous": (ANONYMOUS, ANONYMOUS, ANONYMOUS),
    "outsider": (STRANGER, STRANGER, STRANGER),
    "peer": (PEER, EDITOR, STRANGER),
    "viewer": (VIEWER, PEER, STRANGER),
    "editor": (EDITOR, PEER, STRANGER),
    "mayor": (MAYOR, PEER, STRANGER),
    "expert": (EXPERT, STRANGER, STRANGER),
    "facilitator": (FACILITATOR, FACILITATOR, STRANGER),
    "other_facilitator": (STRANGER, STRANGER, FACILITATOR),
    "administrator": (ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR),
}
PERSONAS = tuple(STANDINGS)

# Who has taken which seat in the clinic of each city. Administrators come in without one.
EXPERT_SEAT, PEER_SEAT, PRESENTER_SEAT, LEADER_SEAT = (
    "expert's seat",
    "peer's seat",
    "presenter's seat",
    "leader's seat",
)
SEATS = {
    "own": {"expert": EXPERT_SEAT, "peer": PEER_SEAT, "mayor": PRESENTER_SEAT, "facilitator": LEADER_SEAT},
    "neighbor": {"editor": PEER_SEAT, "peer": PRESENTER_SEAT, "facilitator": LEADER_SEAT},
    "foreign": {"other_facilitator": LEADER_SEAT},
}

# What is marked in the rows of each city, and who may ever read it, on whatever page.
SECRETS_READ_BY = {
    "TEAM": {VIEWER, EDITOR, MAYOR, FACILITATOR, ADMINISTRATOR},  # answers, comments, files, documents, people
    "REVIEW": {FACILITATOR, ADMINISTRATOR},  # what reviewers think
    "COHORT": {FACILITATOR, ADMINISTRATOR},  # who asks to take part, who has a late code
    "INSTITUTE": {ADMINISTRATOR},  # mail, invitations of the staff
    "CASE": {VIEWER, EDITOR, MAYOR, FACILITATOR, ADMINISTRATOR, PEER, EXPERT},  # a case that is out, its day come
    "DRAFT": {VIEWER, EDITOR, MAYOR, FACILITATOR, ADMINISTRATOR},  # a draft case, what stood in one, what stays at home
    "CLINIC": {VIEWER, EDITOR, MAYOR, FACILITATOR, ADMINISTRATOR, PEER, EXPERT},  # when, where, who, what is said there
    "RUN": {FACILITATOR, ADMINISTRATOR},  # cards that are held back, experts who have not answered
    "UNSENT": {
        VIEWER,
        EDITOR,
        MAYOR,
        FACILITATOR,
        ADMINISTRATOR,
    },  # answers that the city has not sent
}
# What is marked nowhere: the neighbor's case is a draft.
NEVER_SHOWN = {("neighbor", "CASE")}


def standing(persona: str, place: str) -> str:
    """What a persona is in a city."""
    return STANDINGS[persona][PLACES.index(place)]


def may_read(persona: str, place: str, secret: str) -> bool:
    """Whether a persona may read what is marked with this word in a city."""
    return standing(persona, place) in SECRETS_READ_BY[secret]
