"""What people type: misspelled, in part, without accents, in any order; and which words may have been meant."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.directory.models import Expert, Word
from resources.directory.searching import Search
from resources.directory.tasks import count_words
from resources.directory.topics import words_of
from resources.directory.wording import read

pytestmark = pytest.mark.django_db

PEOPLE = [
    {
        "name": "Judíth Kessler", "role_title": "Professor of public budgeting", "organization": "Plains University",
        "city": "Omaha", "state": "NE", "topics": ["permitting"], "experience": "Cut the wait from 71 to 19 days.",
    },
    {
        "name": "Søren O’Brien-Łukasz", "role_title": "Head of planning/zoning", "organization": "City of Albuquerque",
        "city": "Albuquerque", "state": "NM", "topics": ["water"], "experience": "Replaced lead pipes in Rio Grande.",
    },
    {
        "name": "Nguyễn Thị Minh Khai", "role_title": "CIO", "organization": "data.world & Sons", "city": "Cincinnati",
        "state": "OH", "topics": ["violence-prevention"], "experience": "Homicides fell by a third.",
    },
]  # fmt: skip
KESSLER, SOREN, MINH = (person["name"] for person in PEOPLE)

FOUND = {
    # Names
    "kessler": KESSLER, "Kesler": KESSLER, "kesslre": KESSLER, "ekssler": KESSLER, "jessler": KESSLER,
    "judith": KESSLER, "JUDÍTH KESSLER": KESSLER, "kessler judtih": KESSLER, "kess": KESSLER,
    "soren": SOREN, "Sören": SOREN, "obrien": SOREN, "O'Brien": SOREN, "lukasz": SOREN, "Łukasz": SOREN,
    "nguyen": MINH, "ngyuen": MINH, "minh khai": MINH,
    # Organizations and roles
    "plains universtiy": KESSLER, "plain": KESSLER, "plains universty": KESSLER, "buget": KESSLER, "budegting": KESSLER,
    "zoning": SOREN, "zonning": SOREN, "data.world": MINH, "world": MINH, "data world sons": MINH,
    # Places
    "omah": KESSLER, "omhaa": KESSLER, "nebraska": KESSLER, "Nebrasak": KESSLER,
    "albuqerque": SOREN, "alburquerque": SOREN, "Albequerque": SOREN, "new mexico": SOREN, "mexcio": SOREN,
    "cincinatti": MINH, "cincinnati ohoi": MINH, "cinci": MINH,
    # Topics by any of their names
    "permit": KESSLER, "permti": KESSLER, "permits": KESSLER, "pemrits": KESSLER, "inspectons": KESSLER,
    "wtaer": SOREN, "sewer": SOREN, "stromwater": SOREN, "homocide": MINH, "gun vilence": MINH,
    # What was done
    "71 to 19 days": KESSLER, "lead pips": SOREN, "homicides fell": MINH, "professor for budgeting": KESSLER,
    "Omaha’s professor": KESSLER, "Cincinnati's homicides": MINH,
    "homcides": MINH,
    "homicdes fell": MINH,
    "replacd lead": SOREN, "procurm": None,
}  # fmt: skip


@pytest.fixture
def people(cast):
    return [Expert.objects.create(**person) for person in PEOPLE]


def found(user, typed: str) -> list[str]:
    return [entry.name for entry in Search.read(QueryDict(urlencode({"q": typed}))).entries(user)]


@pytest.mark.parametrize("typed", FOUND)
def test_typing_finds_who_is_meant_and_nobody_else(cast, people, typed):
    assert found(cast.outsider, typed) == ([FOUND[typed]] if FOUND[typed] else [])


def test_every_single_slip_in_a_word_of_four_letters_finds_it(cast, people):
    letters = st.sampled_from("abcdefghijklmnopqrstuvwxyz")

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(["kessler", "omaha", "water", "ohio", "cincinnati", "inspections"]),
        st.sampled_from(["less", "more", "other", "swap"]), st.integers(0, 20), letters,
    )  # fmt: skip
    def one_slip(word, slip, at, letter):
        at %= len(word) - 1
        typed = {
            "less": word[:at] + word[at + 1 :],
            "more": word[:at] + letter + word[at:],
            "other": word[:at] + letter + word[at + 1 :],
            "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        }[slip]
        if len(typed) < 4:
            return
        _, [one] = read(typed)
        assert word == one.word or word in one.near or word.startswith(one.word)

    one_slip()


def test_what_was_typed_comes_before_what_may_have_been_meant(cast):
    for name in ("Bo Walter", "Al Water", "Cy Waters"):
        Expert.objects.create(name=name)
    assert found(cast.outsider, "water") == ["Al Water", "Cy Waters", "Bo Walter"]


def test_a_word_that_many_have_is_no_misspelling(cast):
    Expert.objects.bulk_create(Expert(name=f"Water {chr(65 + number)}") for number in range(5))
    Expert.objects.create(name="Bo Walter")
    assert "Bo Walter" not in found(cast.outsider, "water")
    assert found(cast.outsider, "walter")[0] == "Bo Walter"


def test_words_are_learned_and_forgotten_with_their_entries(people):
    first = Expert.objects.get(name=KESSLER)
    known = lambda word: Word.objects.filter(text=word).count()  # noqa: E731
    assert (known("kessler"), known("omaha"), known("zzyzx")) == (1, 1, 0)
    first.name = "Judith Zzyzx"
    first.save()
    Expert.objects.filter(pk=first.pk).update(city="Fremont")
    assert (known("zzyzx"), known("fremont")) == (1, 1)
    Word.objects.create(text="zzyzx")  # learned twice by two changes at the same moment
    Word.objects.filter(text="judith").delete()
    for _ in range(2):
        count_words()
        assert (known("kessler"), known("omaha"), known("zzyzx"), known("judith")) == (0, 0, 1, 1)


def test_words_that_many_entries_have_are_counted_at_night(people):
    for number in range(7):
        Expert.objects.create(name=f"Ann {number}", city="Fremont", topics=[])
    assert Word.objects.get(text="fremont").entries == 1
    count_words()
    assert Word.objects.get(text="fremont").entries == 5


def test_many_entries_at_once_teach_as_one_does(people):
    Expert.objects.bulk_create(
        Expert(name=f"Zzyzx {number}", search_words=words_of(["housing"])) for number in range(9)
    )
    assert Word.objects.get(text="zzyzx").entries == 9
    assert Word.objects.filter(text="homelessness").exists()


@pytest.mark.parametrize(
    "typed", ["", "  ", "' | ''", "a" * 200, "\x00", "★ ☃", "🙂", "%s %(typed)s", "日本語", "1e5 3d"]
)
def test_whatever_is_typed_is_read_without_an_error(cast, people, typed):
    search = Search.read(QueryDict(urlencode({"q": typed})))
    assert list(search.entries(cast.outsider)) is not None and search.counted(cast.outsider)[0] >= 0


def test_searches_are_answered_by_indexes(cast, people):
    others = [Expert(name=f"Somebody {chr(97 + n % 26) * 5}{chr(97 + n // 26) * 5}") for n in range(500)]
    Expert.objects.bulk_create(others)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE resources_expert")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    search = Search.read(QueryDict("q=permti"))
    assert "expert_search" in search.entries(cast.outsider).explain()
    assert "expert_facets" in Search.read(QueryDict("kind=expert")).entries(cast.outsider).explain()
