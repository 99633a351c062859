"""Checking, signing, reviewing, comparing and editing in a real Chromium: axe, every width, and saving by itself."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cohorts.intake import decisions
from cohorts.intake.answers import save_answer
from cohorts.intake.models import Answer, Criterion, Intake, Review, Score, Section
from cohorts.intake.reviews import save_review
from cohorts.teamwork.history import changes_of
from tests.cleared import clear_cache
from tests.factories import fill_intake, make_city, make_facilitator, make_member, make_participation

from ..accounts.test_pages_in_browser import look
from .flows import submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(cast):
    """Dayton's intake filled, amended and unsigned; Stockton's returned; Akron's under review with another's score."""
    clear_cache()
    fill_intake(cast.own, cast.editor, focus_question=None)
    problem = Answer.objects.get(intake=cast.own.intake, question__key="problem")
    save_answer(
        intake=cast.own.intake, question=problem.question, value="Permits are late.", version=1, by=cast.second_editor
    )
    returned = submitted(cast.neighbor, cast.peer, make_member(cast.neighbor, "mayor", "Pedro Alvarez"))
    decisions.return_sections(
        intake=returned,
        sections=Section.objects.filter(questionnaire=returned.questionnaire, key="money"),
        comment="Where does the yearly cost come from?",
        by=cast.facilitator,
    )
    akron = make_participation(cast.cohort, make_city("Akron"))
    intake = submitted(akron, make_member(akron, "editor"), make_member(akron, "mayor", "Ann Smith"))
    points = {one.pk: 3 for one in Criterion.objects.filter(questionnaire=intake.questionnaire)}
    save_review(intake=intake, by=make_facilitator(cast.cohort, "Omar Said"), notes="Good.", points=points, version=0)
    cast.akron = akron
    return cast


def city(cast, name, participation=None, **more):
    return reverse(f"cohorts:{name}", kwargs={**(participation or cast.own).url_kwargs, **more})


def cohort(cast, name, which="cohort", **more):
    return reverse(f"cohorts:{name}", kwargs={"cohort": getattr(cast, which).slug, **more})


@pytest.mark.parametrize("persona", ["editor", "mayor", "peer", "facilitator", "administrator"])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(busy, sign_in, page, live_server, persona):
    restore = next(change.restore_url for change in changes_of(busy.own) if change.restore_url)
    pages = {
        "editor": [
            city(busy, "intake_check"), city(busy, "intake_assign", section="money"), city(busy, "history"),
            restore, city(busy, "intake_timeline"),
        ],
        "mayor": [city(busy, "intake_check"), city(busy, "intake_withdraw")],
        "peer": [city(busy, name, busy.neighbor) for name in ("intake_check", "intake_timeline")],
        "facilitator": [
            cohort(busy, "review_queue"), city(busy, "review", busy.akron), city(busy, "review"),
            cohort(busy, "compare"), cohort(busy, "compare") + "?city=dayton-oh&city=akron-oh&city=stockton-ca",
        ],
        "administrator": [
            cohort(busy, "questionnaire"), cohort(busy, "questionnaire", "other_cohort"),
            cohort(busy, "question_edit", "other_cohort", question="sources"),
            cohort(busy, "question_edit", question="sources"),
            cohort(busy, "question_new", "other_cohort", section="money"),
            cohort(busy, "section_edit", section="money"), cohort(busy, "rubric_edit", "other_cohort"),
            cohort(busy, "question_remove", "other_cohort", question="trust"),
            cohort(busy, "questionnaire_preview"),
        ],
    }  # fmt: skip
    client = sign_in(persona)
    for path in pages[persona]:
        assert look(page, live_server, path, client=client) == []


def enter(page, live_server, client, path):
    for cookie in client.cookies.values():
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto(live_server.url + path)


def test_a_review_is_saved_while_it_is_written(busy, sign_in, page, live_server):
    enter(page, live_server, sign_in("facilitator"), city(busy, "review", busy.akron))
    state = page.locator("#review-state")
    expect(state).to_contain_text("Omar Said has scored")
    page.get_by_label("Screening notes").fill("Read in one go.")
    expect(state).to_contain_text("Saved")
    for group in page.locator("fieldset.points").all():
        group.locator("label").nth(4).click()
    expect(state).to_contain_text("100 percent")
    expect(state).to_contain_text("Omar Said, 75 percent")
    page.wait_for_load_state("networkidle")
    review = Review.objects.get(reviewer=busy.facilitator)
    assert (review.notes, Score.objects.filter(review=review, points=4).count()) == ("Read in one go.", 6)


def test_a_second_window_is_told_and_keeps_what_was_typed(busy, sign_in, page, live_server):
    client = sign_in("facilitator")
    enter(page, live_server, client, city(busy, "review", busy.akron))
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("Screening notes").fill("From the first window.")
    expect(page.locator("#review-state")).to_contain_text("Saved")
    other.get_by_label("Screening notes").fill("From the second window.")
    expect(other.locator("#review-state")).to_contain_text("you saved from another window")
    expect(other.locator("#review-state")).to_contain_text("From the first window.")
    expect(other.get_by_label("Screening notes")).to_have_value("From the second window.")
    other.get_by_role("button", name="Save your review").click()
    expect(other.locator("#review-state")).to_contain_text("Saved")
    other.wait_for_load_state("networkidle")
    assert Review.objects.get(reviewer=busy.facilitator).notes == "From the second window."


def test_the_mayor_signs_with_the_keyboard(busy, sign_in, page, live_server):
    fill_intake(busy.own, busy.editor)
    enter(page, live_server, sign_in("mayor"), city(busy, "intake_check"))
    page.get_by_role("link", name="Go to the signature").press("Enter")
    page.get_by_label("Type your full name to sign").press_sequentially("Lorraine Whitcomb")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed. The intake can be submitted now.")).to_be_visible()
    page.get_by_role("button", name="Submit the intake").press("Enter")
    expect(page.get_by_text("Submitted. The facilitators have been told")).to_be_visible()
    assert Intake.objects.get(pk=busy.own.intake.pk).state == "submitted"


def test_what_keeps_from_signing_leads_to_its_field(busy, sign_in, page, live_server):
    enter(page, live_server, sign_in("editor"), city(busy, "intake_check"))
    page.get_by_role("link", name="What is the one question you want the clinic to answer?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The initiative")
    field = page.locator(page.url.split("#")[1].join(["#", ""]))
    expect(field).to_be_in_viewport()


def test_a_section_moves_up_with_the_keyboard(busy, sign_in, page, live_server):
    enter(page, live_server, sign_in("administrator"), cohort(busy, "questionnaire", "other_cohort"))
    page.get_by_role("button", name="Move up: Money").press("Enter")
    page.wait_for_url("**#section-money")
    titles = page.locator("main section h2").all_inner_texts()
    assert titles.index("Money") == titles.index("Technology and data") - 1
