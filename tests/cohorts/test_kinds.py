"""The question kinds: what is read, what is kept though it cannot be read, what is wrong, and what is shown."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from cohorts.intake.models import Question
from cohorts.intake.models import QuestionKind as Kind
from cohorts.teamwork import kinds, reading

COLORS = [{"value": one.lower(), "label": one} for one in ("Red", "Blue", "Gold")]
COLUMNS = [
    {"key": "source", "label": "Source", "kind": Kind.SHORT_TEXT, "required": True},
    {"key": "sure", "label": "How sure", "kind": Kind.ONE_OF, "choices": COLORS},
    {"key": "amount", "label": "Amount", "kind": Kind.MONEY, "sum": True},
]


def question(kind: str, **fields) -> Question:
    if kind in (Kind.ONE_OF, Kind.SEVERAL_OF):
        fields.setdefault("choices", COLORS)
    if kind == Kind.TABLE:
        fields.setdefault("columns", COLUMNS)
    return Question(pk=7, label="A question", kind=kind, **fields)


def form(**fields) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name.replace("_", "-"), value if isinstance(value, list) else [value])
    return data


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("640,000", "640000.00"),
        ("640000", "640000.00"),
        ("$640,000.50", "640000.50"),
        ("$ 1.2 million", "1200000.00"),
        ("$1.2M", "1200000.00"),
        ("1.2 Mil.", "1200000.00"),
        ("1.255 million", "1255000.00"),
        (".5 million", "500000.00"),
        ("350k", "350000.00"),
        ("12 thousand dollars", "12000.00"),
        ("2 bn", "2000000000.00"),
        ("US$ 5", "5.00"),
        ("5 USD", "5.00"),
        ("(1,200)", "-1200.00"),
        ("($1.2 million)", "-1200000.00"),
        ("-1,200", "-1200.00"),
        ("\u22121,200", "-1200.00"),
        ("-0", "0.00"),
        ("0", "0.00"),
        ("  7  ", "7.00"),
    ],
)
def test_an_amount_is_read_the_way_people_write_it(typed, amount):
    assert kinds.read_text(question(Kind.MONEY), typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["about two", "1,2,3", "12,00", "1.2.3", "1.234", "million", "$", "(5", "5)", "(-5)", "--5", "1e9", "NaN",
     "Infinity", "99999999999999", "9999 billion", "five", "10%", "1/2", "<b>5</b>", "1.2 million euros", "٣ million"],
)  # fmt: skip
def test_what_is_no_amount_is_kept_as_typed_and_named(typed):
    value = kinds.read_text(question(Kind.MONEY), typed)
    assert value == {"raw": typed}
    [problem] = kinds.problems(question(Kind.MONEY), value)
    assert typed[:20] in problem
    assert "What you typed is kept." in problem
    assert kinds.display(question(Kind.MONEY), value) == typed
    assert kinds.fill(question(Kind.MONEY), value) == typed
    assert not kinds.is_empty(question(Kind.MONEY), value)


@given(st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, places=2))
def test_every_amount_survives_being_shown_and_read_again(amount):
    value = str(amount.quantize(Decimal("0.01")) + 0)
    asked = question(Kind.MONEY)
    assert kinds.read_text(asked, kinds.fill(asked, value)) == value
    assert kinds.read_text(asked, kinds.display(asked, value)) == value


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), max_size=12))
def test_the_sum_of_a_table_is_the_exact_sum_of_its_amounts(amounts):
    asked = question(Kind.TABLE)
    rows = [{"source": "s", "amount": str(amount)} for amount in amounts]
    rows += [{"amount": {"raw": "some"}}, {"source": "x"}]
    assert kinds.read_text(question(Kind.MONEY), kinds.sums(asked, rows)["amount"]) == f"{sum(amounts, Decimal(0)):.2f}"


@given(st.text(max_size=200), st.sampled_from([kind for kind in Kind if kind not in (Kind.FILE, Kind.TABLE)]))
def test_nothing_that_is_typed_raises_and_what_is_stored_reads_back_the_same(typed, kind):
    asked = question(kind)
    value = kinds.read(asked, form(q7=typed), "q7")
    kinds.problems(asked, value)
    assert kinds.exportable(asked, value) is not None or kinds.is_empty(asked, value)
    if kind != Kind.SEVERAL_OF:
        assert kinds.read_text(asked, kinds.fill(asked, value)) == value
        assert "\x00" not in str(kinds.display(asked, value))


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        (Kind.SHORT_TEXT, "  Two\n words ", "Two words", "Two words"),
        (Kind.SHORT_TEXT, "<script>alert(1)</script>", "<script>alert(1)</script>", "<script>alert(1)</script>"),
        (Kind.SHORT_TEXT, "a\x00b\x08c", "abc", "abc"),
        (Kind.SHORT_TEXT, "Cafe\u0301", "Café", "Café"),
        (Kind.LONG_TEXT, "one\r\n\r\ntwo\rthree ", "one\n\ntwo\nthree", "one\n\ntwo\nthree"),
        (Kind.WHOLE_NUMBER, "137,000", 137000, "137,000"),
        (Kind.WHOLE_NUMBER, "12 thousand", 12000, "12,000"),
        (Kind.WHOLE_NUMBER, "12.5", {"raw": "12.5"}, "12.5"),
        (Kind.WHOLE_NUMBER, "$5", {"raw": "$5"}, "$5"),
        (Kind.PERCENT, "12.5 %", "12.5", "12.5%"),
        (Kind.PERCENT, "100 percent", "100", "100%"),
        (Kind.PERCENT, ".5", "0.5", "0.5%"),
        (Kind.PERCENT, "half", {"raw": "half"}, "half"),
        (Kind.DATE, "11/20/2026", "2026-11-20", "November 20, 2026"),
        (Kind.DATE, "Fri, Nov 20, 2026", "2026-11-20", "November 20, 2026"),
        (Kind.DATE, "2/29/2028", "2028-02-29", "February 29, 2028"),
        (Kind.DATE, "2/29/2027", {"raw": "2/29/2027"}, "2/29/2027"),
        (Kind.DATE, "next spring", {"raw": "next spring"}, "next spring"),
        (Kind.DATE, "1/1/0206", {"raw": "1/1/0206"}, "1/1/0206"),
        (Kind.YES_NO, "yes", "yes", "Yes"),
        (Kind.YES_NO, "maybe", {"raw": "maybe"}, "maybe"),
        (Kind.ONE_OF, "blue", "blue", "Blue"),
        (Kind.ONE_OF, "mauve", {"raw": "mauve"}, "mauve"),
        (Kind.SHORT_TEXT, " \t ", None, ""),
        (Kind.MONEY, "", None, ""),
    ],
)
def test_each_kind_reads_what_is_typed_and_shows_it_in_words(kind, typed, value, shown):
    asked = question(kind)
    assert kinds.read(asked, form(q7=typed), "q7") == value
    assert kinds.display(asked, value) == shown
    assert bool(kinds.problems(asked, value)) == kinds.is_raw(value)
    assert kinds.is_empty(asked, value) == (value is None)


def test_several_choices_are_stored_in_the_order_of_the_list_and_unknown_ones_dropped():
    asked = question(Kind.SEVERAL_OF, maximum=1)
    value = kinds.read(asked, form(q7=["gold", "mauve", "red"]), "q7")
    assert value == ["red", "gold"]
    assert kinds.display(asked, value) == "Red, Gold"
    assert kinds.problems(asked, value) == ["Choose up to 1; 2 are ticked."]
    assert kinds.read(asked, form(), "q7") is None


def test_a_table_keeps_its_rows_in_order_drops_empty_ones_and_keeps_what_it_cannot_read():
    asked = question(Kind.TABLE, maximum=2)
    data = form(
        q7_10_source="Third", q7_2_source="Second", q7_2_amount="a lot", q7_2_sure="gold", q7_1_source="  ",
        q7_0_amount="$1,000", q7_0_other="ignored", q77_0_source="of another question",
    )  # fmt: skip
    value = kinds.read(asked, data, "q7")
    assert value == [
        {"amount": "1000.00"},
        {"source": "Second", "sure": "gold", "amount": {"raw": "a lot"}},
        {"source": "Third"},
    ]
    assert kinds.problems(asked, value) == [
        "Row 1: Source is missing.",
        "Row 2, Amount: “a lot” is not an amount we can read. Write it in figures, like 640,000 or $1.2 million. "
        "What you typed is kept.",
        "Up to 2 rows fit here; there are 3.",
    ]
    assert kinds.display(asked, value) == "$1,000\nSecond · Gold · a lot\nThird"
    assert kinds.table_rows(asked, value)[1] == ["Second", "Gold", "a lot"]
    assert kinds.sums(asked, value) == {"amount": "$1,000"}
    assert kinds.read(asked, form(), "q7") is None


def test_limits_are_told_in_words_with_what_to_do():
    text = question(Kind.LONG_TEXT, word_limit=3)
    assert kinds.problems(text, "one two three") == []
    assert kinds.problems(text, "one two three four") == ["1 word too many; up to 3 fit."]
    cost = question(Kind.MONEY, minimum=Decimal(0), maximum=Decimal(1000))
    assert kinds.problems(cost, "-5.00") == ["This has to be at least $0."]
    assert kinds.problems(cost, "1000.01") == ["This has to be at most $1,000."]
    assert kinds.problems(cost, "1000.00") == []
    share = question(Kind.PERCENT, maximum=Decimal(100))
    assert kinds.problems(share, "100.5") == ["This has to be at most 100%."]
    assert kinds.problems(question(Kind.ONE_OF), "mauve") == ["“mauve” is not in the list any more. Choose again."]
    files = [{"id": 1, "name": "a.pdf", "size": 2048, "sha256": "0", "content_type": "application/pdf"}] * 6
    assert kinds.problems(question(Kind.FILE), files) == ["Up to 5 files fit here; there are 6. Remove some."]
    assert kinds.display(question(Kind.FILE), files[:1]) == "a.pdf (2.0 KB)"


def test_an_answer_leaves_for_a_spreadsheet_as_the_figure_or_day_it_is():
    assert kinds.exportable(question(Kind.MONEY), "1200.50") == Decimal("1200.50")
    assert kinds.exportable(question(Kind.WHOLE_NUMBER), 5) == 5
    assert kinds.exportable(question(Kind.DATE), "2026-11-20") == date(2026, 11, 20)
    assert kinds.exportable(question(Kind.MONEY), {"raw": "=1+1"}) == "=1+1"
    assert kinds.exportable(question(Kind.YES_NO), "no") == "No"
    assert kinds.exportable(question(Kind.MONEY), None) is None


def test_the_longest_texts_are_read_at_once():
    assert len(reading.tidy("word " * 100_000, lines=True)) == 499_999
    assert kinds.read_text(question(Kind.MONEY), "1" * 5000) == {"raw": "1" * 5000}
    assert kinds.read_text(question(Kind.MONEY), "(" * 5000) == {"raw": "(" * 5000}
    assert kinds.read_text(question(Kind.MONEY), "1," * 5000 + "m") == {"raw": "1," * 5000 + "m"}
