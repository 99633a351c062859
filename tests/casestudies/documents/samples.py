"""A whole case, a whole clinic and hostile texts, made up: what the papers of this folder are made of."""

from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from casestudies.board.models import Card, Dots
from casestudies.cases.models import CaseFile, CaseStudy
from casestudies.clinics.models import Clinic, Seat
from casestudies.outcomes.models import Commitment, Response
from tests.casestudies.clinic_making import make_case, make_clinic

NEW_YORK = ZoneInfo("America/New_York")
NOVEMBER_12 = datetime(2026, 11, 12, 13, 30, tzinfo=NEW_YORK)

ANSWERS = {
    "title": "Cut permit time from 94 to 30 days",
    "focus_question": "How can four departments review one permit side by side without a new system?",
    "help_sought": ["reallocation", "operations"],
    "decision_needed": [
        {"date": "2027-02-15", "body": "City commission", "what": "The fee ordinance"},
        {"date": "2027-01-20", "body": "City commission", "what": "First reading"},
    ],
    "problem_statement": (
        "Half of our building permits took longer than 94 days in June. Paper walks between four desks, and each "
        "desk has its own list.\n\nFamilies wait a season for a bedroom. Shops pay rent on empty rooms."
    ),
    "affected": [
        {"group": "Homeowners who build", "people": 2400, "how": "Wait a season"},
        {"group": "Small shops", "people": 310, "how": "Pay rent on empty rooms"},
    ],
    "baseline": [
        {"measure": "Median days to a permit", "value": "94 days", "date": "2026-06-30", "source": "Permit ledger"}
    ],
    "desired_result": "Every home and small-shop permit is answered within 30 days by December 2027.",
    "tried_already": "A counter for simple permits in 2022. It closed when its clerk retired.",
    "options_considered": "One shared queue; a deadline for each desk; an outside firm for simple plans.",
    "stakeholders": [
        {"who": "City commission", "part": "decides", "stake": "No new posts before 2028"},
        {"who": "Local 101", "part": "works", "stake": "Titles of five clerks"},
        {"who": "Builders’ association", "part": "affected", "stake": "A day they can plan with"},
    ],
    "what_would_fail_it": "If each department keeps its own counter.",
    "money_so_far": [
        {"what": "Moving the desks together", "kind": "once", "amount": "640000.00"},
        {"what": "Licenses and support", "kind": "yearly", "amount": "420000.00"},
        {"what": "Plan-scanning contract", "kind": "certain", "amount": "286000.00"},
        {"what": "Vacant inspector posts", "kind": "likely", "amount": "350000.00"},
    ],
    "constraints_legal": "The council controls the budget at this level: department.",
    "constraints_labor": "Local 101: titles of five clerks.",
    "constraints_procurement": "Routes we could imagine: a cooperative contract, a request for proposals.",
    "constraints_technical": "Systems in place: the permit ledger (all permits since 2009).",
}

WIDE = "ABCDEFGHJKLMNOPRSTW"
HOSTILE = "<b>bold</b> {{ 7|add:7 }} & “quotes” — Ñandú Ωmega 中文 \u202eright to left\u202c "


def hostile(times: int = 12, begin: int = 0) -> str:
    """A text of several hundred words, with markup, other scripts and words without an end, no line like another."""
    return "\n\n".join(f"{endless(number)} {_words(number)}" for number in range(begin, begin + times))


def endless(number: int, letters: int = 300) -> str:
    """A sentence that ends in a word of so many letters; another word for another number."""
    return f"{number}. {HOSTILE}{''.join(Random(number).choices(WIDE, k=letters))}"


def _words(number: int) -> str:
    return " ".join("".join(Random(f"{number}.{word}").choices(WIDE, k=6)).lower() for word in range(60))


# Every field as long as somebody could make it, in rows without an end.
HOSTILE_ANSWERS = {
    **{key: hostile(6, 10 * place) for place, (key, value) in enumerate(ANSWERS.items()) if isinstance(value, str)},
    "title": endless(0, 180),
    "focus_question": hostile(1),
    "help_sought": ["reallocation", "no-such-choice"],
    "affected": [{"group": endless(200 + row), "people": 10**9, "how": endless(220 + row)} for row in range(12)],
    "baseline": [
        {
            "measure": endless(240 + row),
            "value": endless(250 + row),
            "date": {"raw": "May"},
            "source": endless(260 + row),
        }
        for row in range(6)
    ],
    "decision_needed": [{"body": endless(270)}, {"date": "2027-01-20", "what": endless(271)}],
    "stakeholders": [{"who": endless(280 + row), "stake": endless(300 + row)} for row in range(16)],
    "money_so_far": [
        {"what": endless(320), "amount": {"raw": "a lot"}},
        {"what": "x", "kind": "once", "amount": "999999999999.99"},
    ],
}


def attach(case: CaseStudy, title: str, readers: str) -> CaseFile:
    """An attachment of the case, its bytes aside."""
    return CaseFile.objects.create(
        case=case, title=title, readers=readers, name=f"{title}.pdf", size=1, sha256=f"{title:0<64}"[:64]
    )


def whole_case(participation, **changed) -> CaseStudy:
    """A released case with every field filled in and an attachment for each group of readers."""
    case = make_case(participation, **{**ANSWERS, **changed})
    attach(case, "Map of the permit counter", "peers")
    attach(case, "Contract with the scanning firm", "experts")
    attach(case, "Letter to the commission", "city")
    return case


def empty_case(participation) -> CaseStudy:
    """A case study that was begun and in which nothing stands."""
    return CaseStudy.objects.create(participation=participation)


def whole_clinic(case: CaseStudy, **fields) -> Clinic:
    """A clinic of the case on November 12, 2026, at half past one in the afternoon, in Room 2."""
    return make_clinic(case, **{"starts_at": NOVEMBER_12, "room": "Room 2", **fields})


CARDS = [
    ("recommendation", "financing", "Pay for licenses with the retired system, not the grant", 5),
    ("recommendation", "operations", "Review plans, fire and water side by side", 4),
    ("recommendation", "operations", "Publish one checklist for each kind of work", 4),
    ("recommendation", "vendors and technology", "Ask vendors for the exit file before the demo", 3),
    ("recommendation", "engagement", "Guarantee the fee back after 20 days", 2),
    ("recommendation", "partnerships", "Let an outside firm issue simple permits", 1),
    ("recommendation", "digital inclusion", "Keep one desk for people who come in person", 0),
    ("risk", "operations", "The four lists never become one, and nobody owns the queue.", 0),
    ("resource", "partnerships", "Gem City University lends two analysts for a year.", 0),
    ("peer experience", "financing", "We merged the reviews first and gained most of what we hoped for.", 0),
    ("insight", "operations", "The delay is between the readings, not in them.", 0),
    ("clarifying question", "", "How many permits come back for a missing page?", 0),
    ("probing question", "", "What would happen if one desk said no?", 0),
]


def take(clinic: Clinic, user, role: str, title: str, ties: str = "") -> Seat:
    """A seat of somebody who was there and stated their ties."""
    seat, _ = Seat.objects.update_or_create(
        clinic=clinic,
        user=user,
        defaults={
            "role": role,
            "name": user.name,
            "title": title,
            "ties": ties,
            "ties_stated_at": clinic.starts_at,
            "first_seen_at": clinic.starts_at,
            "attended": True,
        },
    )
    return seat


def whole_room(clinic: Clinic, cast, **fields) -> list[Card]:
    """The clinic as it was and closed: cards of every kind by an expert with a tie and by a peer, dots, an answer."""
    expert = take(clinic, cast.expert, "expert", "Great Lakes University", "Advises Plansoft, unpaid")
    peer = take(clinic, cast.peer, "peer", "City of Stockton")
    take(clinic, cast.facilitator, "facilitator", "Facilitator")
    take(clinic, cast.mayor, "presenter", "Mayor of Dayton")
    cards = []
    for number, (kind, theme, text, dots) in enumerate(CARDS):
        seat = expert if number % 2 == 0 else peer
        card = Card.objects.create(clinic=clinic, seat=seat, kind=kind, theme=theme, text=text)
        if dots:
            Dots.objects.create(card=card, seat=peer, count=dots)
        cards.append(card)
    joined = Card.objects.create(
        clinic=clinic,
        seat=peer,
        kind="recommendation",
        theme="operations",
        text="One table for all plans",
        joined_to=cards[1],
    )
    Commitment.objects.create(
        clinic=clinic, who="The mayor", what="Puts the four desks on one floor", due_on=date(2027, 1, 15)
    )
    for card in cards[:7]:
        Response.objects.create(recommendation=card, due_on=date(2026, 11, 26))
    Response.objects.filter(recommendation=cards[0]).update(
        answer="adopt", reason="It is money we have.", by_when=date(2027, 3, 1), sent_at=clinic.starts_at
    )
    Clinic.objects.filter(pk=clinic.pk).update(
        **{
            "state": "closed",
            "closed_at": clinic.starts_at,
            "started_at": clinic.starts_at,
            "notes": "The delay is not in the reading of plans but between the readings.",
            **fields,
        }
    )
    clinic.refresh_from_db()
    return [*cards, joined]
