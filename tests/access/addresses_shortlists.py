"""The addresses of shortlists and introductions, by what kind of address each is."""

from .kinds import EDITOR, MAYOR, ONLY_WRITERS, PEER, PUBLIC, READ_CITY, SIGNED_IN, WRITE_CITY, Address, Kind
from .payloads import give
from .personas import PLACES
from .shapes import act, also, city, form, in_city, nothing, page

# The peer of the grid's first city is an editor of its neighbor.
ASK = Kind("whoever writes for a city", reads=frozenset({MAYOR, EDITOR, PEER}), acts=frozenset({MAYOR, EDITOR, PEER}),
           knows=SIGNED_IN)  # fmt: skip
THE_LIST = in_city("shortlist")
ON_LIST = also(THE_LIST, entry=lambda place: place.shortlist_entry.pk)


def onto_new_list(world, place, persona) -> dict:
    return {"expert": place.listed.pk, "name": "Before the vote"}


def a_question(world, place, persona) -> dict:
    asking = world.places["neighbor"] if persona == "peer" else place
    return {"participation": asking.participation.pk, "question": "What did you do first?"}


ADDRESSES: dict[str, Address | list[Address]] = {
    "resources:shortlists": form(WRITE_CITY, city, give(name="Permits")),
    "resources:shortlist": form(WRITE_CITY, THE_LIST, give(name="Permits")),
    "resources:shortlist_add": act(ONLY_WRITERS, city, onto_new_list),
    "resources:shortlist_delete": act(ONLY_WRITERS, THE_LIST),
    "resources:shortlist_note": act(ONLY_WRITERS, ON_LIST, give(note="Did it twice.")),
    "resources:shortlist_remove": act(ONLY_WRITERS, ON_LIST),
    # The name of an expert who is asked for a clinic stands in the directory for all.
    "resources:introduction_new": form(
        ASK, lambda place: {"pk": place.asked.expert_id}, a_question, scope=("own",), tells=frozenset({"RUN"})
    ),
    "resources:introductions": page(READ_CITY, city, PLACES),
    "resources:introduction_withdraw": act(ONLY_WRITERS, in_city("introduction")),
    # Whoever holds the key reads the question and who asks.
    "resources:introduction_answer": form(
        PUBLIC,
        also(nothing, key=lambda place: place.introduction.key),
        give(act="accept", answer="Gladly."),
        tells=frozenset({"TEAM"}),
    ),
}
