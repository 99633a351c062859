"""Components: what they demand, what they say, and that nothing a person typed becomes markup."""

import datetime as dt

import pytest
import time_machine
from django.core.paginator import Paginator

from isc_portal.templatetags.portal import MissingAttribute
from tests.portal.samples import Person, SampleForm

HOSTILE = "<img src=x onerror=alert(1)>\"'&"

INCOMPLETE = {
    "icon": "<c-icon />",
    "status without a state": "<c-status>Done</c-status>",
    "status without words": '<c-status state="done"> </c-status>',
    "face": "<c-face />",
    "person": '<c-person role="Mayor" />',
    "progress without a count": '<c-progress :max="7" label="answered" />',
    "progress without a label": '<c-progress :value="4" :max="7" />',
    "page-head": '<c-page-head lead="Hello" />',
    "trail": "<c-trail />",
    "empty": "<c-empty>Nothing</c-empty>",
    "facts": "<c-facts />",
    "comment without an author": "<c-comment>Hello</c-comment>",
    "steps": '<c-steps :items="items" label="Steps" />',
    "chain": "<c-chain />",
    "belt": '<c-belt :tools="items" />',
    "making": '<c-making state="working" />',
    "alert without a kind": "<c-alert>Hello</c-alert>",
    "alert without words": '<c-alert kind="info"></c-alert>',
    "error-summary": "<c-error-summary />",
    "filter-tabs": "<c-filter-tabs />",
    "pagination": "<c-pagination />",
    "timeline": "<c-timeline />",
}


@pytest.mark.parametrize("markup", INCOMPLETE.values(), ids=INCOMPLETE.keys())
def test_a_component_without_what_it_needs_is_refused_by_name(draw, markup):
    name = markup.removeprefix("<c-").split()[0].split(">")[0]
    with pytest.raises(MissingAttribute, match=f"<c-{name}>"):
        draw(markup, items=[{"label": "One", "url": "#"}])


def test_a_component_does_not_take_a_page_variable_for_its_attribute(draw):
    with pytest.raises(MissingAttribute):
        draw("<c-page-head />", title="The title of something else")


@pytest.mark.parametrize(
    "markup",
    ['<c-status state="half">Half</c-status>', '<c-alert kind="danger">No</c-alert>', '<c-icon name="rocket" />'],
)
def test_a_value_that_no_component_knows_is_refused(draw, markup):
    with pytest.raises(MissingAttribute):
        draw(markup)


@pytest.mark.parametrize("state", ["none", "working", "review", "done", "yours", "late", "superseded"])
def test_a_status_is_always_an_icon_and_a_word(draw, state):
    html = draw(f'<c-status state="{state}">In words</c-status>')
    assert f"status--{state}" in html
    assert "<use href=" in html
    assert "In words" in html


def test_each_status_has_an_icon_of_its_own(draw):
    states = ["none", "working", "review", "done", "yours", "late", "superseded"]
    icons = {draw(f'<c-status state="{state}">x</c-status>').split("#")[1].split('"')[0] for state in states}
    assert len(icons) == len(states)


def test_an_icon_is_decoration_unless_it_has_a_label(draw):
    assert 'aria-hidden="true"' in draw('<c-icon name="close" />')
    labelled = draw('<c-icon name="close" label="Close" />')
    assert 'role="img" aria-label="Close"' in labelled
    assert "aria-hidden" not in labelled


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [(-4, "due--late", "(4 days late)"), (-1, "due--late", "(1 day late)"), (0, "due--soon", ""), (3, "due--soon", "")],
)
@time_machine.travel("2026-11-17T15:00:00Z", tick=False)
def test_a_due_day_shows_when_it_is_close_and_says_when_it_is_past(draw, days, state, words):
    html = draw('<c-due :when="day" who="Ana Reyes" />', day=dt.date(2026, 11, 17) + dt.timedelta(days=days))
    assert state in html
    assert words in html
    assert "Ana Reyes" in html


@time_machine.travel("2026-11-17T15:00:00Z", tick=False)
def test_a_due_day_is_quiet_when_it_is_far_away_or_met(draw):
    far = draw('<c-due :when="day" />', day=dt.date(2026, 11, 21))
    met = draw('<c-due :when="day" done />', day=dt.date(2026, 11, 1))
    assert "Sat, Nov 21" in far
    assert "due--" not in far + met
    assert "late" not in met


def test_no_due_day_is_said_in_words(draw):
    assert "No date yet" in draw("<c-due />")
    assert "Nothing due" in draw('<c-due none="Nothing due" />')


def test_a_vendor_tie_is_stated_or_said_to_be_none(draw):
    assert "No vendor ties stated" in draw("<c-tie />")
    assert "Advises Northgate" in draw('<c-tie text="Advises Northgate" />')


def test_a_progress_bar_has_its_count_in_words_beside_it(draw):
    html = draw('<c-progress :value="0" :max="7" label="questions answered" />')
    assert '<p class="label">0 of 7 questions answered</p>' in html
    assert 'aria-label="Questions answered"' in html


def test_facts_leave_out_what_is_not_known(draw):
    html = draw('<c-facts :rows="rows" />', rows=[("Owner", "Ana"), ("By", ""), ("Votes", 0), ("Until", None)])
    assert "<dt>Owner</dt><dd>Ana</dd>" in html
    assert "<dt>Votes</dt><dd>0</dd>" in html
    assert "By" not in html
    assert "Until" not in html


def test_the_chain_is_dotted_up_to_what_is_not_done(draw):
    nodes = [{"label": "A", "text": "a"}, {"label": "B", "text": "b", "state": "next"}, {"label": "C", "text": "c"}]
    html = draw('<c-chain :nodes="nodes" />', nodes=nodes)
    assert [item.split('"')[0].split() for item in html.split('<li class="')[1:]] == [["before-open"], ["is-next"], []]


def test_pages_of_a_list_keep_the_other_filters(draw):
    html = draw('<c-pagination :page="page" />', page=Paginator(range(200), 10).get_page(7))
    assert 'href="?state=late&amp;page=8"' in html
    assert 'aria-label="Page 7" aria-current="page"' in html
    assert html.count("…") == 2


def test_a_list_of_one_page_offers_no_pages(draw):
    assert draw('<c-pagination :page="page" />', page=Paginator(range(3), 10).get_page(1)).strip() == ""


def test_the_error_summary_leads_to_each_field_and_is_absent_without_errors(draw):
    form = SampleForm({"cost": "a lot", "note": "one"})
    html = draw('<c-error-summary :form="form" />', form=form)
    assert '<a href="#id_cost">What will it cost once?: Write an amount in dollars' in html
    assert '<a href="#id_topics">' in html
    assert 'id="id_topics"' in draw("{{ form }}", form=form)
    assert "data-focus" in html
    assert draw('<c-error-summary :form="form" />', form=SampleForm()).strip() == ""


def test_one_error_is_not_said_in_the_plural(draw):
    form = SampleForm({"name": "Ana"})
    form.fields = {"cost": form.fields["cost"]}
    assert "One thing needs another look" in draw('<c-error-summary :form="form" />', form=form)


@pytest.mark.parametrize(
    "markup",
    [
        '<c-page-head :title="text" :lead="text" />',
        '<c-page-head title="{{ text }}" lead="{{ text }}" />',
        '<c-status state="done">{{ text }}</c-status>',
        '<c-person :name="text" :role="text" />',
        '<c-tie :text="text" />',
        '<c-comment :author="person" :when="text" :about="text">{{ text }}</c-comment>',
        '<c-facts :rows="rows" />',
        '<c-lines :items="items" />',
        '<c-alert kind="info" :title="text">{{ text }}</c-alert>',
        '<c-making :title="text" :detail="text" />',
        '<c-diff before="old" :after="text" />',
        '<c-diff :before="text" after="new" />',
        "<p>{% differing text 'old' %}</p>",
        '<c-trail :items="rows" />',
        '<c-due :who="text" :when="day" />',
        '<c-empty :title="text">{{ text }}</c-empty>',
        '<c-progress :value="1" :max="2" :label="text" />',
    ],
)
def test_what_a_person_typed_never_becomes_markup(draw, markup):
    context = {"rows": [(HOSTILE, HOSTILE)], "items": [HOSTILE], "day": dt.date(2026, 1, 1)}
    person = Person(name=HOSTILE, initials="X")
    html = draw(markup, text=HOSTILE, person=person, **context)
    assert "<img" not in html
    assert "&lt;" in html
    assert "&amp;lt;" not in html


def test_a_difference_shows_added_and_dropped_words(draw):
    html = draw('<c-diff before="three inspectors a year" after="four inspectors a year" />')
    assert html.count("<ins>") == html.count("<del>") == 1
    assert "<del>three </del><ins>four </ins>inspectors a year" in html


def test_a_number_differs_as_a_whole(draw):
    html = draw('<c-diff before="411,000 residents, 3.5%" after="413,066 residents, 3.6%" />')
    assert "<del>411,000 </del><ins>413,066 </ins>residents, <del>3.5</del><ins>3.6</ins>%" in html
