"""Who tries every address, and what each of them is in each city: design.md's personas, written out by hand.

Nothing here asks the portal's own rules, so that a mistake in those cannot hide in the test.
"""

# Where each persona stands: in their own city Dayton, in its neighbor Stockton (same cohort), in foreign Tacoma.
PLACES = ("own", "neighbor", "foreign")
ANONYMOUS, STRANGER, PEER = "anonymous", "stranger", "peer"
VIEWER, EDITOR, MAYOR = "viewer", "editor", "mayor"
FACILITATOR, ADMINISTRATOR = "facilitator", "administrator"

STANDINGS = {
    "anonymous": (ANONYMOUS, ANONYMOUS, ANONYMOUS),
    "outsider": (STRANGER, STRANGER, STRANGER),
    "peer": (PEER, EDITOR, STRANGER),
    "viewer": (VIEWER, PEER, STRANGER),
    "editor": (EDITOR, PEER, STRANGER),
    "mayor": (MAYOR, PEER, STRANGER),
    "expert": (STRANGER, STRANGER, STRANGER),
    "facilitator": (FACILITATOR, FACILITATOR, STRANGER),
    "other_facilitator": (STRANGER, STRANGER, FACILITATOR),
    "administrator": (ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR),
}
PERSONAS = tuple(STANDINGS)

# What is marked in the rows of each city, and who may ever read it, on whatever page.
SECRETS_READ_BY = {
    "TEAM": {VIEWER, EDITOR, MAYOR, FACILITATOR, ADMINISTRATOR},  # answers, comments, files, documents, people
    "REVIEW": {FACILITATOR, ADMINISTRATOR},  # what reviewers think
    "COHORT": {FACILITATOR, ADMINISTRATOR},  # who asks to take part, who has a late code
    "INSTITUTE": {ADMINISTRATOR},  # mail, invitations of the staff
}


def standing(persona: str, place: str) -> str:
    """What a persona is in a city."""
    return STANDINGS[persona][PLACES.index(place)]


def may_read(persona: str, place: str, secret: str) -> bool:
    """Whether a persona may read what is marked with this word in a city."""
    return standing(persona, place) in SECRETS_READ_BY[secret]
