"""The administrators' outbox pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from isc_portal.mail.delivery import send_due
from isc_portal.mail.models import Message
from isc_portal.mail.states import State
from tests.sink import DROP

pytestmark = pytest.mark.django_db

SECRET_WORDS = "the baseline of Dayton is 94 days"


@pytest.fixture
def message(write) -> Message:
    return write("the one", context={"city": "Dayton", "words": SECRET_WORDS})


@pytest.fixture
def administrator(sign_in):
    return sign_in("administrator")


def held(message: Message, smtp_sink) -> Message:
    smtp_sink.answer(DROP)
    send_due()
    message.refresh_from_db()
    assert message.state == State.HELD
    return message


def addresses(message: Message) -> dict[str, str]:
    pages = {name: reverse(f"mail:{name}", args=[message.pk]) for name in ("message", "message_html")}
    acts = {name: reverse(f"mail:{name}", args=[message.pk]) for name in ("retry", "cancel", "mark_as_sent")}
    return {"outbox": reverse("mail:outbox"), **pages, **acts}


@pytest.mark.parametrize("persona", ["outsider", "peer", "viewer", "editor", "mayor", "expert", "facilitator"])
def test_nobody_but_administrators_sees_or_changes_anything(persona, sign_in, message):
    client = sign_in(persona)
    for name, address in addresses(message).items():
        response = client.post(address) if name in ("retry", "cancel", "mark_as_sent") else client.get(address)
        assert response.status_code == 404, name
        assert SECRET_WORDS not in response.content.decode()
    message.refresh_from_db()
    assert message.state == State.QUEUED


def test_anonymous_visitors_are_sent_to_sign_in(client, message):
    for address in addresses(message).values():
        response = client.get(address)
        assert response.status_code == 302
        assert response.url == f"{reverse('account_login')}?next={address}"


def test_the_list_shows_each_message_with_its_recipient_and_state(administrator, message, write, smtp_sink):
    held(message, smtp_sink)
    write("later", to="clerk@dayton.example.org", send_at=timezone.now() + timedelta(days=1))
    body = administrator.get(reverse("mail:outbox")).content.decode()
    assert "Dayton&#x27;s intake came back" in body
    assert "Ana Reyes<small>ana.reyes@dayton.example.org</small>" in body
    assert "clerk@dayton.example.org" in body
    assert "Held for review" in body and "it may or may not have arrived" in body
    assert "1 waits for your decision" in " ".join(body.split())
    assert SECRET_WORDS not in body


def test_the_list_is_narrowed_by_state_kind_and_words(administrator, write, smtp_sink):
    smtp_sink.refuse("gone@example.org", "550 5.1.1 No such person here")
    write(to="gone@example.org", category="account", context={"city": "Stockton"})
    send_due()
    write(category="cohort", context={"city": "Tacoma"})
    write(category="account", context={"city": "Dayton"})

    def shown(**query):
        page = administrator.get(reverse("mail:outbox"), query).context["page"]
        return {found.subject.split("'")[0] for found in page}

    assert shown() == {"Stockton", "Tacoma", "Dayton"}
    assert shown(state="failed") == {"Stockton"}
    assert shown(category="account") == {"Stockton", "Dayton"}
    assert shown(category="account", state="queued") == {"Dayton"}
    assert shown(q="gone@") == {"Stockton"}
    assert shown(q="ana reyes") == {"Tacoma", "Dayton"}
    assert shown(q="tacoma's") == {"Tacoma"}
    assert shown(q="nobody") == set()
    assert shown(state="nonsense", category="x", page="999") == {"Stockton", "Tacoma", "Dayton"}
    tabs = administrator.get(reverse("mail:outbox"), {"category": "account"}).context["tabs"]
    assert [(words, current) for words, _, current in tabs] == [
        ("All 3", True),
        ("Waiting, 2", False),
        ("Failed, 1", False),
    ]
    assert all("category=account" in address for _, address, _ in tabs)


def test_an_empty_outbox_and_an_empty_filter_say_what_to_do(administrator, write):
    Message.objects.all().delete()
    assert "No mail yet" in administrator.get(reverse("mail:outbox")).content.decode()
    write()
    body = administrator.get(reverse("mail:outbox"), {"q": "nobody"}).content.decode()
    assert "No message fits" in body and "show all mail" in body


def test_the_list_says_why_mail_waits(administrator, write, smtp_sink, settings):
    write()
    settings.EMAIL_PORT = 1
    send_due()
    body = administrator.get(reverse("mail:outbox")).content.decode()
    assert "Mail is waiting" in body and "could not be reached" in body and "Nothing is lost" in body


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries_however_long(
    count, administrator, write, django_assert_num_queries, cast
):
    for number in range(count):
        write(to=[cast.mayor, cast.editor, cast.viewer][number])
    administrator.get(reverse("mail:outbox"))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        administrator.get(reverse("mail:outbox"))


QUERIES_OF_THE_LIST = 7


def test_the_page_of_a_message_shows_its_text_and_what_happened(administrator, message, smtp_sink):
    held(message, smtp_sink)
    body = administrator.get(message.get_absolute_url()).content.decode()
    assert SECRET_WORDS in body
    assert reverse("mail:message_html", args=[message.pk]) in body
    assert "it may or may not have arrived" in body
    assert message.message_id.strip("<>") in body
    for button in ("It arrived: mark as sent", "Send again", "Do not send it"):
        assert button in body


def test_the_html_is_shown_alone_and_locked_in(administrator, message):
    response = administrator.get(reverse("mail:message_html", args=[message.pk]))
    assert response.content.decode() == message.html
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy and "allow-scripts" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    page = administrator.get(message.get_absolute_url())
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert " sandbox" in page.content.decode()


def test_a_code_is_to_be_read_nowhere_in_the_outbox(administrator, write):
    code = write("code", urgent=True, context={"city": "Dayton", "words": "Your code is 483 201."})
    assert "483 201" in code.text
    pages = [
        reverse("mail:outbox"),
        code.get_absolute_url(),
        reverse("mail:message_html", args=[code.pk]),
        reverse("admin:mail_message_changelist"),
        reverse("admin:mail_message_change", args=[code.pk]),
    ]
    bodies = [administrator.get(page).content.decode() for page in pages]
    assert all("483" not in body for body in bodies)
    assert "The text is not shown" in bodies[1]


def test_a_held_message_is_sent_again_by_a_person(administrator, message, smtp_sink, cast):
    held(message, smtp_sink)
    response = administrator.post(reverse("mail:retry", args=[message.pk]), follow=True)
    assert "The message is in line again." in response.content.decode()
    assert send_due().sent == 1
    message.refresh_from_db()
    assert message.state == State.SENT
    note = message.notes.last()
    assert note.by == cast.administrator and note.words == "Ruth Adler sent it again."


def test_a_held_message_that_arrived_is_marked_as_sent(administrator, message, smtp_sink):
    held(message, smtp_sink)
    administrator.post(reverse("mail:mark_as_sent", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == State.SENT and message.claim is None and message.error == ""
    assert send_due().handled == 0


def test_a_waiting_message_is_cancelled(administrator, message, smtp_sink):
    administrator.post(reverse("mail:cancel", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == State.CANCELLED and message.error == "Cancelled by Ruth Adler."
    assert send_due().handled == 0


def test_a_failed_message_gets_all_its_attempts_again(administrator, message, smtp_sink):
    smtp_sink.refuse(message.address, "550 5.1.1 No such person here")
    send_due()
    administrator.post(reverse("mail:retry", args=[message.pk]))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (State.QUEUED, 0, "")


@pytest.mark.parametrize(
    ("act", "words"), [("retry", "is sent meanwhile"), ("cancel", "is sent meanwhile"), ("mark_as_sent", "is sent")]
)
def test_what_is_sent_cannot_be_changed_and_says_so(act, words, administrator, message, smtp_sink):
    send_due()
    response = administrator.post(reverse(f"mail:{act}", args=[message.pk]), follow=True)
    assert f"Nothing was changed: this message {words}" in response.content.decode()
    message.refresh_from_db()
    assert message.state == State.SENT and not message.notes.exists()


def test_a_stuck_message_whose_secret_is_gone_cannot_be_sent_again(administrator, write, smtp_sink):
    code = write(urgent=True)
    smtp_sink.refuse(code.address, "550 5.1.1 No such person here")
    send_due()
    Message.objects.update(text="", html="")
    response = administrator.post(reverse("mail:retry", args=[code.pk]), follow=True)
    body = response.content.decode()
    assert "its text has been removed" in body and "Send again" not in body


@pytest.mark.parametrize("act", ["retry", "cancel", "mark_as_sent"])
def test_reading_an_address_of_an_act_changes_nothing(act, administrator, message):
    assert administrator.get(reverse(f"mail:{act}", args=[message.pk])).status_code == 405
    message.refresh_from_db()
    assert message.state == State.QUEUED


def test_a_message_that_does_not_exist_is_not_found(administrator, db):
    assert administrator.get(reverse("mail:message", args=[987654])).status_code == 404
    assert administrator.post(reverse("mail:retry", args=[987654])).status_code == 404
