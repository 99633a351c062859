"""Every mail of an intake's way: it is plain, whole, and says the same as text and as HTML."""

import html
import re
from datetime import UTC, date, datetime

import pytest
import time_machine

from cohorts.institutes.models import Participation, TeamMember
from cohorts.intake import assignments, decisions, signing, tasks
from cohorts.intake.answers import save_answer
from cohorts.intake.models import Answer, Intake, Section
from isc_portal.mail.models import Message
from tests.factories import fill_intake

COMMENT = "First line & more.\n\nSecond line with a <tag>."


def intake_of(cast):
    return Intake.objects.get(pk=cast.own.intake.pk)


def sign_and_submit(cast):
    intake = intake_of(cast)
    signing.sign(intake=intake, by=cast.mayor, name="Lorraine Whitcomb", seen=signing.answers_hash(intake))
    signing.submit(intake=intake, by=cast.editor)
    return intake_of(cast)


def section(cast, key):
    return Section.objects.get(questionnaire=cast.own.intake.questionnaire_id, key=key)


def everything_happens(cast):
    """Take Dayton's intake through each step that writes a mail; no other city's is due."""
    Participation.objects.exclude(pk=cast.own.pk).update(intake_due_on=date(2099, 1, 1))
    with time_machine.travel(datetime(2026, 8, 20, 15, tzinfo=UTC), tick=False):
        Participation.objects.update(created_at=datetime(2026, 7, 1, tzinfo=UTC))
        TeamMember.objects.update(joined_at=datetime(2026, 7, 1, tzinfo=UTC))
        member = TeamMember.objects.get(user=cast.editor)
        assignments.assign(
            intake=cast.own.intake,
            section=section(cast, "money"),
            member=member,
            due_on=date(2026, 9, 10),
            by=cast.mayor,
        )
    for day in (8, 11, 16, 20):
        with time_machine.travel(datetime(2026, 9, day, 15, tzinfo=UTC), tick=False):
            tasks.send_reminders()
    fill_intake(cast.own, cast.editor)
    intake = intake_of(cast)
    signing.sign(intake=intake, by=cast.mayor, name="Lorraine Whitcomb", seen=signing.answers_hash(intake))
    title = Answer.objects.get(intake=intake, question__key="title")
    save_answer(intake=intake, question=title.question, value="Another", version=title.version, by=cast.editor)
    by = {"by": cast.facilitator, "comment": COMMENT}
    decisions.return_sections(intake=sign_and_submit(cast), sections=[section(cast, "money")], **by)
    signing.submit(intake=intake_of(cast), by=cast.editor)
    decisions.waitlist(intake=intake_of(cast), **by)
    decisions.decline(intake=intake_of(cast), **by)
    decisions.reopen(intake=intake_of(cast), **by)
    decisions.accept(intake=intake_of(cast), **by)
    decisions.withdraw(intake=intake_of(cast), **by)


SUBJECTS = [
    "Money is yours to look after, by Thu, Sep 10",
    "Money is due Thu, Sep 10",
    "Money was due Thu, Sep 10",
    "Dayton’s intake is due Fri, Sep 18",
    "Dayton’s intake was due Fri, Sep 18",
    "Dayton’s intake is signed",
    "An answer changed: Dayton’s intake needs your signature again",
    "Dayton, OH has submitted its intake",
    "Dayton’s intake has been submitted",
    "Dayton’s intake: one section to look at again",
    "Dayton is on the waitlist of the Fall 2026 cohort",
    "Dayton and the Fall 2026 cohort",
    "Dayton is back in the Fall 2026 cohort",
    "Dayton is in the Fall 2026 cohort",
    "Dayton, OH has withdrawn from the Fall 2026 cohort",
]


def words(text: str) -> str:
    return " ".join(text.split())


def words_of_html(page: str) -> str:
    page = re.sub(r"<(head|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return words(html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def mails(cast):
    everything_happens(cast)
    return list(Message.objects.select_related("recipient"))


def test_each_step_has_its_mail_and_each_mail_is_whole(cast, mails):
    assert {mail.subject for mail in mails} == set(SUBJECTS)
    for mail in mails:
        assert mail.state != "failed", mail.error
        text, page = words(mail.text), words_of_html(mail.html)
        for body in (text, page):
            assert f"Hello {mail.recipient.get_short_name()}," in body
            assert "{{" not in body
            assert "{%" not in body
            assert "None" not in body
            assert "Dayton" in body
            assert "Mayors Leadership Institute on Smart Cities" in body
        assert re.search(r"http\S+/(cities|cohorts)/fall-2026/\S*", mail.text)
        assert re.search(r'href="http[^"]+/(cities|cohorts)/fall-2026/[^"]*"', mail.html)


def test_text_and_html_say_the_same(cast, mails):
    for mail in mails:
        page = words_of_html(mail.html)
        for paragraph in mail.text.split("\n-- \n")[0].split("\n\n"):
            for line in paragraph.splitlines():
                line = words(line.lstrip("- "))
                if line and not line.startswith("http") and not line.endswith(":"):
                    assert line in page, (mail.subject, line)


def test_a_comment_stays_text_in_both(cast, mails):
    commented = [mail for mail in mails if "Second line" in mail.text]
    assert len({mail.subject for mail in commented}) == 6
    for mail in commented:
        assert COMMENT in mail.text
        assert "<tag>" not in mail.html
        assert "&lt;tag&gt;" in mail.html


def test_nobody_outside_the_city_and_its_facilitators_is_told(cast, mails):
    told = {mail.recipient for mail in mails}
    assert told == {cast.mayor, cast.editor, cast.second_editor, cast.facilitator}
