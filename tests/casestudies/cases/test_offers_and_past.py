"""What the intake says later is offered and never forced; every change of a case stands in the city's history."""

from datetime import timedelta

import pytest
from django.urls import reverse

from casestudies.cases.answers import save_answer
from casestudies.cases.models import CaseAnswer, CaseStudy
from casestudies.cases.reading import read
from casestudies.cases.services import start_case
from cohorts.intake.models import Answer, Intake
from cohorts.teamwork.history import changes_of, recent_changes
from tests.casestudies.making import accept, make_case, make_case_file
from tests.cohorts.flows import text_of
from tests.factories import fill_intake


def address(cast, name, **more):
    return reverse(f"casestudies:{name}", kwargs={**cast.own.url_kwargs, **more})


@pytest.fixture
def started(cast):
    fill_intake(cast.own, cast.editor)
    accept(cast.own)
    return start_case(participation=cast.own, by=cast.editor)


def intake_says(cast, **answers):
    """Later answers of the intake, as after a return."""
    Intake.objects.filter(participation=cast.own).update(state="in progress")
    fill_intake(cast.own, cast.mayor, **answers)
    accept(cast.own)


def row(case, key):
    return CaseAnswer.objects.get(case=case, field=key)


def offer(cast, client, key, act, **more):
    answer = CaseAnswer.objects.filter(case__participation=cast.own, field=key).first()
    seen = client.get(address(cast, "case_form", part="problem")).context["page"].offers[key]
    data = {"act": act, "version": answer.version if answer else 0, "intake_version": seen.said.version, **more}
    return client.post(address(cast, "case_offer", field=key), data, follow=True)


def test_a_later_answer_is_offered_beside_the_field_and_changes_nothing_by_itself(cast, started, sign_in):
    intake_says(cast, desired_result="Every permit within 21 days.")
    editor = sign_in("editor")
    page = text_of(editor.get(address(cast, "case_form", part="problem")))
    assert "The intake now says" in page
    assert "Take it over" in page
    assert "The intake has changed since" in text_of(editor.get(address(cast, "case")))
    assert read(started).text("desired-result").startswith("Every home and small-shop")
    assert "The intake now says" not in text_of(sign_in("viewer").get(address(cast, "case_form", part="problem")))


def test_taking_it_over_stores_it_and_ends_the_offer(cast, started, sign_in):
    intake_says(cast, desired_result="Every permit within 21 days.")
    editor = sign_in("second_editor")
    assert "Taken over from the intake" in text_of(offer(cast, editor, "desired-result", "take"))
    stored = row(started, "desired-result")
    assert (stored.value, stored.version, stored.updated_by) == ("Every permit within 21 days.", 2, cast.second_editor)
    assert "The intake now says" not in text_of(editor.get(address(cast, "case_form", part="problem")))


def test_keeping_ours_ends_the_offer_until_the_intake_changes_again(cast, started, sign_in):
    intake_says(cast, desired_result="Every permit within 21 days.")
    editor = sign_in("editor")
    assert "Your own words stay" in text_of(offer(cast, editor, "desired-result", "keep"))
    stored = row(started, "desired-result")
    assert (stored.version, stored.value.startswith("Every home")) == (1, True)
    assert "The intake now says" not in text_of(editor.get(address(cast, "case_form", part="problem")))
    intake_says(cast, desired_result="Every permit within 14 days.")
    assert "The intake now says" in text_of(editor.get(address(cast, "case_form", part="problem")))


def test_an_answer_that_the_intake_gives_first_is_offered_for_an_empty_field(cast, sign_in):
    fill_intake(cast.own, cast.editor, affected=None)
    accept(cast.own)
    case = start_case(participation=cast.own, by=cast.editor)
    assert not case.answers.filter(field="affected").exists()
    intake_says(cast, affected=[{"group": "Builders", "people": 12}])
    editor = sign_in("editor")
    offer(cast, editor, "affected", "keep")
    assert read(case).value("affected") is None
    assert "The intake now says" not in text_of(editor.get(address(cast, "case_form", part="problem")))
    saved = save_answer(case=case, field="affected", value=[{"group": "Us", "people": 1}], version=0, by=cast.editor)
    assert saved.version == 1


def test_the_same_words_in_both_places_are_not_offered(cast, started, sign_in):
    save_answer(case=started, field="desired-result", value="Both the same.", version=1, by=cast.editor)
    intake_says(cast, desired_result="Both the same.")
    assert "The intake now says" not in text_of(sign_in("editor").get(address(cast, "case_form", part="problem")))


def test_an_offer_that_is_not_the_newest_any_more_is_refused(cast, started, sign_in):
    intake_says(cast, desired_result="Every permit within 21 days.")
    editor = sign_in("editor")
    response = offer(cast, editor, "desired-result", "take", intake_version=1)
    assert "The intake has changed once more" in text_of(response)
    response = offer(cast, editor, "desired-result", "take", intake_version="²")
    assert "The intake has changed once more" in text_of(response)
    assert row(started, "desired-result").version == 1


def test_taking_over_does_not_overwrite_what_somebody_wrote_meanwhile(cast, started, sign_in):
    intake_says(cast, desired_result="Every permit within 21 days.")
    editor = sign_in("editor")
    seen = editor.get(address(cast, "case_form", part="problem")).context["page"].offers["desired-result"]
    save_answer(case=started, field="desired-result", value="Marcus was faster.", version=1, by=cast.second_editor)
    data = {"act": "take", "version": seen.version, "intake_version": seen.said.version}
    page = text_of(editor.post(address(cast, "case_offer", field="desired-result"), data, follow=True))
    assert "Marcus Bell changed this field" in page
    assert row(started, "desired-result").value == "Marcus was faster."


def test_nothing_is_offered_or_taken_over_once_it_is_submitted(cast, started, sign_in):
    intake_says(cast, desired_result="Every permit within 21 days.")
    CaseStudy.objects.update(state="submitted")
    editor = sign_in("editor")
    assert "The intake now says" not in text_of(editor.get(address(cast, "case_form", part="problem")))
    data = {"act": "take", "version": 1, "intake_version": 2}
    assert "facilitators check" in text_of(
        editor.post(address(cast, "case_offer", field="desired-result"), data, follow=True)
    )
    assert row(started, "desired-result").version == 1


def test_a_change_of_a_confidential_answer_is_never_offered(cast, started, sign_in):
    before = Answer.objects.count()
    intake_says(cast, confidential="The name of the second clerk.")
    editor = sign_in("editor")
    for part in ("question", "problem", "weighed", "limits"):
        page = text_of(editor.get(address(cast, "case_form", part=part)))
        assert "The intake now says" not in page
        assert "second clerk" not in page
    assert Answer.objects.count() == before


# --- History ---


def told(cast, **more):
    return [
        (change.who.name if change.who else "", change.what)
        for change in changes_of(cast.own, part="case-study", **more)
    ]


def test_the_citys_history_tells_of_its_case(cast, started, sign_in):
    save_answer(case=started, field="options-considered", value="One counter.", version=0, by=cast.editor)
    save_answer(
        case=started, field="options-considered", value="One counter for all.", version=1, by=cast.second_editor
    )
    file = make_case_file(started, title="Ledger")
    file.readers = "peers"
    file.save()
    file.delete()
    found = told(cast)
    label = "“Which ways forward have you considered?”"
    assert ("Ana Reyes", f"answered {label}") in found
    assert ("Marcus Bell", f"changed {label}") in found
    assert ("Ana Reyes", "started the case study with what the intake says") in found
    assert ("", "attached “Ledger” for the city and its facilitators") in found
    assert any(what.startswith("gave the attachment “Ledger” to the city, its facilitators") for _, what in found)
    assert ("", "took the attachment “Ledger” out") in found
    assert len(found) == 6  # what was copied is one line, and not one for each field
    page = text_of(
        sign_in("viewer").get(reverse("cohorts:history", kwargs=cast.own.url_kwargs), {"section": "case-study"})
    )
    assert "for all" in page
    assert "answered “What is the problem?”" not in page


def test_what_was_decided_about_an_offer_stands_in_the_history(cast, started, sign_in):
    intake_says(cast, desired_result="Every permit within 21 days.", problem="Permits are late.")
    editor = sign_in("second_editor")
    offer(cast, editor, "desired-result", "take")
    offer(cast, editor, "problem-statement", "keep")
    words = [what for _, what in told(cast)]
    assert "took “What should be different, and by when?” over from the intake" in words
    assert "kept “What is the problem?” as it is, while the intake says otherwise" in words


def test_an_earlier_text_is_brought_back_as_a_new_version(cast, started, sign_in):
    save_answer(case=started, field="title", value="Another title", version=1, by=cast.second_editor)
    change = next(one for one in changes_of(cast.own, part="case-study") if one.after == "Another title")
    editor = sign_in("editor")
    page = text_of(editor.get(change.restore_url))
    assert "Another title" in page
    assert "Cut permit time" in page
    stale = editor.post(change.restore_url, {"version": 1})
    assert stale.status_code == 409
    assert "stands again" in text_of(editor.post(change.restore_url, {"version": 2}, follow=True))
    assert (row(started, "title").value, row(started, "title").version) == ("Cut permit time from 94 to 30 days", 3)


def test_an_earlier_text_is_not_brought_back_by_readers_elsewhere_or_too_late(cast, started, sign_in):
    save_answer(case=started, field="title", value="Another title", version=1, by=cast.second_editor)
    change = next(one for one in changes_of(cast.own, part="case-study") if one.after == "Another title")
    assert sign_in("viewer").get(change.restore_url).status_code == 403
    assert sign_in("facilitator").post(change.restore_url, {"version": 2}).status_code == 403
    assert sign_in("peer").get(change.restore_url).status_code == 404
    make_case(cast.neighbor)
    elsewhere = change.restore_url.replace(cast.own.city.slug, cast.neighbor.city.slug)
    assert sign_in("peer").get(elsewhere).status_code == 404
    CaseStudy.objects.filter(pk=started.pk).update(state="submitted")
    assert sign_in("editor").post(change.restore_url, {"version": 2}).status_code == 409
    assert row(started, "title").value == "Another title"


def test_the_history_takes_as_many_queries_for_a_case_of_many_changes_as_of_one(
    cast, started, sign_in, django_assert_max_num_queries
):
    client = sign_in("viewer")
    where = reverse("cohorts:history", kwargs=cast.own.url_kwargs)
    for number, key in enumerate(["options-considered", "title", "tried-already", "focus-question"]):
        version = 0 if key == "options-considered" else 1
        save_answer(case=started, field=key, value=f"Text {number}", version=version, by=cast.second_editor)
        make_case_file(started, title=f"File {number}")
    client.get(where)
    with django_assert_max_num_queries(19):
        client.get(where)


def test_the_news_of_a_city_tell_of_its_case(cast, started):
    save_answer(case=started, field="title", value="Another title", version=1, by=cast.second_editor)
    news = recent_changes(
        [cast.own, cast.neighbor], since=started.started_at - timedelta(hours=1), besides=cast.editor, limit=90
    )
    assert [(one.participation, one.after) for one in news if one.where == "Case study"] == [
        (cast.own.pk, "Another title")
    ]
