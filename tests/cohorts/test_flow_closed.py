"""A closed cohort: everything is read, nothing is changed, nobody is reminded."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from cohorts.institutes.models import Cohort, TeamMember
from cohorts.intake import assignments, decisions, editing, reminders, signing
from cohorts.intake.models import Intake, Question, Section
from cohorts.intake.reviews import save_review
from cohorts.intake.timeline import Refused
from isc_portal.mail.models import Message

from .flows import submitted

CLOSED = "The Fall 2026 cohort is closed"


@pytest.fixture
def intake(cast):
    """Dayton's submitted intake in a cohort that was closed over it."""
    found = submitted(cast.own, cast.editor, cast.mayor)
    Message.objects.all().delete()
    Cohort.objects.filter(pk=cast.cohort.pk).update(status="closed")
    return Intake.objects.get(pk=found.pk)


def test_no_step_is_taken(cast, intake):
    section = Section.objects.get(questionnaire=intake.questionnaire_id, key="money")
    question = Question.objects.get(section=section, key="sources")
    member = TeamMember.objects.get(user=cast.editor)
    for act in (
        lambda: decisions.accept(intake=intake, by=cast.facilitator),
        lambda: decisions.decline(intake=intake, by=cast.facilitator, comment="No."),
        lambda: decisions.return_sections(intake=intake, sections=[section], comment="No.", by=cast.facilitator),
        lambda: decisions.withdraw(intake=intake, by=cast.mayor),
        lambda: signing.submit(intake=intake, by=cast.editor),
        lambda: signing.sign(intake=intake, by=cast.mayor, name="x", seen=signing.answers_hash(intake)),
        lambda: assignments.assign(intake=intake, section=section, member=member, by=cast.mayor),
        lambda: save_review(intake=intake, by=cast.facilitator, notes="x", points={}, version=0),
        lambda: editing.edit_question(
            question=question, fields={"label": "x"}, seen=editing.fingerprint(question, editing.EDITABLE)
        ),
    ):
        with pytest.raises(Refused, match=CLOSED):
            act()
    assert Intake.objects.get(pk=intake.pk).state == "submitted"
    assert not Message.objects.exists()


def test_nobody_is_reminded(cast):
    Cohort.objects.update(status="closed")
    with time_machine.travel(datetime(2026, 10, 1, 15, tzinfo=UTC), tick=False):
        assert reminders.send_reminders() == 0


@pytest.mark.parametrize("persona", ["mayor", "editor", "viewer", "facilitator", "administrator"])
def test_everything_is_still_read(cast, sign_in, intake, persona):
    client = sign_in(persona)
    for name in ("intake_check", "intake_timeline", "history"):
        assert client.get(reverse(f"cohorts:{name}", kwargs=cast.own.url_kwargs)).status_code == 200
    if persona in ("facilitator", "administrator"):
        body = client.get(reverse("cohorts:review", kwargs=cast.own.url_kwargs)).content.decode()
        assert "The cohort is closed" in body
        assert "Decide and tell the city" not in body
