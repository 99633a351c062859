"""An expert confirms an entry from the mail without signing in; corrects the next time; an administrator sees it."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from resources.assurance.tasks import ask_experts
from resources.directory.models import ContactPoint, Expert
from tests import factories
from tests.web import web  # noqa: F401

from .people import people  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

JUDITH = "judith.kessler@example.org"
PHONE = (375, 812)


def link_in(mail) -> str:
    """The path of the link in a mail, from its plain text."""
    return re.search(r"/directory/check/\S+", mail.text)[0]


def test_the_expert_confirms_from_the_mail_without_signing_in(web, workers, smtp_sink, people):  # noqa: F811
    workers.start("-B", "-Q", "mail,default", EMAIL_URL=smtp_sink.url, PORTAL_URL=web.url)
    ruth = factories.make_user("Ruth Adler", is_administrator=True)
    entry = Expert.objects.create(
        name="Judith Kessler", role_title="Professor", email=JUDITH, next_check=date(2020, 1, 1), topics=["permitting"]
    )
    ContactPoint.objects.create(expert=entry, kind="phone", value="+19375550134")
    judith, office = people(JUDITH, "Judith Kessler", PHONE), people(ruth.email, "Ruth Adler")

    # The mail, the page behind it, and one button.
    ask_experts()
    first = link_in(judith.mail("is your entry in the directory still right"))
    page = judith.open(first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this still right?")
    expect(page.get_by_text("Professor", exact=True)).to_be_visible()
    expect(page.get_by_text("(937) 555-0134, not shown to others")).to_be_visible()
    page.reload()
    entry.refresh_from_db()
    assert entry.assured_date is None, "looking changed something"
    page.get_by_role("button", name="Yes, this is right").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    entry.refresh_from_db()
    assert entry.assurer == "Judith Kessler" and entry.next_check > timezone.now().date() + timedelta(days=150)
    assert "sessionid" not in {cookie["name"] for cookie in page.context.cookies()}

    # Half a year later: hidden meanwhile, corrected on the spot, and found again.
    Expert.objects.filter(pk=entry.pk).update(next_check=date(2020, 1, 1), unanswered=2)
    ask_experts()
    page = judith.open(link_in(judith.mail("is hidden")))
    expect(page.get_by_text("No search shows your entry at this time")).to_be_visible()
    page.get_by_role("link", name="Correct it below").click()
    page.get_by_label("Role").fill("Dean")
    page.get_by_label("Address or number").first.fill("not a number")
    page.get_by_role("button", name="Save the corrections").click()
    expect(page.get_by_text("Write a phone number, like (937) 555-0134.")).to_be_visible()
    expect(page.get_by_label("Role")).to_have_value("Dean")
    page.get_by_label("Address or number").first.fill("(937) 555-0199")
    page.locator("label", has_text="Show it to everybody who is signed in").first.click()
    page.get_by_role("button", name="Save the corrections").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    entry.refresh_from_db()
    assert entry.role_title == "Dean" and entry.unanswered == 0 and not entry.is_hidden
    assert entry.contact_points.get().value == "+19375550199" and entry.contact_points.get().consented

    # The first link again: of no use, and a new one is sent.
    page = judith.open(first)
    page.get_by_role("button", name="Send me a new link").click()
    expect(page.get_by_text("A new mail is on its way")).to_be_visible()
    page = judith.open(link_in(judith.mail("is your entry in the directory still right")))

    # The administrator sees what changed, and how the directory stands.
    office.be_signed_in_as(ruth)
    desk = office.open("/directory/health/")
    expect(desk.get_by_text("1 of 1 entries (100 percent)")).to_be_visible()
    desk.get_by_role("link", name="What experts changed").click()
    expect(desk.get_by_text("by the link in a mail").first).to_be_visible()
    expect(desk.locator(".diff").filter(has_text="Dean").first).to_be_visible()

    # And the expert would rather not be listed.
    judith.open(link_in(judith.sink.to(JUDITH)[-1]))
    judith.page.get_by_role("button", name="Take me off the directory").click()
    expect(judith.page.get_by_role("heading", level=1)).to_have_text("The entry is off the directory")
    entry.refresh_from_db()
    assert entry.status == "archived"
