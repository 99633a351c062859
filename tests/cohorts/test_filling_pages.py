"""The pages of filling in, for every kind of reader, with and without a script."""

import html
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.intake.models import Answer, Intake, SectionWork
from cohorts.teamwork.saving import fingerprint
from cohorts.teamwork.services import write_comment
from tests.cleared import clear_cache

from .test_filling_answers import asked, save

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% debug %}",
    "'; DROP TABLE cohorts_answer; --",
    "a\x00b\x1b[31m",
    "\u202eevil\u202c 😀 ﷽",
    '=HYPERLINK("http://evil.example")',
    "</textarea><h1>out</h1>",
    "\n\nleading and trailing\n\n",
]


@pytest.fixture(autouse=True)
def nobody_is_here():
    clear_cache()


def url(cast, name="intake_section", **kwargs):
    if name in ("intake_section", "intake_pulse"):
        kwargs.setdefault("section", "money")
    return reverse(f"cohorts:{name}", kwargs={**cast.own.url_kwargs, **kwargs})


def autosave(client, cast, key, version=0, **fields):
    question = asked(cast.own.intake, key)
    name = f"q{question.pk}"
    data = {
        f"{name}-version": version,
        **{f"{name}{suffix}".replace("__", "-"): value for suffix, value in fields.items()},
    }
    if "value" in fields:
        data[name] = data.pop(f"{name}value")
    return client.post(url(cast, "answer_save", question=question.pk), data)


def section_form(cast, key, value, *, seen=None, version=0, **more):
    name = f"q{asked(cast.own.intake, key).pk}"
    return {name: value, f"{name}-version": version, f"{name}-base": fingerprint(seen), **more}


def stored(key):
    return Answer.objects.get(question__key=key)


# --- The task list ---


def test_the_list_shows_each_section_with_its_state_and_one_clear_next_step(cast, sign_in):
    page = sign_in("editor").get(url(cast, "intake")).content.decode()
    assert page.count("Not started") == 9
    assert "Begin with City and team" in page
    assert "11 required answers are missing until the mayor can sign." in page
    assert "September 18" in page
    save(cast, "yearly-cost", {"raw": "a lot"})
    write_comment(participation=cast.own, page="intake", field="yearly-cost", text="How much?", by=cast.facilitator)
    SectionWork.objects.create(
        intake=cast.own.intake, section=asked(cast.own.intake, "yearly-cost").section, assignee=cast.second_editor,
        due_on="2026-09-10",
    )  # fmt: skip
    page = sign_in("second_editor").get(url(cast, "intake")).content.decode()
    assert "Needs attention" in page
    assert "1 answer needs another look" in page
    assert "1 open comment" in page
    assert "Sep 10" in page
    assert "Go on with Money" in page  # it is Marcus who looks after it
    assert "Go on with The initiative" in sign_in("editor").get(url(cast, "intake")).content.decode()


def test_a_returned_intake_says_what_to_do_about_which_section(cast, sign_in):
    save(cast, "yearly-cost", "1.00")
    intake = cast.own.intake
    Intake.objects.filter(pk=intake.pk).update(state="returned")
    SectionWork.objects.create(
        intake=intake, section=asked(intake, "yearly-cost").section, reopened=True, reopened_comment="Add the <staff>."
    )
    client = sign_in("editor")
    assert "Add the &lt;staff&gt;." in client.get(url(cast, "intake")).content.decode()
    assert "Add the &lt;staff&gt;." in client.get(url(cast)).content.decode()
    closed = client.get(url(cast, section="initiative")).content.decode()
    assert "Only the sections that the facilitators returned can be changed: Money." in closed
    assert "<textarea" not in re.sub(r'<details class="comments__write.*?</details>', "", closed, flags=re.DOTALL)


@pytest.mark.parametrize("reader", ["viewer", "facilitator", "administrator"])
def test_whoever_only_reads_sees_the_answers_and_no_field(cast, sign_in, reader):
    save(cast, "one-time-cost", "640000.00")
    save(cast, "sources", [{"source": "Grant", "amount": "350000.00"}])
    page = sign_in(reader).get(url(cast)).content.decode()
    assert "$640,000" in page
    assert "Sum of 1 row" in page
    assert "data-autosave" not in page
    assert "You can read this section" in page


@pytest.mark.parametrize("persona", ["viewer", "facilitator", "administrator"])
def test_readers_save_nothing(cast, sign_in, persona):
    save(cast)
    client = sign_in(persona)
    assert autosave(client, cast, "problem", 1, value="Mine").status_code == 403
    assert (
        client.post(url(cast, section="initiative"), section_form(cast, "problem", "Mine", version=1)).status_code
        == 403
    )
    assert stored("problem").value == "Permits take 61 days."


@pytest.mark.parametrize("persona", ["peer", "outsider", "expert", "other_facilitator", "stranger"])
def test_to_others_the_intake_does_not_exist(cast, sign_in, persona):
    save(cast, value="Confidential problem of Dayton")
    client = sign_in(persona)
    for name in ("intake", "intake_section", "intake_pulse"):
        response = client.get(url(cast, name, **({"section": "initiative"} if name != "intake" else {})))
        assert response.status_code == 404
        assert b"Confidential problem" not in response.content
    assert autosave(client, cast, "problem", 1, value="Foreign").status_code == 404
    assert stored("problem").value == "Confidential problem of Dayton"


def test_anonymous_readers_are_sent_to_sign_in(cast, sign_in):
    for response in (sign_in("anonymous").get(url(cast)), autosave(sign_in("anonymous"), cast, "problem", value="x")):
        assert response.status_code == 302
        assert "/accounts/login/" in response.url


def test_a_section_or_question_of_elsewhere_is_not_found(cast, sign_in):
    client = sign_in("editor")
    assert client.get(url(cast, section="no-such")).status_code == 404
    foreign = asked(cast.foreign.intake, "problem")
    response = client.post(url(cast, "answer_save", question=foreign.pk), {f"q{foreign.pk}": "x"})
    assert response.status_code == 404
    assert not Answer.objects.filter(question=foreign).exists()
    assert client.post(url(cast, "answer_save", question=10**17), {}).status_code == 404


# --- Saving answer by answer ---


def test_an_answer_is_saved_with_its_new_version_and_what_was_understood(cast, sign_in):
    answer = autosave(sign_in("editor"), cast, "one-time-cost", value="$1.2 million").json()
    assert (answer["state"], answer["version"], answer["problems"]) == ("saved", 1, [])
    assert answer["note"] == "Read as $1,200,000."
    assert re.fullmatch(r"Saved \d{1,2}:\d\d [AP]M", answer["saved"])
    assert "1 of 6" in answer["steps"]
    assert stored("one-time-cost").value == "1200000.00"


def test_the_saved_line_is_in_the_readers_own_zone(cast, sign_in):
    save(cast, "yearly-cost", "5.00")
    Answer.objects.filter(question__key="yearly-cost").update(updated_at="2026-09-09T18:14:00Z")
    with time_machine.travel("2026-09-09T20:00:00Z", tick=False):
        assert "Saved 2:14 PM" in sign_in("editor").get(url(cast)).content.decode()
        type(cast.mayor).objects.filter(pk=cast.mayor.pk).update(time_zone="America/Los_Angeles")
        assert "Saved 11:14 AM" in sign_in("mayor").get(url(cast)).content.decode()


def test_an_unfinished_answer_is_saved_and_its_problem_told(cast, sign_in):
    answer = autosave(sign_in("editor"), cast, "one-time-cost", value="about two").json()
    assert answer["state"] == "saved"
    assert "“about two” is not an amount we can read." in answer["problems"][0]
    page = sign_in("second_editor").get(url(cast)).content.decode()
    assert 'value="about two"' in page
    assert "is not an amount we can read" in page


def test_a_stale_answer_is_a_conflict_and_nothing_is_overwritten(cast, sign_in):
    save(cast, value="Ana's text")
    response = autosave(sign_in("second_editor"), cast, "problem", 0, value="Marcus's text")
    assert response.status_code == 409
    assert response.json()["state"] == "conflict"
    assert re.match(r"Ana changed this answer at \d{1,2}:\d\d [AP]M, while you were", response.json()["sentence"])
    own = autosave(sign_in("editor"), cast, "problem", 0, value="Ana on her phone")
    assert "You changed this answer" in own.json()["sentence"]
    assert stored("problem").value == "Ana's text"


def test_a_table_is_saved_with_its_sum(cast, sign_in):
    answer = autosave(
        sign_in("editor"), cast, "sources", __0__source="Vacant posts", __0__amount="350k", __1__source="Contract",
        __1__amount="286,000",
    ).json()  # fmt: skip
    assert answer["sums"] == {"amount": "$636,000"}
    assert answer["sum_words"] == "Sum of 2 rows"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("key", ["problem", "title", "one-time-cost", "decision-date", "priority-area"])
def test_hostile_text_is_kept_as_text_in_every_field(cast, sign_in, key, text):
    client = sign_in("editor")
    answer = autosave(client, cast, key, value=text)
    assert answer.status_code == 200
    section = asked(cast.own.intake, key).section.key
    body = client.get(url(cast, section=section)).content.decode()
    assert "<script>alert(1)" not in body
    assert "<img src=x" not in body
    assert "</textarea><h1>" not in body
    assert "49" not in re.findall(r"<textarea.*?</textarea>", body, re.DOTALL)[0]
    reader = sign_in("facilitator").get(url(cast, section=section)).content.decode()
    assert "<script>alert(1)" not in reader
    visible = html.escape(text.replace("\x00", "").replace("\x1b", ""))
    assert visible.split()[0] in reader


def test_a_choice_that_was_taken_off_the_list_stays_until_somebody_chooses_again(cast, sign_in):
    save(cast, "level-of-control", {"raw": "ward"})
    save(cast, "sources", [{"source": "Grant", "sure": {"raw": "hopeful"}}])
    page = sign_in("editor").get(url(cast)).content.decode()
    assert re.search(r'value="ward" checked', page)
    assert '<option value="hopeful" selected>' in page
    assert "“ward” is not in the list any more." in page


def test_a_closed_intake_refuses_a_save_in_a_sentence(cast, sign_in):
    save(cast)
    Intake.objects.filter(pk=cast.own.intake.pk).update(state="submitted", submitted_at="2026-09-01T12:00Z")
    response = autosave(sign_in("editor"), cast, "problem", 1, value="Late")
    assert response.status_code == 403
    assert response.json()["sentence"].startswith("This intake has been submitted.")
    assert stored("problem").value == "Permits take 61 days."


def test_what_one_person_left_in_the_browser_is_not_saved_as_another(cast, sign_in):
    question = asked(cast.own.intake, "problem")
    response = sign_in("second_editor").post(
        url(cast, "answer_save", question=question.pk), {f"q{question.pk}": "Ana's", "person": cast.editor.pk}
    )
    assert response.status_code == 403
    assert "You are signed in as Marcus Bell now." in response.json()["sentence"]
    assert not Answer.objects.filter(question=question).exists()


def test_nonsense_versions_are_stale_and_not_errors(cast, sign_in):
    save(cast)
    for version in ("-1", "1e9", "", "9" * 40, "١"):
        assert autosave(sign_in("editor"), cast, "problem", version, value="Forged").status_code == 409


# --- The pulse ---


def test_the_pulse_tells_who_is_here_and_what_others_changed(cast, sign_in):
    ana, marcus = sign_in("editor"), sign_in("second_editor")
    ana.get(url(cast))
    marcus.get(url(cast))
    question = asked(cast.own.intake, "yearly-cost")
    autosave(ana, cast, "yearly-cost", value="420,000")
    pulse = marcus.get(url(cast, "intake_pulse"), {"v": f"q{question.pk}:0"}).json()
    assert "Ana is in Money" in pulse["presence"]
    assert "Marcus" not in pulse["presence"]
    [change] = pulse["changes"]
    assert (change["field"], change["version"]) == (f"q{question.pk}", 1)
    assert 'value="420,000"' in change["control"]
    assert change["note"].startswith("Ana changed this, ")
    assert marcus.get(url(cast, "intake_pulse"), {"v": f"q{question.pk}:1,x:y,7"}).json()["changes"] == []
    assert sign_in("viewer").get(url(cast, "intake_pulse"), {"v": f"q{question.pk}:0"}).json()["changes"] == []


def test_the_pulse_tells_when_the_intake_was_closed_meanwhile(cast, sign_in):
    Intake.objects.filter(pk=cast.own.intake.pk).update(state="submitted", submitted_at="2026-09-01T12:00Z")
    assert "submitted" in sign_in("editor").get(url(cast, "intake_pulse")).json()["closed"]


# --- Without a script ---


@pytest.mark.parametrize("name", ["intake", "intake_section"])
def test_a_page_takes_the_same_few_queries_however_much_is_on_it(cast, sign_in, name):
    client = sign_in("editor")
    counts = []
    for version, comments in enumerate((1, 3)):
        for number in range(comments):
            first = write_comment(
                participation=cast.own, page="intake", field="yearly-cost", text=f"{number}", by=cast.facilitator
            )
            write_comment(
                participation=cast.own, page="intake", field="yearly-cost", text="reply", by=cast.mayor, parent=first
            )
        save(cast, "yearly-cost", f"{comments}.00", version=version)
        save(cast, "sources", [{"source": "Grant"}] * comments, version=version)
        client.get(url(cast, name))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(cast, name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 15, "\n".join(query["sql"][:160] for query in queries)
