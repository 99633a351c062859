"""What stands in a guidebook: which entries, under which topic, with which contacts, and in which order."""

import pytest
from django.utils import timezone

from isc_portal.documents.services import Refused
from resources.directory.choices import EntryKind
from resources.directory.models import ContactPoint, Expert
from resources.guidebook import collecting, sections
from resources.guidebook.naming import first_letter, printable, shortened, sort_name
from resources.guidebook.sections import parts_of_guidebook

from .conftest import add_entry, searched, snapshot_of

pytestmark = pytest.mark.django_db


def names(snapshot) -> list[str]:
    return [entry["name"] for entry in snapshot["entries"]]


def test_what_searches_leave_out_stands_in_no_guidebook(whole, permits, shortlisted, cast):
    listed = add_entry("Ada Listed")
    hidden = [
        add_entry("Bo Archived", status="archived"),
        add_entry("Cy Paused", status="paused"),
        add_entry("Di Silent", unanswered=2),
    ]
    for expert in (listed, *hidden):
        permits.entries.create(expert=expert)
    for edition in (whole, shortlisted, searched("topic=permitting", cast.administrator)):
        told = names(snapshot_of(edition, cast.administrator))
        assert "Ada Listed" in told
        assert not {"Bo Archived", "Cy Paused", "Di Silent"} & set(told)


def test_contact_points_without_consent_and_the_address_the_institute_writes_to_stay_out(whole):
    add_entry("Ada Listed", shown="ada@shown.example", kept="ada@kept.example", email="ada@private.example")
    told = str(snapshot_of(whole))
    assert "ada@shown.example" in told
    assert "kept.example" not in told and "private.example" not in told


def test_a_consent_taken_back_is_out_of_the_next_version(whole):
    ada = add_entry("Ada Listed", shown="ada@shown.example")
    before = snapshot_of(whole)
    ada.contact_points.update(consented=False, consented_at=None)
    assert "shown.example" in str(before) and "shown.example" not in str(snapshot_of(whole))


def test_the_content_does_not_depend_on_who_asks(cast, whole, shortlisted, permits):
    permits.entries.create(expert=add_entry("Ada Listed"))
    for edition in (whole, shortlisted):
        assert snapshot_of(edition, cast.administrator) == snapshot_of(edition, cast.viewer)


def test_a_search_tells_in_words_what_was_looked_for_and_holds_what_it_finds(cast):
    add_entry("Ada Listed", state="OH")
    add_entry("Bo Elsewhere", state="WA")
    snapshot = snapshot_of(searched("q=permiting&state=OH", cast.editor), cast.editor)
    assert names(snapshot) == ["Ada Listed"]
    assert snapshot["sentence"] == "1 entry of the directory, by topic and by state. Searched for: “permiting”, Ohio"


def test_everybody_stands_under_the_first_of_their_topics_and_is_named_under_the_others(whole):
    add_entry("Ada Listed", topics=["permitting", "transit"])
    add_entry("Bo Bus", topics=["transit"])
    parts = parts_of_guidebook(snapshot_of(whole))
    permits, transit, other = (section for part in parts for section in part.context.get("sections", []))
    titles = [section["title"] for section in (permits, transit, other)]
    assert titles == ["Permits and licenses", "Public transit", "Other matters"]
    assert [entry["name"] for group in permits["groups"] for entry in group["entries"]] == ["Ada Listed"]
    assert [line["name"] for line in transit["also"]] == ["Listed, Ada"]
    assert transit["also"][0]["where"] == "Permits and licenses"


def test_a_search_for_a_topic_puts_everybody_under_it(cast):
    add_entry("Ada Listed", topics=["transit", "permitting"])
    [entry] = snapshot_of(searched("topic=permitting", cast.editor), cast.editor)["entries"]
    assert entry["under"] == "permitting"


def test_within_a_topic_states_come_in_order_and_people_by_last_name(whole):
    for name, state in (("Zoe Able", "WA"), ("Yan Baker", "OH"), ("Xi Abbott", "OH"), ("Wu Cole", "")):
        add_entry(name, state=state)
    parts = parts_of_guidebook(snapshot_of(whole))
    section = next(part for part in parts if not part.is_front).context["sections"][0]
    assert [(group["title"], [one["sort"] for one in group["entries"]]) for group in section["groups"]] == [
        ("Ohio", ["Abbott, Xi", "Baker, Yan"]),
        ("Washington", ["Able, Zoe"]),
        ("State not given", ["Cole, Wu"]),
    ]


def test_both_indexes_and_the_register_of_states_name_everybody(whole):
    add_entry("Ada Listed", organization="Ohio State")
    add_entry("Émile Étoile", organization="", state="")
    parts = {part.key: part for part in parts_of_guidebook(snapshot_of(whole))}

    def named(key: str) -> list[tuple[str, str]]:
        groups = parts[f"register-{key}"].context["groups"]
        return [(g["title"], one["sort"]) for g in groups for line in g["lines"] for one in line["people"]]

    assert named("names") == [("E", "Étoile, Émile"), ("F", "Fuller, Denise"), ("L", "Listed, Ada")]
    assert ("O", "Listed, Ada") in named("organizations") and "Étoile, Émile" not in str(named("organizations"))
    assert ("Ohio", "Listed, Ada") in named("states") and "Étoile, Émile" not in str(named("states"))


def test_an_id_stands_in_one_part_only_however_many_there_are(whole, monkeypatch):
    monkeypatch.setattr(sections, "MOST_IN_PART", 3)
    monkeypatch.setattr(sections, "MOST_LINES", 4)
    for number in range(8):
        add_entry(f"Ada {number}", topics=["permitting", "transit"])
    parts = parts_of_guidebook(snapshot_of(whole))
    ids = [id for part in parts for id in part.ids]
    assert len(ids) == len(set(ids))
    assert len({part.key for part in parts}) == len(parts)
    assert {f"e{pk}" for pk in Expert.objects.values_list("pk", flat=True)} < set(ids)


def test_small_topics_share_a_part_and_a_large_one_is_split(whole, monkeypatch):
    monkeypatch.setattr(sections, "MOST_IN_PART", 20)
    for number in range(45):
        add_entry(f"Ada {number}", topics=["permitting"])
    for topic in ("analytics", "broadband", "cloud"):
        add_entry(f"Bo {topic}", topics=[topic])
    bodies = [part for part in parts_of_guidebook(snapshot_of(whole)) if "sections" in part.context]
    assert [[section["count"] for section in part.context["sections"]] for part in bodies][:4] == [
        [1, 1, 1],
        [20],
        [20],
        [5, 1],
    ]


def test_the_directory_of_nobody_is_an_edition_with_a_front(whole):
    Expert.objects.all().delete()
    parts = parts_of_guidebook(snapshot_of(whole))
    assert [part.key for part in parts] == ["front"]


def test_a_person_may_print_so_many_entries_of_a_search_and_an_administrator_all(cast, monkeypatch):
    monkeypatch.setattr(collecting, "MOST_OF_A_SEARCH", 1)
    for name in ("Ada Listed", "Bo Listed"):
        add_entry(name)
    edition = searched("state=OH", cast.editor)
    with pytest.raises(Refused, match="holds at most 1 entries, and this search finds 2"):
        snapshot_of(edition, cast.editor)
    assert len(snapshot_of(edition, cast.administrator)["entries"]) == 2


def test_it_takes_as_many_queries_for_thirty_entries_as_for_three(whole, django_assert_num_queries):
    for number in range(3):
        add_entry(f"Ada {number}", shown=f"ada.{number}@example.org")
    with django_assert_num_queries(2):
        snapshot_of(whole)
    for number in range(27):
        add_entry(f"Bo {number}", shown=f"bo.{number}@example.org")
    with django_assert_num_queries(2):
        snapshot_of(whole)


def test_phones_and_websites_are_printed_as_people_read_them(whole):
    ada = add_entry("Ada Listed")
    now = timezone.now()
    for kind, value in (("phone", "+14195550134;ext=12"), ("website", "https://ada.example.org/")):
        ContactPoint.objects.create(expert=ada, kind=kind, value=value, consented=True, consented_at=now)
    [entry] = [one for one in snapshot_of(whole)["entries"] if one["name"] == "Ada Listed"]
    assert [(point["words"], point["link"]) for point in entry["points"]] == [
        ("(419) 555-0134 ext. 12", "tel:+14195550134;ext=12"),
        ("ada.example.org", "https://ada.example.org/"),
    ]


@pytest.mark.parametrize(
    ("name", "kind", "role", "sorted_as"),
    [
        ("Judith Kessler", "expert", "", "Kessler, Judith"),
        ("Martin L. King, Jr.", "expert", "", "King, Martin L. Jr."),
        ("Cher", "expert", "", "Cher"),
        ("Great Lakes University", "university", "", "Great Lakes University"),
        ("Judith Kessler", "university", "Professor", "Kessler, Judith"),
        ("Ada Lovelace PhD", EntryKind.ADMINISTRATOR, "", "Lovelace, Ada PhD"),
    ],
)
def test_people_are_sorted_by_last_name_and_organizations_as_they_are(name, kind, role, sorted_as):
    assert sort_name(name, kind, role) == sorted_as


def test_letters_of_an_index_are_those_of_the_alphabet():
    assert [first_letter(words) for words in ("Étoile", "ångström", "3M", "中文", "")] == ["E", "A", "#", "#", "#"]


def test_texts_are_one_line_without_what_cannot_be_printed():
    assert printable("a\x00b\n\tc\ue000\ud800d\u202e") == "a b cd"
    long = "A sentence of words. " * 60
    assert shortened(long).endswith(". …") and len(shortened(long)) <= 702
