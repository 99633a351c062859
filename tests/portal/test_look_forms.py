"""Forms: reading what people write, and markup that a screen reader can follow."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from isc_portal.forms import DayField, MoneyField, PercentField, WordLimitedField, parse_amount, parse_day
from isc_portal.templatetags.portal import dollars
from tests.portal.samples import SampleForm


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("640,000", "640000"),
        ("640000", "640000"),
        ("$1,200.50", "1200.50"),
        (" $ 12 ", "12"),
        ("(1,200)", "-1200"),
        ("($1,200.05)", "-1200.05"),
        ("-1200", "-1200"),
        ("\u22121,200", "-1200"),
        ("$-5", "-5"),
        (".50", "0.50"),
        ("7.", "7"),
        ("0", "0"),
        ("(0)", "0"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, amount):
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "$", ".", "a lot", "1,2", "1.234", "12,34", "(-5)", "--5", "1e5", "NaN", "1 million"]
)
def test_what_is_no_amount_is_refused_with_an_example(text):
    with pytest.raises(ValueError):
        parse_amount(text)
    if text:
        with pytest.raises(forms.ValidationError, match="like 640,000"):
            MoneyField().clean(text)


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_an_amount_that_we_write_is_read_back_the_same(amount):
    assert parse_amount(dollars(amount)) == amount


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_an_amount(text):
    try:
        MoneyField(required=False).clean(text)
    except forms.ValidationError:
        pass


def test_an_amount_too_large_for_any_city_is_refused():
    with pytest.raises(forms.ValidationError):
        MoneyField().clean("1,000,000,000,000")


def test_a_stored_amount_comes_back_into_its_field_with_commas():
    assert 'value="(1,200.50)"' in MoneyField().widget.render("cost", Decimal("-1200.50"))
    assert 'value="640,000"' in MoneyField().widget.render("cost", Decimal("640000.00"))


@pytest.mark.parametrize(("text", "value"), [("12", "12"), ("12.5 %", "12.5"), ("12.5%", "12.5"), ("-3", "-3")])
def test_a_percentage_is_read_with_or_without_its_sign(text, value):
    assert PercentField().clean(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "11/20/2026",
        "11/20/26",
        "11-20-2026",
        "11.20.2026",
        "2026-11-20",
        "Nov 20, 2026",
        "November 20 2026",
        "nov. 20th, 2026",
    ],
)
def test_a_day_is_read_as_people_write_it(text):
    assert parse_day(text) == dt.date(2026, 11, 20)


@pytest.mark.parametrize("text", ["soon", "13/1/2026", "2/29/2026", "11/20", "Foo 20, 2026", "20261120", "0/0/0000"])
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(forms.ValidationError, match="like 11/20/2026"):
        DayField().clean(text)


def test_a_leap_day_is_a_day():
    assert DayField().clean("2/29/2028") == dt.date(2028, 2, 29)


def test_a_text_over_its_words_says_how_many_to_leave_out():
    with pytest.raises(forms.ValidationError, match=r"This has 6 words; at most 5 fit\. Leave out 1\."):
        WordLimitedField(limit=5).clean("one two  three\nfour five six")
    assert WordLimitedField(limit=5).clean("one two three four five")


def test_every_field_has_a_label_and_every_description_it_names(draw):
    html = draw("{{ form }}", form=SampleForm({"cost": "a lot", "note": "one two three four five six"}))
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    assert len(controls) == 14
    for control in controls:
        assert re.search(r'\bid="([^"]+)"', control)[1] in labelled
    for described_by in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described_by.split()) <= ids
    assert len(ids) == len(re.findall(r'\bid="([^"]+)"', html)), "no id twice"


def test_groups_of_choices_are_named_by_their_legend(draw):
    html = draw("{{ form }}", form=SampleForm())
    assert re.search(r'<fieldset[^>]* id="id_topics"[^>]*>\s*<legend class="usa-legend">Topics', html)


def test_a_wrong_field_is_marked_and_says_why_beside_it(draw):
    html = draw("{{ form.cost.as_field_group }}", form=SampleForm({"cost": "a lot"}))
    assert "usa-form-group--error" in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'<ul class="errorlist usa-error-message" id="id_cost_error"><li>Write an amount', html)
    assert "$</div>" in html


def test_a_field_that_may_stay_empty_says_so(draw):
    html = draw("{{ form.share.as_field_group }}{{ form.name.as_field_group }}", form=SampleForm())
    assert html.count("Optional") == 1


def test_a_counted_text_names_its_counter(draw):
    html = draw("{{ form.note }}", form=SampleForm({"note": "one two three"}))
    assert 'data-word-limit="5"' in html
    assert re.search(r'<p class="word-count" id="id_note_count">3 of 5 words</p>', html)
