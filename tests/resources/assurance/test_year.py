"""An entry through the year: asked, asked again, hidden, archived, and back."""

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from isc_portal.mail.models import Message
from resources.assurance import asking
from resources.assurance.rhythm import most_a_day
from resources.assurance.tasks import ask_experts
from resources.directory.models import Expert
from tests import factories
from tests.accounts.mailbox import mails_to, newest_mail

from .conftest import HIDDEN, JUDITH, MORNING, SHOWN, delivered, link_in, pass_days

pytestmark = pytest.mark.django_db


def listed() -> set[str]:
    return set(Expert.objects.listed().values_list("name", flat=True))


def test_silence_hides_after_two_mails_archives_after_three_and_an_answer_brings_the_entry_back(clock, judith):
    stands = lambda: (judith.refresh_from_db(), judith.status, judith.unanswered)[1:]  # noqa: E731
    for mails, unanswered in ((1, 0), (2, 1), (3, 2)):
        ask_experts()
        delivered()
        assert stands() == ("active", unanswered) and len(mails_to(JUDITH)) == mails
        assert ("Judith Kessler" in listed()) == (unanswered < 2)
        pass_days(clock, 20)
        ask_experts()
        assert stands() == ("active", unanswered) and len(mails_to(JUDITH)) == mails
        pass_days(clock, 1)
    assert [mail.subject for mail in mails_to(JUDITH)] == [
        "Is your entry in the directory still right?",
        "A second time: is your directory entry still right?",
        "Your directory entry is hidden: is it still right?",
    ]
    ask_experts()
    assert stands() == ("archived", 3) and len(mails_to(JUDITH)) == 3 and judith.next_check is None
    pass_days(clock, 100)
    ask_experts()
    assert stands() == ("archived", 3) and len(mails_to(JUDITH)) == 3


def test_the_last_link_works_some_days_longer_than_the_entry_is_shown(clock, judith):
    for _ in range(3):
        ask_experts()
        last = link_in(newest_mail(JUDITH))
        delivered()
        pass_days(clock, 21)
    ask_experts()
    judith.refresh_from_db()
    assert judith.status == "archived"
    pass_days(clock, 8)
    assert Client().post(last, {"act": "right"}).status_code == 302
    judith.refresh_from_db()
    assert (judith.status, judith.unanswered, judith.assured_date) == ("active", 0, date(2026, 5, 12))
    assert "Judith Kessler" in listed()


def test_an_answer_leaves_half_a_year_of_quiet(clock, asked):
    delivered()
    Client().post(link_in_after(asked), {"act": "right"})
    asked.refresh_from_db()
    assert asked.next_check == MORNING.date() + timedelta(days=160) and asked.asked_at is None
    pass_days(clock, 159)
    ask_experts()
    assert len(mails_to(JUDITH)) == 1
    pass_days(clock, 1)
    ask_experts()
    assert len(mails_to(JUDITH)) == 2


def link_in_after(expert) -> str:
    from resources.assurance.links import link_of

    return "/" + link_of(expert).split("/", 3)[3]


def test_the_mail_shows_the_entry_as_it_stands_and_one_link(clock, asked):
    mail = newest_mail(JUDITH)
    assert mail.secret and mail.recipient is None
    for body in (mail.text, mail.html):
        for words in ("Judith Kessler", "Plains University", "Omaha, NE", "Permits and licenses", "Board of Acme",
                      "Cut permits from 71 to 19 days.", SHOWN, "1 contact that others do not see", "April 1",
                      "You need not sign in"):  # fmt: skip
            assert words in body, words
        assert HIDDEN not in body and "555-0134" not in body and body.count("/directory/check/") == 1
    assert "Professor of <public> budgeting" in mail.text
    assert "&lt;public&gt;" in mail.html and "<public>" not in mail.html and "Then &amp; there." in mail.html


def test_the_second_and_the_third_mail_say_what_follows(clock, judith):
    said = []
    for _ in range(3):
        ask_experts()
        said.append((newest_mail(JUDITH).text, newest_mail(JUDITH).html))
        delivered()
        pass_days(clock, 21)
    for first, second, third in zip(*said, strict=True):
        assert "Twice a year we ask" in first
        assert "no search will show it until somebody does" in second and "April 13" in second
        assert "no search shows it at this time" in third and "it is archived" in third


def test_the_mail_goes_to_the_account_of_whoever_keeps_the_entry(clock, judith):
    user = factories.make_user("Judith K", email="other@example.org")
    Expert.objects.filter(pk=judith.pk).update(user=user)
    ask_experts()
    assert not mails_to(JUDITH) and newest_mail("other@example.org").recipient == user


def test_running_twice_asks_nobody_twice(clock, judith):
    for _ in range(3):
        ask_experts()
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "left", [{"email": ""}, {"status": "paused"}, {"status": "archived"}, {"next_check": date(2026, 3, 3)}]
)
def test_nobody_is_asked_who_cannot_answer_or_whose_day_has_not_come(clock, judith, left):
    Expert.objects.filter(pk=judith.pk).update(**left)
    ask_experts()
    assert not Message.objects.exists()
    judith.refresh_from_db()
    assert judith.asked_at is None and judith.unanswered == 0


def test_a_closed_account_is_not_written_to(clock, judith):
    user = factories.make_user("Judith K")
    user.is_active = False
    user.save()
    Expert.objects.filter(pk=judith.pk).update(user=user)
    ask_experts()
    assert not Message.objects.exists()
    with pytest.raises(ValidationError, match="no email address"):
        asking.ask(expert=judith)


@pytest.mark.parametrize("state", ["queued", "failed", "cancelled"])
def test_a_mail_that_never_went_out_counts_for_nothing_and_is_written_again(clock, judith, state):
    ask_experts()
    Message.objects.update(state=state, error="The mail server says no.", text="", html="")
    pass_days(clock, 21)
    ask_experts()
    judith.refresh_from_db()
    assert judith.unanswered == 0 and len(mails_to(JUDITH)) == 2


def test_a_mail_to_an_address_that_was_wrong_counts_for_nothing(clock, judith):
    ask_experts()
    delivered()
    Expert.objects.filter(pk=judith.pk).update(email="new@example.org")
    pass_days(clock, 21)
    ask_experts()
    judith.refresh_from_db()
    assert judith.unanswered == 0 and len(mails_to("new@example.org")) == 1


def test_so_many_a_day_and_the_others_on_the_next(clock, judith):
    for number in range(4):
        Expert.objects.create(name=f"Expert {number}", email=f"e{number}@example.org", next_check=MORNING.date())
    assert [asking.ask_due(most=2).asked for _ in range(2)] == [2, 0]
    pass_days(clock, 1)
    assert asking.ask_due(most=2).asked == 2
    pass_days(clock, 1)
    assert asking.ask_due(most=2).asked == 1


@pytest.mark.parametrize(("entries", "most"), [(0, 200), (5_000, 200), (20_000, 200), (100_000, 1_000)])
def test_a_large_directory_is_asked_about_three_times_a_year_at_least(entries, most):
    assert most_a_day(entries) == most and most * 365 >= 3 * entries


def test_entries_without_a_day_are_spread_over_the_year_and_keep_their_day(clock, judith):
    made = [Expert(name=f"Expert {number}", email=f"e{number}@example.org") for number in range(730)]
    Expert.objects.bulk_create(made)
    ask_experts()
    days = dict(Expert.objects.exclude(pk=judith.pk).values_list("pk", "next_check"))
    assert min(days.values()) >= MORNING.date() and max(days.values()) < MORNING.date() + timedelta(days=365 + 21)
    in_months = Counter((day.year, day.month) for day in days.values())
    assert len(in_months) >= 12 and max(in_months.values()) < 75
    assert asking.give_first_days(MORNING.date() + timedelta(days=9)) == 0
    before = {pk: day for pk, day in days.items() if day > MORNING.date() + timedelta(days=21)}
    ask_experts()
    assert before == dict(Expert.objects.filter(pk__in=before).values_list("pk", "next_check"))


def test_asking_is_not_a_change_of_the_entry(clock, judith):
    before = judith.updated_at
    pass_days(clock, 1)
    ask_experts()
    judith.refresh_from_db()
    assert judith.updated_at == before and judith.asked_at


@pytest.mark.django_db(transaction=True)
def test_two_workers_side_by_side_ask_each_entry_once(judith):
    Expert.objects.bulk_create(
        Expert(name=f"Expert {number}", email=f"e{number}@example.org", next_check=date(2020, 1, 1))
        for number in range(20)
    )

    def work() -> None:
        try:
            asking.ask_due()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert set(Counter(Message.objects.values_list("address", flat=True)).values()) == {1}
    assert Message.objects.count() == 21
