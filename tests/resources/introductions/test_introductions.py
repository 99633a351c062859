"""A city asks an expert through the portal; addresses are told only after a yes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from isc_portal.mail.models import Message
from resources.directory.models import Expert
from resources.introductions import services
from resources.introductions.models import Introduction
from resources.introductions.tasks import expire_introductions
from resources.matching.models import HelpRequest
from tests.accounts.mailbox import mails_to, newest_mail
from tests.cleared import clear_cache

pytestmark = pytest.mark.django_db

CITY = "/cities/fall-2026/dayton-oh/experts/introductions/"
QUESTION = "How did you get <permits> down to & under 10 days?"
JUDITH = "judith.kessler@example.org"


@pytest.fixture(autouse=True)
def nothing_counted():
    """No test spends what the rates leave to another."""
    clear_cache()


@pytest.fixture
def judith(db):
    return Expert.objects.create(name="Judith Kessler", email=JUDITH)


@pytest.fixture
def asked(cast, judith):
    return services.ask(expert=judith, participation=cast.own, question=QUESTION, by=cast.editor)


def long_ago(introduction: Introduction, **ago) -> None:
    for rows in (
        Introduction.objects.filter(pk=introduction.pk),
        HelpRequest.objects.filter(introduction=introduction),
    ):
        rows.update(asked_at=timezone.now() - timedelta(**ago))


def refusal(**asking) -> str:
    """The sentence with which a question is refused; nothing is written."""
    before = (Introduction.objects.count(), Message.objects.count())
    with pytest.raises(ValidationError) as refused:
        services.ask(question=QUESTION, **asking)
    assert (Introduction.objects.count(), Message.objects.count()) == before
    return refused.value.messages[0]


def test_the_question_goes_to_the_expert_without_any_address(cast, judith, sign_in):
    client = sign_in("editor")
    address = f"/directory/{judith.pk}/introduction/"
    assert "Which city asks?" not in client.get(address).content.decode()
    page = client.post(address, {"question": QUESTION}, follow=True).content.decode()
    assert "on its way to Judith Kessler" in page and "Waiting for an answer" in page and JUDITH not in page
    introduction = Introduction.objects.get()
    assert (introduction.asked_by, introduction.participation) == (cast.editor, cast.own)
    mail = newest_mail(JUDITH)
    assert mail.subject == "Dayton asks you a question" and mail.secret and not mail.reply_to
    assert QUESTION in mail.text and "&lt;permits&gt; down to &amp; under" in mail.html
    for body in (mail.text, mail.html):
        assert "Ana Reyes" in body and "Dayton, Ohio" in body and f"/introductions/{introduction.key}/" in body
        assert cast.editor.email not in body and JUDITH not in body


def test_whoever_writes_for_several_cities_says_for_which(cast, judith, sign_in):
    cast.neighbor.members.create(user=cast.editor, role="editor")
    client, address = sign_in("editor"), f"/directory/{judith.pk}/introduction/"
    assert "Which city asks?" in client.get(address).content.decode()
    assert client.post(address, {"question": QUESTION}).status_code == 422
    assert client.post(address, {"question": QUESTION, "participation": cast.foreign.pk}).status_code == 422
    assert not Introduction.objects.exists()
    client.post(address, {"question": QUESTION, "participation": cast.neighbor.pk})
    assert Introduction.objects.get().participation == cast.neighbor


def test_getting_the_link_changes_nothing_and_a_yes_tells_both_sides(cast, asked):
    client, link = Client(), f"/introductions/{asked.key}/"
    page = client.get(link)
    body = page.content.decode()
    assert "Dayton asks you" in body and "Ana Reyes" in body and "&lt;permits&gt;" in body
    assert JUDITH not in body and cast.editor.email not in body
    assert page["Referrer-Policy"] == "same-origin" and "no-store" in page["Cache-Control"]
    asked.refresh_from_db()
    assert asked.state == "asked" and not mails_to(cast.editor.email)
    after = client.post(link, {"act": "accept", "answer": "Call me."}, follow=True).content.decode()
    assert "You said yes" in after and cast.editor.email not in after and JUDITH not in after
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("accepted", "Call me.") and asked.answered_at
    to_city, to_expert = newest_mail(cast.editor.email), newest_mail(JUDITH)
    assert to_city.subject == "Judith Kessler said yes"
    assert to_expert.subject == "You and Dayton: how to reach each other"
    for told in (to_city.text, to_city.html):
        assert JUDITH in told and "Judith Kessler" in told and "Call me." in told and CITY in told
    for told in (to_expert.text, to_expert.html):
        assert cast.editor.email in told and "Ana Reyes" in told


def test_a_no_tells_the_city_kindly_and_no_address(cast, asked):
    Client().post(f"/introductions/{asked.key}/", {"act": "decline", "answer": "Away until May."})
    asked.refresh_from_db()
    assert asked.state == "declined" and len(mails_to(JUDITH)) == 1
    mail = newest_mail(cast.editor.email)
    assert mail.subject == "Judith Kessler cannot help this time"
    for body in (mail.text, mail.html):
        assert "no judgment of your question" in body and "Away until May." in body and JUDITH not in body


@pytest.mark.parametrize("sent", [{}, {"act": "perhaps"}, {"act": "accept", "answer": "x" * 2_001}])
def test_an_answer_that_is_none_changes_nothing(asked, sent):
    assert Client().post(f"/introductions/{asked.key}/", sent).status_code == 422
    asked.refresh_from_db()
    assert asked.state == "asked" and Message.objects.count() == 1


def test_an_answer_counts_once(cast, asked):
    link = f"/introductions/{asked.key}/"
    Client().post(link, {"act": "decline"})
    again = Client().post(link, {"act": "accept"})
    assert again.status_code == 422 and "This question is closed" in again.content.decode()
    asked.refresh_from_db()
    assert asked.state == "declined" and len(mails_to(cast.editor.email)) == 1
    assert Client().get("/introductions/another-key/").status_code == 404


def test_the_address_goes_to_the_mayor_once_the_asker_has_left_the_team(cast, asked):
    cast.own.members.get(user=cast.editor).delete()
    Client().post(f"/introductions/{asked.key}/", {"act": "accept"})
    assert not mails_to(cast.editor.email)
    assert JUDITH in newest_mail(cast.mayor.email).text and cast.mayor.email in newest_mail(JUDITH).text


def test_nobody_is_put_in_touch_when_the_city_has_nobody_left(cast, asked):
    cast.own.members.all().delete()
    answer = Client().post(f"/introductions/{asked.key}/", {"act": "accept"})
    assert answer.status_code == 422 and "cannot put you in touch any more" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.state == "asked" and Message.objects.count() == 1


@pytest.mark.parametrize("left", [{"status": "paused"}, {"status": "archived"}, {"unanswered": 2}, {"email": ""}])
def test_who_is_in_no_search_or_has_no_address_is_not_asked(cast, judith, left):
    Expert.objects.filter(pk=judith.pk).update(**left)
    said = refusal(expert=judith, participation=cast.own, by=cast.editor)
    assert said == "Judith Kessler cannot be asked through the portal at this time. Nothing was sent."


def test_a_city_asks_somebody_once_at_a_time(cast, judith, asked, sign_in):
    assert "has asked Judith Kessler already" in refusal(expert=judith, participation=cast.own, by=cast.mayor)
    page = sign_in("mayor").post(f"/directory/{judith.pk}/introduction/", {"question": QUESTION})
    assert page.status_code == 422 and JUDITH not in page.content.decode()
    services.withdraw(introduction=asked)
    services.ask(expert=judith, participation=cast.own, question=QUESTION, by=cast.editor)


def test_a_city_asks_ten_people_a_week(cast, judith):
    for number in range(10):
        other = Expert.objects.create(name=f"Expert {number}", email=f"e{number}@example.org")
        services.ask(expert=other, participation=cast.own, question=QUESTION, by=cast.editor)
    assert "has asked 10 people within a week" in refusal(expert=judith, participation=cast.own, by=cast.editor)
    services.ask(expert=judith, participation=cast.neighbor, question=QUESTION, by=cast.peer)
    Introduction.objects.update(asked_at=timezone.now() - timedelta(days=8), state="expired")
    services.ask(expert=judith, participation=cast.own, question=QUESTION, by=cast.editor)


def test_an_expert_is_asked_as_often_a_quarter_as_the_entry_says(cast, judith, asked):
    Expert.objects.update(asks_a_quarter=1)
    long_ago(asked, days=90)
    assert "asked often enough" in refusal(expert=judith, participation=cast.neighbor, by=cast.peer)
    long_ago(asked, days=92)
    services.ask(expert=judith, participation=cast.neighbor, question=QUESTION, by=cast.peer)


def test_an_unanswered_question_ends_after_fourteen_days_and_is_told_once(cast, asked):
    long_ago(asked, days=13, hours=23)
    assert services.expire() == 0
    long_ago(asked, days=14, minutes=1)
    late = Client().post(f"/introductions/{asked.key}/", {"act": "accept"})
    assert late.status_code == 422 and "The time for an answer is over" in late.content.decode()
    for _ in range(2):
        expire_introductions()
    asked.refresh_from_db()
    assert asked.state == "expired"
    [mail] = mails_to(cast.editor.email)
    assert mail.subject == "Judith Kessler did not answer" and JUDITH not in mail.text + mail.html
    assert "got no answer within 14 days" in mail.text and "got no answer within 14 days" in mail.html


def test_a_question_is_taken_back_and_the_expert_knows(asked, sign_in):
    client = sign_in("editor")
    assert "is taken back" in client.post(f"{CITY}{asked.pk}/withdraw/", follow=True).content.decode()
    asked.refresh_from_db()
    mail = newest_mail(JUDITH)
    assert asked.state == "withdrawn" and mail.subject == "Dayton took its question back"
    assert "You need not do anything" in mail.text and "You need not do anything" in mail.html
    assert "This question is closed" in client.post(f"{CITY}{asked.pk}/withdraw/", follow=True).content.decode()
    assert len(mails_to(JUDITH)) == 2
    assert "took its question back" in Client().get(f"/introductions/{asked.key}/").content.decode()


def test_others_neither_ask_nor_see_nor_act(judith, asked, sign_in):
    for persona, status in (("viewer", 403), ("facilitator", 403), ("peer", 404), ("outsider", 404), ("expert", 404)):
        client = sign_in(persona)
        answer = client.post(f"{CITY}{asked.pk}/withdraw/")
        assert answer.status_code == status and "permits" not in answer.content.decode()
        if status == 404:
            seen = client.get(CITY)
            assert seen.status_code == 404 and "permits" not in seen.content.decode()
        if persona != "peer":
            assert client.post(f"/directory/{judith.pk}/introduction/", {"question": QUESTION}).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "asked" and Message.objects.count() == 1


def test_questions_of_one_person_are_counted(judith, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "introduction": "1/h/user"}
    client, address = sign_in("editor"), f"/directory/{judith.pk}/introduction/"
    assert [client.post(address, {"question": QUESTION}).status_code for _ in range(2)] == [302, 429]
    assert Introduction.objects.count() == 1


def test_the_page_takes_as_many_queries_for_one_as_for_three(cast, sign_in):
    client, costs = sign_in("editor"), []
    for number in (1, 2, 3):
        expert = Expert.objects.create(name=f"Expert {number}", email=f"e{number}@example.org")
        one = services.ask(expert=expert, participation=cast.own, question=QUESTION, by=cast.editor)
        services.accept(introduction=one)
        client.get(CITY)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(CITY).content.decode()
        assert all(f"Expert {seen}</h2>" in page for seen in range(1, number + 1))
        costs.append(len(captured))
    assert costs[0] == costs[1] == costs[2] <= 15
