"""Rosters from the file to the directory and back: what each row does, what is remembered, what is undone."""

import io
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from isc_portal.imports.reading import Unreadable
from resources.directory import services as directory
from resources.directory.models import ContactPoint, Expert
from resources.rosters import services
from resources.rosters.models import Decision, Outcome, Roster, RosterState
from tests import factories

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[3].parent / "shared/data/rosters"
HEAD = "name,email,organization,city,state,role,phone,topics\n"


@pytest.fixture
def by():
    return factories.make_user("Ruth Adler", is_administrator=True)


@pytest.fixture
def bring(by):
    def bring(text: str | bytes, **more) -> Roster:
        data = text.encode() if isinstance(text, str) else text
        roster = services.upload(file=io.BytesIO(data), name="list.csv", by=by, **more)
        services.choose_columns(roster=roster, mapping=roster.mapping, by=by)
        assert roster.state == RosterState.CHECKED, roster.failure_reason
        return roster

    return bring


@pytest.fixture
def bring_in(bring, by):
    def bring_in(text: str | bytes, **more) -> Roster:
        roster = bring(text, **more)
        services.commit(roster=roster, by=by, leave_undecided=True)
        assert roster.state == RosterState.COMMITTED, roster.failure_reason
        return roster

    return bring_in


def outcomes(roster: Roster) -> list[str]:
    return list(roster.rows.values_list("outcome", flat=True))


def directory_now() -> list:
    fields = ("name", "email", "organization", "role_title", "city", "state", "topics", "search_words")
    points = ContactPoint.objects.order_by("expert__name", "kind", "value").values_list("expert__name", "kind", "value")
    return [*Expert.objects.order_by("name", "email").values_list(*fields), *points]


def test_a_new_person_becomes_an_entry_that_is_found(bring_in):
    roster = bring_in(
        HEAD + "Ana Reyes,Ana@civic.example.org,City of Tucson,Tucson,Arizona,Planner,520-555-0144 x12,permits\n",
        source="Spring meeting",
    )
    entry = Expert.objects.get()
    assert (entry.name, entry.email, entry.state, entry.source) == (
        "Ana Reyes", "ana@civic.example.org", "AZ", "Spring meeting",
    )  # fmt: skip
    assert "Arizona" in entry.search_words
    assert entry.topics
    assert [(p.kind, p.value, p.consented) for p in entry.contact_points.all()] == [
        ("phone", "+15205550144;ext=12", False)
    ]
    assert roster.rows.get().expert == entry


def test_the_same_list_again_writes_nothing(bring_in):
    text = HEAD + "Ana Reyes,ana@civic.example.org,,Tucson,AZ,,520-555-0144,\nBo Lind,,Plains Water,Fargo,ND,,,\n"
    bring_in(text, consented=True)
    before, stamps = directory_now(), list(Expert.objects.values_list("updated_at", flat=True))
    again = bring_in(text, consented=True)
    assert outcomes(again) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert (directory_now(), list(Expert.objects.values_list("updated_at", flat=True))) == (before, stamps)


def test_rows_about_one_person_become_one_entry(bring_in):
    roster = bring_in(
        HEAD
        + "Ana Reyes,ana@civic.example.org,City of Tucson,,,,,permits\n" * 2
        + "Ana Reyes,ANA@civic.example.org,City of Tucson,Tucson,AZ,,520-555-0144,broadband\n"
    )
    assert outcomes(roster) == [Outcome.NEW, Outcome.REPEATED, Outcome.REPEATED]
    entry = Expert.objects.get()
    assert entry.city == "Tucson"
    assert "broadband" in entry.topics
    assert len(entry.topics) == 2
    assert entry.contact_points.get().kind == "phone"


def test_what_a_row_changes_is_told_and_empty_cells_erase_nothing(bring, by):
    entry = Expert.objects.create(name="Ana Reyes", email="ana@civic.example.org", role_title="Clerk", city="Tucson")
    roster = bring(HEAD + "Ana Reyes,ana@civic.example.org,City of Tucson,,,Planner,,\n")
    row = roster.rows.get()
    assert (row.outcome, row.expert) == (Outcome.CHANGED, entry)
    assert row.before["role_title"] == "Clerk"
    assert row.after == {"organization": "City of Tucson", "role_title": "Planner"}
    entry.refresh_from_db()
    assert entry.role_title == "Clerk"
    services.commit(roster=roster, by=by)
    entry.refresh_from_db()
    assert (entry.role_title, entry.organization, entry.city) == ("Planner", "City of Tucson", "Tucson")


def test_an_entry_that_its_owner_keeps_is_only_added_to(bring_in, by):
    Expert.objects.create(name="Ana Reyes", email="ana@civic.example.org", role_title="Clerk", user=by)
    bring_in(HEAD + "Ana Reyes,ana@civic.example.org,City of Tucson,,,Planner,,permits\n")
    entry = Expert.objects.get()
    assert (entry.role_title, entry.organization, len(entry.topics)) == ("Clerk", "City of Tucson", 1)


def test_lost_characters_do_not_take_the_place_of_a_name(bring):
    Expert.objects.create(name="Göran Berg", email="g@civic.example.org")
    roster = bring(HEAD + "G\N{REPLACEMENT CHARACTER}ran Berg,g@civic.example.org,,,,,,\n")
    assert outcomes(roster) == [Outcome.UNCHANGED]


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("Judith Kessler,other@plains.example.org,Plains University,,,,,", Outcome.DOUBTFUL),
        ("Judith Kesler,,Plains University,,,,,", Outcome.DOUBTFUL),
        ("Judith Kessler,,,,,,,", Outcome.DOUBTFUL),
        ("Judith Kessler,,Bay Transit,Oakland,CA,,,", Outcome.NEW),
        ("Marion Weiss,jk@plains.example.org,Plains University,,,,,", Outcome.DOUBTFUL),
        ("Dr. J. Kessler,JK@plains.example.org,,,,,,", Outcome.CHANGED),
        ("Vacant,jk@plains.example.org,,,,,,", Outcome.REFUSED),
    ],
)
def test_who_is_the_same_person_and_who_may_be(bring, row, outcome):
    Expert.objects.create(
        name="Judith Kessler", email="jk@plains.example.org", organization="Plains University", city="Omaha", state="NE"
    )
    assert outcomes(bring(HEAD + row + "\n")) == [outcome]


def test_a_near_duplicate_within_the_file_is_doubtful_and_can_be_merged(bring, by):
    text = HEAD + (
        "Steven T. Noble,mayor@kingston.example.org,,Kingston,NY,,,\n"
        "Steven T Noble,snoble@kingston.example.org,,Kingston,NY,,,\n"
    )
    roster = bring(text, consented=True)
    assert outcomes(roster) == [Outcome.NEW, Outcome.DOUBTFUL]
    assert "row 2" in roster.rows.last().reason
    services.decide(row=roster.rows.last(), decision=Decision.MERGE, by=by)
    services.commit(roster=roster, by=by)
    entry = Expert.objects.get()
    assert (entry.name, entry.email) == ("Steven T. Noble", "mayor@kingston.example.org")
    assert set(entry.contact_points.values_list("value", flat=True)) == {
        "mayor@kingston.example.org", "snoble@kingston.example.org",
    }  # fmt: skip
    again = bring(text, consented=True)
    assert Outcome.DOUBTFUL not in outcomes(again)
    services.commit(roster=again, by=by)
    services.undo(roster=again, by=by)
    services.undo(roster=roster, by=by)
    assert directory_now() == []


def test_each_decision_does_what_it_says_and_is_remembered(bring, by):
    names = ("Ana Reyes", "Bo Lind", "Carla Ruiz")
    for name in names:
        Expert.objects.create(name=name, organization="Plains Water", email=f"{name[0]}@old.example.org".lower())
    text = HEAD + "".join(
        f"{name},{name[0]}@new.example.org,Plains Water,,,Engineer,,\n"
        for name in ("Ana Reyes", "Bo Lind", "Carla Ruiz")
    )
    before = directory_now()
    roster = bring(text)
    with pytest.raises(ValidationError, match="3 rows are still to decide"):
        services.commit(roster=roster, by=by)
    for row, decision in zip(roster.rows.all(), ("merge", "keep", "skip"), strict=True):
        services.decide(row=row, decision=decision, by=by)
    services.commit(roster=roster, by=by)
    assert Expert.objects.get(name="Ana Reyes").role_title == "Engineer"
    assert Expert.objects.filter(name="Bo Lind").count() == 2
    assert Expert.objects.get(name="Carla Ruiz").role_title == ""
    imported = directory_now()
    again = bring(text)
    assert list(again.rows.values_list("outcome", "decision")) == [
        ("unchanged", ""), ("unchanged", ""), ("doubtful", "skip"),
    ]  # fmt: skip
    services.commit(roster=again, by=by)
    assert directory_now() == imported
    services.undo(roster=again, by=by)
    services.undo(roster=roster, by=by)
    assert directory_now() == before


def test_an_import_is_not_undone_once_people_went_on_from_it(bring_in, by):
    roster = bring_in(HEAD + "Ana Reyes,ana@civic.example.org,,,,,,\nBo Lind,bo@civic.example.org,,,,,,\n")
    directory.change_entry(expert=Expert.objects.get(name="Bo Lind"), fields={"role_title": "Engineer"})
    with pytest.raises(ValidationError, match="Bo Lind was changed") as refused:
        services.undo(roster=roster, by=by)
    assert "Ana Reyes" not in str(refused.value)
    assert Expert.objects.count() == 2
    roster.refresh_from_db()
    assert roster.state == RosterState.COMMITTED


def test_an_entry_that_a_city_listed_stands_against_undoing(bring_in, by, cast):
    roster = bring_in(HEAD + "Ana Reyes,ana@civic.example.org,,,,,,\n")
    shortlist = cast.own.shortlists.create(name="Permits", created_by=by)
    shortlist.entries.create(expert=Expert.objects.get(name="Ana Reyes"))
    with pytest.raises(ValidationError, match="Ana Reyes is used in the portal"):
        services.undo(roster=roster, by=by)


def test_rows_are_compared_again_if_the_directory_changed_meanwhile(bring, by):
    roster = bring(HEAD + "Ana Reyes,ana@civic.example.org,City of Tucson,,,,,\n")
    Expert.objects.create(name="Ana Reyes", email="ana@civic.example.org", organization="City of Tucson")
    with pytest.raises(ValidationError, match="look at the rows again"):
        services.commit(roster=roster, by=by)
    assert outcomes(roster) == [Outcome.UNCHANGED]
    services.commit(roster=roster, by=by)
    assert Expert.objects.count() == 1


def test_a_list_given_up_leaves_nothing_and_is_not_imported_later(bring, by):
    roster = bring(HEAD + "Ana Reyes,ana@civic.example.org,,,,,,\n")
    services.cancel(roster=roster, by=by)
    with pytest.raises(ValidationError, match="cancelled"):
        services.commit(roster=roster, by=by)
    assert not Expert.objects.exists()


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({1: "email"}, "holds people’s names"),
        ({0: "name", 1: "name"}, "Full name is chosen for two columns"),
        ({0: "name", 99: "email"}, "no column 100"),
        ({0: "name", 1: "birthday"}, "no field “birthday”"),
    ],
)
def test_columns_that_do_not_fit_are_refused_in_a_sentence(by, mapping, sentence):
    roster = services.upload(file=io.BytesIO(HEAD.encode() + b"Ana Reyes,,,,,,,\n"), name="list.csv", by=by)
    with pytest.raises(ValidationError, match=sentence):
        services.choose_columns(roster=roster, mapping=mapping, by=by)
    roster.refresh_from_db()
    assert roster.state == RosterState.MAPPING


def test_a_choice_of_columns_is_remembered(by):
    file = b"WHO,Extra\nAna Reyes,Planner\n"
    roster = services.upload(file=io.BytesIO(file), name="list.csv", by=by)
    services.choose_columns(roster=roster, mapping={0: "name", 1: "role_title"}, by=by)
    assert services.upload(file=io.BytesIO(file), name="list.csv", by=by).mapping == {"0": "name", "1": "role_title"}


def test_what_nobody_keeps_is_named_each_time_unless_somebody_takes_it(by):
    file = b"Name,Party,Street\nAna Reyes,Green,Main Street Alliance\n"
    roster = services.upload(file=io.BytesIO(file), name="list.csv", by=by)
    assert roster.left_out == ["Party", "Street"]
    services.choose_columns(roster=roster, mapping={0: "name", 2: "organization"}, by=by)
    assert roster.left_out == ["Party"]
    again = services.upload(file=io.BytesIO(file), name="list.csv", by=by)
    assert again.mapping == {"0": "name", "2": "organization"} and again.left_out == ["Party"]


@pytest.mark.parametrize("data", [b"", b"name,email\n", b"%PDF-1.7", b"PK\x03\x04 broken", b"\x00\x01\x02"])
def test_what_is_no_list_is_refused_and_not_kept(by, data):
    with pytest.raises(Unreadable):
        services.upload(file=io.BytesIO(data), name="list.csv", by=by)
    assert not Roster.objects.exists()


def run(*arguments) -> dict:
    out = io.StringIO()
    call_command("import_roster", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_tells_the_same_as_json(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        HEAD + "Ana Reyes,ana@civic.example.org,,,,,12,\n" * 2 + "Vacant,,,,,,,\nA Bo and C Du,,,,,,,\n",
        encoding="utf-8",
    )
    dry = run(str(path), "--dry-run")
    assert not Expert.objects.exists()
    assert dry == run(str(path))
    assert {key: value for key, value in dry.items() if key != "problems"} == {
        "rows": 4, "created": 2, "updated": 0, "unchanged": 0, "repeated": 1, "doubtful": 0, "refused": 1,
    }  # fmt: skip
    assert dry["problems"][0] == {
        "row": 2, "column": "phone", "value": "12",
        "reason": "This is no phone number. It was left out; correct it in the entry.",
    }  # fmt: skip
    assert Expert.objects.count() == 3


def test_the_command_takes_columns_from_a_file_and_refuses_in_a_sentence(tmp_path):
    path, mapping = tmp_path / "list.csv", tmp_path / "mapping.json"
    path.write_text("Wer,Was\nAna Reyes,Planner\n", encoding="utf-8")
    mapping.write_text('{"Wer": "name", "Was": "role_title"}', encoding="utf-8")
    assert run(str(path), "--mapping", str(mapping))["created"] == 1
    assert Expert.objects.get().role_title == "Planner"
    mapping.write_text('{"Wo": "city"}', encoding="utf-8")
    with pytest.raises(CommandError, match="no column “Wo”"):
        run(str(path), "--mapping", str(mapping))
    with pytest.raises(CommandError, match="cannot be opened"):
        run(str(tmp_path / "none.csv"))


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.exists(), reason="The shared data is not here.")
@pytest.mark.parametrize(
    ("file", "rows", "refused"),
    [
        ("congress_legislators_current.csv", 537, 0),
        ("csvconf_2017_speakers.csv", 45, 0),
        ("csvconf_2021_speakers.csv", 46, 0),
        ("oscon_2014_speakers.csv", 351, 0),
        ("us_mayors_2020.csv", 1669, 6),
        ("us_mayors_2020.json", 1669, 6),
    ],
)
def test_every_row_of_a_real_roster_is_accounted_for_and_a_second_time_nothing_is_written(file, rows, refused):
    first = run(str(SHARED / file))
    counts = ("created", "updated", "unchanged", "repeated", "doubtful", "refused")
    assert first["rows"] == rows == sum(first[name] for name in counts)
    assert (first["refused"], first["updated"], first["unchanged"]) == (refused, 0, 0)
    if file.startswith("us_mayors"):
        assert first["repeated"] == 33
    before = directory_now()
    second = run(str(SHARED / file))
    assert (second["created"], second["updated"]) == (0, 0), {**second, "problems": []}
    assert rows == sum(second[name] for name in counts)
    assert directory_now() == before
