"""What the history of a city tells of its practices."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cohorts.teamwork.history import changes_of
from resources.library import files, services

from .articles import WORDS, write

pytestmark = pytest.mark.django_db
TABLE = b"what,amount\nbuses,12\n"


def told(participation, about: str = "") -> list[str]:
    """What is told of some of it, the first first: in a test all of it happens in one moment."""
    changes = reversed(changes_of(participation, part="library").object_list)
    return [change.what for change in changes if about in change.what]


def test_it_tells_the_way_of_a_practice_and_of_its_files(cast):
    practice = write(cast)
    services.save(practice=practice, version=1, **(WORDS | {"title": "Permit counter", "cost": "$5"}))
    file = files.attach(practice=practice, upload=SimpleUploadedFile("days.csv", TABLE), by=cast.editor)
    files.take_out(file=file)
    services.submit(practice=practice, by=cast.editor)
    services.decide(practice=practice, decision="return", note="How?", by=cast.facilitator)
    services.submit(practice=practice, by=cast.editor)
    services.decide(practice=practice, decision="publish", note="", by=cast.facilitator)
    assert told(cast.own, "days.csv") == [
        "attached “days.csv” to the practice “Permit counter”",
        "took “days.csv” out of the practice “Permit counter”",
    ]
    assert [what for what in told(cast.own) if "days.csv" not in what] == [
        "began the practice “Permit counter”",
        "changed “What it costs” of the practice “Permit counter”",
        "handed in the practice “Permit counter”",
        "returned the practice “Permit counter”",
        "handed in the practice “Permit counter”",
        "published the practice “Permit counter”",
    ]
    returned = next(one for one in changes_of(cast.own, part="library") if one.what.startswith("returned"))
    assert (returned.note, returned.where) == ("How?", "Library")
    assert told(cast.neighbor) == []


def test_it_tells_what_a_city_adopted_and_took_back(cast):
    practice = write(cast, state="published")
    services.adopt(practice=practice, participation=cast.neighbor, note="Since May", by=cast.peer)
    services.take_back(practice=practice, participation=cast.neighbor)
    assert told(cast.neighbor) == [
        "said that the city adopted “Permit counter”",
        "took back that the city adopted “Permit counter”",
    ]


def test_both_texts_stay_where_one_gave_way(cast, sign_in):
    practice = write(cast)
    services.save(practice=practice, version=1, **(WORDS | {"title": "Permit counter", "cost": "Theirs, $5"}))
    mine = {**WORDS, "title": "Permit counter", "cost": "Mine, $9", "evidence": "", "version": 2}
    answer = {**mine, "undecided": ["cost"], "choose": "theirs-cost"}
    assert sign_in("mayor").post(f"/library/{practice.slug}/edit/", answer).status_code == 302
    page = sign_in("viewer").get("/cities/fall-2026/dayton-oh/history/?section=library").content.decode()
    assert "Mine" in page and "Lorraine Whitcomb" in page
    assert "Library" in sign_in("viewer").get("/cities/fall-2026/dayton-oh/history/").content.decode()
