"""A practice's way into the library and to another city: written by two at once, reviewed, found, adopted."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from resources.library.models import Practice
from tests import factories
from tests.web import web  # noqa: F401

from .people import people  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = (375, 812)
TEXT = "We drew the way of one application on a wall.\n\n# What was hard\n\n- Inspectors’ shifts\n- **Old** software"


def csv(name: str, cell: str) -> dict:
    return {"name": name, "mimeType": "text/csv", "buffer": f"what,amount\nbuses,{cell}\n".encode()}


def test_a_practice_is_written_reviewed_found_and_adopted(web, workers, smtp_sink, people):  # noqa: F811
    workers.start("-B", "-Q", "mail,default", EMAIL_URL=smtp_sink.url, PORTAL_URL=web.url)
    cast = factories.make_cast()
    ana, lorraine, helen, luis = (
        people(user.email, user.name, *size)
        for user, *size in ((cast.editor,), (cast.mayor, PHONE), (cast.facilitator,), (cast.peer, PHONE))
    )
    for person, user in ((ana, cast.editor), (lorraine, cast.mayor), (helen, cast.facilitator), (luis, cast.peer)):
        person.be_signed_in_as(user)

    # Written, with two files chosen at once.
    page = ana.open("/library/")
    page.get_by_role("link", name="Contribute a practice").click()
    page.get_by_label("Title").fill("One clerk for every permit")
    page.get_by_label("Summary").fill("The median time to a permit fell from 71 to 19 days.")
    page.get_by_label("Text", exact=False).first.fill(TEXT)
    page.locator("label", has_text="Permits and licenses").click()
    page.locator("input[type=file]").set_input_files([csv("days.csv", "12"), csv("staff.csv", "3")])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="What was hard")).to_be_visible()
    expect(page.get_by_role("link", name="days.csv")).to_be_visible()
    expect(page.get_by_role("link", name="staff.csv")).to_be_visible()

    # The mayor changes it at the same time: what only one changed stands, what both did is chosen.
    practice = Practice.objects.get()
    address = f"/library/{practice.slug}/edit/"
    hers, his = ana.open(address), lorraine.open(address)
    his.get_by_label("What it costs").fill("$140,000 once")
    his.get_by_label("Summary").fill("Permits take 19 days; they took 71.")
    his.get_by_role("button", name="Save").click()
    expect(his.get_by_text("$140,000 once")).to_be_visible()
    hers.get_by_label("Whom to ask").fill("Ana Reyes")
    hers.get_by_label("Summary").fill("The median time to a permit is 19 days.")
    hers.locator("label", has_text="staff.csv").click()
    hers.get_by_role("button", name="Save").click()
    expect(hers.get_by_role("heading", level=1)).to_have_text("You and Lorraine changed the same part")
    for width in (1280, 320):
        hers.set_viewport_size({"width": width, "height": 900})
        assert Axe().run(hers, options={"resultTypes": ["violations"]}).response["violations"] == []
        assert hers.evaluate("document.documentElement.scrollWidth") <= width
    hers.set_viewport_size({"width": 1280, "height": 900})
    hers.get_by_role("button", name="Use the other one").click()
    expect(hers.get_by_text("Permits take 19 days; they took 71.")).to_be_visible()
    practice.refresh_from_db()
    assert (practice.cost, practice.contact) == ("$140,000 once", "Ana Reyes")
    assert [file.name for file in practice.files.all()] == ["days.csv"]

    # Handed in, returned, handed in again, published; each side is told by mail.
    hers.get_by_role("button", name="Hand it in").click()
    mail = helen.mail("waits for your review")
    review = helen.open(re.search(r"/library/\S+", mail.text)[0])
    review.get_by_label("A note to the author").fill("Say who counted.")
    review.get_by_role("button", name="Return it").click()
    hers = ana.open(re.search(r"/library/\S+", ana.mail("look at again").text)[0])
    expect(hers.get_by_text("Say who counted.")).to_be_visible()
    hers.get_by_role("link", name="Change it").click()
    hers.get_by_label("How you know that it worked").fill("The state auditor counted.")
    hers.get_by_role("button", name="Save").click()
    hers.get_by_role("button", name="Hand it in").click()
    review = helen.open("/library/")
    expect(review.get_by_text("Waits for your review")).to_be_visible()
    review.get_by_role("link", name="One clerk for every permit").click()
    review.get_by_role("button", name="Publish").click()
    assert "is in the library" in ana.mail("is in the library").subject

    # Found with a typo on a phone, and adopted.
    phone = luis.open("/library/")
    phone.get_by_role("searchbox").fill("pirmits clrek")
    phone.get_by_role("button", name="Search").click()
    phone.get_by_role("link", name="One clerk for every permit").click()
    phone.get_by_label(re.compile("Does Stockton do this too")).fill("Since May, for homes")
    phone.get_by_role("button", name="We do this too").click()
    expect(phone.get_by_role("heading", name="Adopted by 1 city")).to_be_visible()
    expect(phone.get_by_text("Since May, for homes")).to_be_visible()
