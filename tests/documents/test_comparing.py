"""What changed from one version to the next, in words."""

from isc_portal.documents import comparing
from isc_portal.documents.kinds import Kind, Line


def kind(lines=None) -> Kind:
    nobody = lambda user: None  # noqa: E731
    return Kind(
        slug="plain", name="Plain", about="", subject="accounts.User", template="", collect=lambda subject, **rest: {},
        subjects_visible_to=nobody, subjects_editable_by=nobody, lines=lines,
    )  # fmt: skip


def test_without_lines_of_its_own_every_value_is_compared_under_the_names_of_its_keys():
    before = {"title": "Permits", "place": "Dayton", "money": {"one_time": "500,000", "sources": ["Fee"]}}
    after = {"title": "Permits", "place": "Dayton", "money": {"one_time": "640,000", "sources": ["Fee", "Grant"]}}
    found = comparing.changes(kind(), before, after, {"money": 4})
    assert [(change.part, change.sentence, change.page) for change in found] == [
        ("Money", "One time: 640,000 instead of 500,000", 4),
        ("Money", "Sources, 2: Grant (new)", 4),
    ]


def test_an_entry_of_a_list_is_recognized_by_its_name_and_not_by_its_place():
    before = {"promises": [{"id": "p1", "text": "Open"}, {"id": "p2", "text": "Open"}]}
    after = {"promises": [{"id": "p2", "text": "Kept"}, {"id": "p1", "text": "Open"}]}
    assert [change.label for change in comparing.changes(kind(), before, after)] == ["P2, Text"] or [
        change.before for change in comparing.changes(kind(), before, after)
    ] == ["Open"]


def test_what_was_taken_out_comes_last():
    lines = lambda snapshot: [Line(key=k, part="P", label=k, text=v) for k, v in snapshot.items()]  # noqa: E731
    found = comparing.changes(kind(lines), {"a": "gone", "b": "1"}, {"b": "2"})
    assert [change.sentence for change in found] == ["b: 2 instead of 1", "a: gone (taken out)"]


def test_both_sides_show_what_went_and_what_came_and_escape_the_rest():
    left, right = comparing.marked("Four <b> inspectors", "Six <b> inspectors")
    assert left == "<del>Four </del>&lt;b&gt; inspectors"
    assert right == "<ins>Six </ins>&lt;b&gt; inspectors"


def test_long_texts_are_shortened_at_a_word():
    assert comparing.shorten("word " * 40) == ("word " * 18).strip() + "…"
    assert comparing.shorten(" two\n lines ") == "two lines"


def test_yes_and_no_are_said_as_such():
    [line] = comparing.flatten({"union": {"asked": True}})
    assert (line.label, line.text) == ("Asked", "Yes")
