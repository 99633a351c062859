"""One city's whole way, from the invitation mail to a superseded blueprint: real server, workers, mail and browser."""

import re

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from cohorts.intake.models import Answer, Intake, Question, QuestionKind, Section
from cohorts.inviting.services import Invitee, invite_city
from cohorts.places.services import save_mayor
from cohorts.teamwork import kinds
from isc_portal.documents.models import Document
from tests import factories
from tests.documents.reading import findings, words_of
from tests.sample_answers import ANSWERS
from tests.signing_in import give_authenticator_app
from tests.sink import wait_until
from tests.web import web  # noqa: F401

from .people import Person, people  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"^\s*Saved \d{1,2}:\d\d [AP]M\s*$")
KEPT = re.compile(r"^\s*Kept on this computer \d{1,2}:\d\d [AP]M\s*$")
MAYOR, ANA, MARCUS = "lorraine@dayton.example.org", "ana@dayton.example.org", "marcus@dayton.example.org"


def tick(group, value: str) -> None:
    """Press the label of a choice: that is what a person sees."""
    field = group.locator(f'input[value="{value}"]').get_attribute("id")
    group.locator(f'label[for="{field}"]').click()


def fill(page: Page, question: Question, value) -> None:
    """Answer a question as a person does: by its label, in the words one would type."""
    group = page.locator(f"#q{question.pk}")
    match question.kind:
        case QuestionKind.TABLE:
            columns = kinds.columns(question)
            for number, row in enumerate(value, 1):
                if not group.get_by_label(f"{columns[0].label}, row {number}", exact=True).count():
                    group.get_by_role("button", name="Add a row").click()
                for column in columns:
                    if column.key in row:
                        cell = group.get_by_label(f"{column.label}, row {number}", exact=True)
                        if column.kind in ("one of", "yes/no"):
                            cell.select_option(row[column.key])
                        else:
                            cell.fill(kinds.fill(column, row[column.key]))
            page.keyboard.press("Tab")
        case QuestionKind.ONE_OF | QuestionKind.YES_NO:
            if group.get_by_role("combobox").count():
                group.get_by_role("combobox").select_option(value)
            else:
                tick(group, value)
        case QuestionKind.SEVERAL_OF:
            for one in value:
                tick(group, one)
        case _:
            group.get_by_role("textbox").fill(kinds.fill(question, value))
            page.keyboard.press("Tab")
    stored = Answer.objects.filter(question=question)
    wait_until(lambda: stored.filter(value=value).exists(), f"“{question.label}” to be saved")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)


def city_page(participation, name: str, **more) -> str:
    return reverse(f"cohorts:{name}", kwargs={**participation.url_kwargs, **more})


def test_from_the_invitation_to_a_superseded_blueprint(web, workers, smtp_sink, people, tmp_path):  # noqa: F811
    workers.start("-B", "-Q", "mail,default,documents,imports", EMAIL_URL=smtp_sink.url, PORTAL_URL=web.url)
    cohort = factories.make_cohort("Fall 2026", intake_due_on=None)
    administrator = factories.make_user("Ruth Adler", is_administrator=True)
    helen = factories.make_facilitator(cohort, "Helen Osei")
    secret = generate_totp_secret()
    give_authenticator_app(helen, secret)

    # The invitation, and signing in with a mailed code.
    team = [
        Invitee(email=MAYOR, name="Lorraine Whitcomb", role="mayor"),
        Invitee(email=ANA, name="Ana Reyes", role="editor"),
        Invitee(email=MARCUS, name="Marcus Bell", role="editor"),
    ]
    city = factories.make_city("Dayton", "OH")
    own = invite_city(cohort=cohort, city=city, mayor_name="Lorraine Whitcomb", invitees=team, by=administrator)
    ana, marcus = people(ANA, "Ana Reyes"), people(MARCUS, "Marcus Bell")
    mayor, facilitator = people(MAYOR, "Lorraine Whitcomb"), people(helen.email, "Helen Osei")
    for person in (ana, marcus, mayor):
        person.accept_invitation()
    ana.sign_out()
    ana.sign_in()
    ana.open("/home/")
    expect(ana.page.get_by_role("heading", level=1)).to_contain_text("Ana")

    # The whole intake, by its labels; the server is killed while Ana types in Money.
    for section in Section.objects.filter(questionnaire=own.intake.questionnaire):
        ana.open(city_page(own, "intake_section", section=section.key))
        for question in section.questions.all():
            if question.key not in ANSWERS:
                continue
            if question.key == "tried-to-pay":
                web.kill()
                ana.page.locator(f"#q{question.pk}").get_by_role("textbox").fill(ANSWERS[question.key])
                expect(ana.page.locator("[data-saved]")).to_have_text(KEPT, timeout=15_000)
                web.start()
                expect(ana.page.locator("[data-saved]")).to_have_text(SAVED, timeout=45_000)
                continue
            fill(ana.page, question, ANSWERS[question.key])
    wait_until(lambda: answers_of(own) == ANSWERS, "every answer to be stored as it was typed", seconds=15)

    # Two editors on one answer: both texts are kept, and one of the two chooses.
    trust = Question.objects.get(section__questionnaire=own.intake.questionnaire, key="trust")
    residents = city_page(own, "intake_section", section="residents")
    ana.open(residents)
    marcus.open(residents)
    fill(ana.page, trust, "People remember the counter that closed, Ana writes.")
    field = marcus.page.locator(f"#q{trust.pk}")
    field.get_by_role("textbox").fill("Estimated bills, Marcus writes.")
    marcus.page.keyboard.press("Tab")
    choose = field.get_by_role("button", name="Choose between the two texts")
    expect(choose).to_be_visible(timeout=15_000)
    assert Answer.objects.get(question=trust).value == "People remember the counter that closed, Ana writes."
    choose.click()
    both = marcus.page.get_by_label("Or write one text from both")
    expect(both).to_have_value(re.compile("Estimated bills.*the counter that closed.*Marcus.*Ana", re.DOTALL))
    both.fill("People remember the counter that closed, and estimated bills.")
    marcus.page.get_by_role("button", name="Use this text", exact=True).last.click()
    expect(field.get_by_role("textbox")).to_have_value("People remember the counter that closed, and estimated bills.")
    ana.open(city_page(own, "history"))
    for text in ("Ana writes", "Marcus writes"):
        expect(ana.page.get_by_text(text).first).to_be_visible()

    # The mayor signs, Ana submits.
    sign_and_submit(own, mayor, ana)

    # The facilitator passes the second step and returns one section.
    facilitator.sign_in()
    facilitator.pass_second_step(secret)
    decide(facilitator, own, "return", sections=["Money"], comment="Which part of the yearly cost is staff?")
    assert state(own) == "returned"
    assert "Which part of the yearly cost is staff?" in ana.mail("look at again").text

    # Only the returned section is open; it is amended, signed and submitted again, and accepted.
    ana.open(residents)
    expect(ana.page.locator(f"#q{trust.pk}").get_by_role("textbox")).to_have_count(0)
    ana.open(city_page(own, "intake_section", section="money"))
    yearly = Question.objects.get(section__questionnaire=own.intake.questionnaire, key="yearly-cost")
    fill(ana.page, yearly, "430000.00")
    sign_and_submit(own, mayor, ana)
    decide(facilitator, own, "accept", comment="Welcome.")
    assert state(own) == "accepted"
    assert ana.mail("in the").subject

    # The blueprint: asked for, its progress seen, downloaded, read back, and judged by the checkers.
    blueprint = reverse("documents:kind", args=["blueprint", own.pk])
    pdf, first = make_blueprint(ana, blueprint, tmp_path, version=1)
    words = words_of(pdf)
    for key in ("title", "desired-result", "focus-question", "tried-already", "statement", "skills-gap"):
        assert " ".join(ANSWERS[key].split()) in words, key
    assert "$430,000" in words
    assert ANSWERS["confidential"] not in words
    assert findings(pdf, tmp_path) == []

    # The mayor approves; the check of the copy says current, and superseded once a newer version is approved.
    approve(ana, mayor, blueprint)
    check = reverse("documents:verify", args=[first.code])
    stranger = people("stranger@example.org", "Stranger")
    stranger.open(check)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("This copy is current")
    own.refresh_from_db()
    save_mayor(city=city, mayor=own.mayor, name="Lorraine Whitcomb-Diaz", term_start=None, term_end=None)
    make_blueprint(ana, blueprint, tmp_path, version=2)
    approve(ana, mayor, blueprint)
    stranger.open(check)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("This copy is superseded")


def answers_of(participation) -> dict:
    """What is stored, of the questions that were asked here; what public records filled in besides is left out."""
    answers = Answer.objects.filter(intake=participation.intake, question__key__in=ANSWERS, value__isnull=False)
    return dict(answers.values_list("question__key", "value"))


def state(participation) -> str:
    return Intake.objects.get(participation=participation).state


def sign_and_submit(participation, mayor: Person, editor: Person) -> None:
    mayor.open(city_page(participation, "intake_check"))
    mayor.page.get_by_label("Type your full name to sign").fill("Lorraine Whitcomb")
    mayor.page.get_by_role("button", name="Sign the answers").click()
    expect(mayor.page.get_by_text("Signed by").first).to_be_visible()
    editor.open(city_page(participation, "intake_check"))
    editor.page.get_by_role("button", name="Submit the intake").click()
    wait_until(lambda: state(participation) == "submitted", "the intake to be submitted")


def decide(person: Person, participation, decision: str, *, sections: list[str] = [], comment: str = "") -> None:  # noqa: B006
    page = person.open(reverse("cohorts:review", kwargs=participation.url_kwargs))
    page.locator(f"label[for=decision-{decision}]").click()
    for title in sections:
        page.locator("#decide").get_by_text(title, exact=True).click()
    page.locator("#decide").get_by_label("Comment to the city").fill(comment)
    page.get_by_role("button", name="Decide and tell the city").click()
    wait_until(lambda: state(participation) != "submitted", "the decision to be stored")


def make_blueprint(editor: Person, path: str, folder, *, version: int) -> tuple[bytes, Document]:
    """Ask for a version, see that it is being made, and download it when the page says it is ready."""
    page = editor.open(path)
    page.get_by_role("button", name=re.compile("Make (the first|a new) version")).click()
    expect(
        page.get_by_text(re.compile(r"version(?: \d+)? is being made|Making version", re.IGNORECASE)).first
    ).to_be_visible()
    download = page.get_by_role("link", name=re.compile("Download PDF"))
    expect(page.get_by_role("heading", name=f"Version {version}", exact=True)).to_be_visible(timeout=120_000)
    expect(download).to_be_visible()
    with page.expect_download() as got:
        download.click()
    target = folder / f"blueprint-{version}.pdf"
    got.value.save_as(target)
    return target.read_bytes(), Document.objects.get(kind="blueprint", version=version, job_state="ready")


def approve(editor: Person, mayor: Person, path: str) -> None:
    """The editor sends the newest version to the mayor, who reads and approves it; its cover is made anew."""
    before = timezone.now()
    editor.open(path).get_by_role("button", name=re.compile("to the mayor for review")).click()
    expect(editor.page.get_by_role("button", name=re.compile("to the mayor for review"))).to_have_count(0)
    mayor.open(path).get_by_role("link", name=re.compile("Read and approve")).click()
    mayor.page.get_by_role("main").get_by_role("button", name=re.compile("Approve")).click()
    wait_until(lambda: Document.objects.filter(status="approved", approved_at__gt=before).exists(), "the approval")
    wait_until(lambda: not Document.objects.under_way().exists(), "the approved version to be made", seconds=90)
