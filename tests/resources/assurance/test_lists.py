"""The administrators' pages: health, who is silent, what experts changed, what readers reported."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from isc_portal.accounts.models import Invitation
from isc_portal.mail.models import Message
from resources.assurance import asking, services
from resources.assurance.models import OutdatedReport
from resources.assurance.standing import health, standings
from resources.directory.models import ContactPoint, Expert
from tests.accounts.mailbox import mails_to, newest_mail

from .conftest import CORRECTED, JUDITH, link_in

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7|add:7 }} \' OR 1=1'


@pytest.fixture
def own_entry(cast):
    """The entry of the cast's expert, as its page sends it back."""
    return cast.expert.expert


def of_own(**changed) -> dict[str, str]:
    given = {name: value for name, value in CORRECTED.items() if name != "act"}
    return {**given, "name": "Denise Fuller", **changed}


# --- The entry's own page ---


def test_the_page_tells_calmly_who_assured_the_entry(judith, sign_in):
    address = f"/directory/{judith.pk}/"
    assert "Nobody has assured this entry yet." in sign_in("outsider").get(address).content.decode()
    Expert.objects.filter(pk=judith.pk).update(assured_date="2026-05-12", assurer="Renata Solis")
    page = sign_in("outsider").get(address).content.decode()
    assert "Assured May 12, 2026, by Renata Solis." in page and "Report it as outdated" in page
    assert "Still right" not in page and "Ask again" not in page


def test_a_hidden_entry_says_so_to_whoever_opens_it(judith, sign_in):
    Expert.objects.filter(pk=judith.pk).update(unanswered=2)
    for persona in ("outsider", "administrator"):
        page = sign_in(persona).get(f"/directory/{judith.pk}/").content.decode()
        assert "Perhaps not right any more" in page and "no search shows it" in page
    assert "Judith Kessler" not in sign_in("outsider").get("/directory/?q=kessler").content.decode()


def test_the_expert_confirms_from_the_own_page(own_entry, sign_in):
    Expert.objects.filter(pk=own_entry.pk).update(unanswered=2, asked_at=timezone.now())
    client = sign_in("expert")
    assert "Still right" in client.get(f"/directory/{own_entry.pk}/").content.decode()
    page = client.post(f"/directory/{own_entry.pk}/still-right/", follow=True).content.decode()
    assert "is marked as right, by Denise Fuller" in page and "Perhaps not right" not in page
    own_entry.refresh_from_db()
    assert own_entry.assured_date and own_entry.assurer == "Denise Fuller"
    assert own_entry.unanswered == 0 and own_entry.asked_at is None


def test_saving_counts_as_assurance_for_the_expert_and_not_for_an_administrator(own_entry, judith, sign_in):
    sign_in("expert").post(f"/directory/{own_entry.pk}/edit/", of_own(role_title="Director"))
    own_entry.refresh_from_db()
    assert own_entry.role_title == "Director" and own_entry.assurer == "Denise Fuller" and own_entry.next_check
    sign_in("administrator").post(f"/directory/{judith.pk}/edit/", of_own(name="Judith Kessler"))
    judith.refresh_from_db()
    assert judith.role_title == "Dean" and judith.assured_date is None


def test_an_administrator_invites_the_expert_from_the_page(judith, own_entry, sign_in):
    client, address = sign_in("administrator"), f"/directory/{judith.pk}/owner/"
    assert "Invite the expert to keep this entry" in client.get(f"/directory/{judith.pk}/").content.decode()
    assert JUDITH in client.get(address).content.decode()
    assert client.post(address, {"email": "nobody"}).status_code == 422 and not Invitation.objects.exists()
    page = client.post(address, {"email": JUDITH, "message": "Please do."}, follow=True).content.decode()
    assert "is invited to keep this entry" in page and "Please do." in newest_mail(JUDITH).text
    assert Invitation.objects.get().subject == judith
    kept = client.post(f"/directory/{own_entry.pk}/owner/", {"email": "x@example.org"})
    assert kept.status_code == 422 and "keeps it already" in kept.content.decode() and Invitation.objects.count() == 1


# --- The list of checks ---


def test_the_list_shows_who_is_silent_and_the_buttons_work(cast, judith, sign_in):
    client = sign_in("administrator")
    for status, unanswered, tab in (("active", 1, "unanswered"), ("active", 2, "hidden"), ("archived", 3, "silent")):
        Expert.objects.filter(pk=judith.pk).update(status=status, unanswered=unanswered)
        page = client.get(f"/directory/checks/?show={tab}").content.decode()
        assert "Judith Kessler" in page and JUDITH in page
    back = {"next": "/directory/checks/?show=silent"}
    page = client.post(f"/directory/{judith.pk}/ask-again/", back, follow=True)
    assert "A mail to Judith Kessler is on its way" in page.content.decode() and len(mails_to(JUDITH)) == 1
    assert page.redirect_chain[0][0] == "/directory/checks/?show=silent"
    client.post(f"/directory/{judith.pk}/restore/", {"next": "https://evil.example.org/"})
    judith.refresh_from_db()
    assert (judith.status, judith.unanswered, judith.assured_date) == ("active", 0, None)
    client.post(f"/directory/{judith.pk}/still-right/", back)
    judith.refresh_from_db()
    assert judith.assurer == "Ruth Adler" and judith.assured_date
    client.post(f"/directory/{judith.pk}/archive/", back)
    judith.refresh_from_db()
    assert judith.status == "archived" and not judith.is_hidden
    refused = client.post(f"/directory/{judith.pk}/ask-again/", back, follow=True).content.decode()
    assert "is archived. Restore the entry first." in refused and len(mails_to(JUDITH)) == 1


def test_a_button_leads_nowhere_else(judith, sign_in):
    answer = sign_in("administrator").post(f"/directory/{judith.pk}/archive/", {"next": "https://evil.example.org/"})
    assert answer["Location"] == "/directory/checks/"


@pytest.mark.parametrize("query", ["?show=nothing", "?kind=<b>", "?show=hidden&kind=expert&page=x", "?page=99"])
def test_an_address_that_was_changed_by_hand_shows_a_list(judith, sign_in, query):
    page = sign_in("administrator").get(f"/directory/checks/{query}")
    assert page.status_code == 200 and "<b>:" not in page.content.decode()


# --- Health ---


def test_the_health_counts_each_entry_where_it_stands(cast, judith, sign_in):
    Expert.objects.exclude(pk=judith.pk).delete()
    today = timezone.now().date()
    make = Expert.objects.create
    full = {"state": "OH", "topics": ["permitting"], "email": "a@example.org"}
    fresh = make(name="Fresh", assured_date=today - timedelta(days=175), kind="university", **full)
    ContactPoint.objects.create(expert=fresh, kind="website", value="https://example.org")
    make(name="Stale", assured_date=today - timedelta(days=185), **full)
    make(name="Bare")
    make(name="Hidden", unanswered=2, assured_date=today, **full)
    make(name="Silent", unanswered=3, status="archived", **full)
    make(name="Gone", status="archived", **full)
    make(name="Paused", status="paused", **full)
    found = health(cast.administrator)
    assert (found.whole.listed, found.whole.assured, found.whole.stale, found.whole.never) == (4, 1, 1, 2)
    assert [(one.kind, one.listed, one.share) for one in found.kinds] == [("expert", 3, 0), ("university", 1, 100)]
    assert {one.key: number for one, number in found.missing} == {
        "no-email": 1, "no-topics": 1, "no-contact": 3, "no-work": 3, "no-experience": 3, "no-state": 1,
        "no-owner": 4}  # fmt: skip
    assert {one.key: number for one, number in found.left_out} == {
        "hidden": 1, "silent": 1, "archived": 2, "paused": 1}  # fmt: skip
    client = sign_in("administrator")
    page = client.get("/directory/health/").content.decode()
    assert "1 of 4 entries (25 percent)" in page
    for key, number in (("no-contact", 3), ("archived", 2), ("never", 2), ("assured", 1)):
        assert f'href="/directory/checks/?show={key}' in page
        assert f": {number}</h2>" in client.get(f"/directory/checks/?show={key}").content.decode()
    assert "Fresh" in client.get("/directory/checks/?show=listed&kind=university").content.decode()
    assert "/directory/health/" in client.get("/directory/").content.decode()
    assert "/directory/health/" not in sign_in("facilitator").get("/directory/").content.decode()


def test_the_health_of_an_empty_directory(cast, sign_in):
    Expert.objects.all().delete()
    assert "The directory is empty" in sign_in("administrator").get("/directory/health/").content.decode()


def test_every_standing_has_a_list(judith, sign_in):
    client = sign_in("administrator")
    for key, one in standings().items():
        assert f">{one.label}" in client.get(f"/directory/checks/?show={key}").content.decode()


# --- What experts changed ---


def test_how_a_browser_ends_its_lines_is_told_as_no_change(judith, sign_in):
    asking.ask(expert=judith)
    typed = judith.experience.replace("\n", "\r\n")
    Client().post(link_in(newest_mail(JUDITH)), {**CORRECTED, "experience": typed})
    page = sign_in("administrator").get("/directory/changes/").content.decode()
    assert "Dean" in page and "What was done" not in page


def test_changes_by_the_link_and_by_experts_are_told_with_what_stood_there(cast, own_entry, judith, sign_in):
    asking.ask(expert=judith)
    Client().post(link_in(newest_mail(JUDITH)), CORRECTED)
    sign_in("expert").post(f"/directory/{own_entry.pk}/edit/", of_own(experience=HOSTILE))
    client = sign_in("administrator")
    client.post(f"/directory/{judith.pk}/edit/", of_own(name="Judith Kessler", organization="Changed by staff"))
    page = client.get("/directory/changes/").content.decode()
    for words in ("by the link in a mail", "Denise Fuller", "Professor", "Dean", "Said that the entry is right",
                  "Contact taken away", "New contact", "(937) 555-0199", "&lt;script&gt;"):  # fmt: skip
        assert words in page, words
    assert "Changed by staff" not in page and "<script>alert" not in page
    by_link = client.get("/directory/changes/?how=link").content.decode()
    assert "Dean" in by_link and "alert(1)" not in by_link
    signed_in = client.get("/directory/changes/?how=signed-in").content.decode()
    assert "alert(1)" in signed_in and "Professor" not in signed_in
    of_judith = client.get(f"/directory/changes/?entry={judith.pk}").content.decode()
    assert "Dean" in of_judith and "alert(1)" not in of_judith
    for wrong in ("?entry=x", "?entry=999999999999999999999", "?how=%00", "?page=9"):
        assert client.get(f"/directory/changes/{wrong}").status_code == 200


def test_the_secret_of_a_link_is_not_kept_in_the_history(judith):
    from pghistory.models import Context

    asking.ask(expert=judith)
    link = link_in(newest_mail(JUDITH))
    Client().post(link, {"act": "right"})
    context = Context.objects.get(metadata__by_link=True)
    assert context.metadata["url"] == "/directory/check/link/" and link not in str(context.metadata)


def test_whoever_answers_while_signed_in_as_somebody_else_is_told_as_the_link(judith, sign_in):
    asking.ask(expert=judith)
    sign_in("administrator").post(link_in(newest_mail(JUDITH)), {"act": "right"})
    page = sign_in("administrator").get("/directory/changes/").content.decode()
    assert "by the link in a mail" in page and "Said that the entry is right" in page


# --- Reports ---


def test_a_reader_reports_an_entry_once_and_is_told_when_it_is_settled(cast, judith, sign_in):
    reader, address = sign_in("viewer"), f"/directory/{judith.pk}/outdated/"
    assert address in reader.get(f"/directory/{judith.pk}/").content.decode()
    for wrong in ("", "  ", "x" * 501):
        assert reader.post(address, {"note": wrong}).status_code == 422
    assert "Thank you" in reader.post(address, {"note": HOSTILE}, follow=True).content.decode()
    again = reader.post(address, {"note": "Again"})
    assert again.status_code == 422 and "You have reported Judith Kessler already" in again.content.decode()
    report = OutdatedReport.objects.get()
    assert (report.by, report.note) == (cast.viewer, HOSTILE)
    office = sign_in("administrator")
    page = office.get("/directory/reports/").content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page and "Priya Nair" in page
    done = office.post(f"/directory/reports/{report.pk}/settle/", follow=True).content.decode()
    assert "is settled" in done and "No report is open" in done
    mail = newest_mail(cast.viewer.email)
    assert mail.subject == "The entry of Judith Kessler was looked after"
    assert HOSTILE in mail.text and "&lt;script&gt;" in mail.html and "<script>" not in mail.html
    for body in (mail.text, mail.html):
        assert f"/directory/{judith.pk}/" in body and "An administrator has looked after it" in body
    office.post(f"/directory/reports/{report.pk}/settle/")
    assert len(mails_to(cast.viewer.email)) == 1
    assert "&lt;script&gt;" in office.get("/directory/reports/?show=settled").content.decode()
    assert reader.post(address, {"note": "It is wrong again"}).status_code == 302


def test_a_settled_report_of_somebody_who_left_tells_nobody(cast, judith):
    gone = services.report_outdated(expert=judith, by=cast.viewer, note="Moved")
    OutdatedReport.objects.update(by=None)
    services.settle_report(report=gone, by=cast.administrator)
    assert not Message.objects.exists()


def test_reports_of_one_person_are_counted(judith, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "outdated_report": "1/h/user"}
    client = sign_in("outsider")
    codes = [client.post(f"/directory/{judith.pk}/outdated/", {"note": "Moved"}).status_code for _ in range(2)]
    assert codes == [302, 429] and OutdatedReport.objects.count() == 1


def test_nobody_but_administrators_opens_the_lists(judith, sign_in):
    services_of = [f"/directory/{judith.pk}/{act}/" for act in ("ask-again", "archive", "restore")]
    for persona in ("outsider", "mayor", "facilitator", "expert"):
        client = sign_in(persona)
        for page in ("health", "checks", "changes", "reports"):
            assert client.get(f"/directory/{page}/").status_code == 404
        assert {client.post(address).status_code for address in services_of} == {404}
        assert client.post(f"/directory/{judith.pk}/still-right/").status_code == 403
    judith.refresh_from_db()
    assert judith.status == "active" and judith.assured_date is None and not Message.objects.exists()


@pytest.mark.parametrize("address", ["/directory/checks/?show=waiting", "/directory/changes/", "/directory/reports/"])
def test_a_list_takes_as_many_queries_for_three_as_for_one(cast, sign_in, address):
    client, costs = sign_in("administrator"), []
    for number in (1, 2, 3):
        entry = Expert.objects.create(name=f"Expert {number}", email=f"e{number}@example.org")
        asking.ask(expert=entry)
        Client().post(link_in(newest_mail(entry.email)), {**CORRECTED, "name": entry.name})
        asking.ask(expert=entry, now=timezone.now() + timedelta(minutes=1))
        services.report_outdated(expert=entry, by=cast.viewer, note="Moved")
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address).content.decode()
        assert all(f"Expert {seen}</a>" in page for seen in range(1, number + 1))
        costs.append(len(captured))
    assert costs[0] == costs[1] == costs[2] <= 15, costs
