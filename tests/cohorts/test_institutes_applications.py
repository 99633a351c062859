"""Cities that ask to take part: the public form, late codes, and the administrators' answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.applications import services
from cohorts.applications.forms import SALT
from cohorts.applications.models import Application, LateCode
from cohorts.institutes.models import Cohort, Participation
from cohorts.inviting.services import Invitee
from isc_portal.accounts.models import Invitation
from isc_portal.mail.models import Message
from tests import factories
from tests.cleared import clear_cache

APPLY = "/apply/"


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    clear_cache()


@pytest.fixture
def call(cast):
    """Spring 2027 takes requests for another week."""
    Cohort.objects.filter(pk=cast.other_cohort.pk).update(
        status="applications", application_deadline=timezone.now() + timedelta(days=7)
    )
    cast.other_cohort.refresh_from_db()
    return cast.other_cohort


def request_of(**changes) -> dict:
    opened = signing.dumps(int(timezone.now().timestamp()) - 60, salt=SALT)
    return {
        "city": "Worcester, MA",
        "mayor_name": "Jo Petty",
        "contact_name": "Ana Lee",
        "contact_title": "Chief of staff",
        "contact_email": "Ana@Worcester.example.org",
        "contact_phone": "508-555-0100",
        "initiative": "Inspect every rental home in five years.",
        "opened": opened,
        **changes,
    }


def make_application(cohort, city: str = "Worcester", state: str = "MA", **fields) -> Application:
    return Application.objects.create(
        cohort=cohort,
        city_name=city,
        state=state,
        mayor_name="Jo Petty",
        contact_name="Ana Lee",
        contact_email="ana@worcester.example.org",
        initiative="Inspect every rental home.",
        **fields,
    )


def make_code(cohort, city: str = "Worcester", state: str = "MA", days: int = 3) -> LateCode:
    return LateCode.objects.create(
        cohort=cohort, city_name=city, state=state, expires_at=timezone.now() + timedelta(days=days)
    )


class TestPublicForm:
    def test_a_request_becomes_a_row_and_a_mail_that_confirms_it(self, client, call):
        response = client.post(APPLY, request_of(), follow=True)
        assert "Your request is here" in response.content.decode()
        found = Application.objects.get()
        assert (found.cohort, found.city_name, found.state) == (call, "Worcester", "MA")
        assert (found.contact_email, found.status) == ("ana@worcester.example.org", "new")
        message = Message.objects.get()
        assert message.address == "ana@worcester.example.org"
        assert message.subject == "We have the request of Worcester, MA"
        for body in (message.text, message.html):
            assert "Spring 2027 cohort" in body
            assert "somebody gave your address" in body

    def test_the_form_says_until_when_and_for_which_cohort(self, client, call):
        page = client.get(APPLY).content.decode()
        assert "Spring 2027 cohort" in page
        assert f"until {call.last_day_to_ask:%A, %B} {call.last_day_to_ask.day}" in page

    def test_with_two_cohorts_open_one_is_chosen(self, client, cast, call):
        Cohort.objects.filter(pk=cast.cohort.pk).update(status="applications")
        assert "Which cohort?" in client.post(APPLY, request_of()).content.decode()
        client.post(APPLY, request_of(cohort_choice=cast.cohort.slug))
        assert Application.objects.get().cohort == cast.cohort

    def test_without_an_open_cohort_the_page_says_whom_to_ask(self, client, cast):
        page = client.get(APPLY).content.decode()
        assert "No requests are taken at the moment" in page
        assert "mailto:" in page

    def test_after_the_deadline_nothing_is_stored_and_what_was_written_is_shown_back(self, client, call, time_machine):
        time_machine.move_to(call.application_deadline + timedelta(seconds=1), tick=False)
        page = client.post(APPLY, request_of(initiative="A long <b>text</b>")).content.decode()
        assert not Application.objects.exists()
        assert "A long &lt;b&gt;text&lt;/b&gt;" in page

    def test_a_deadline_that_passes_between_the_page_and_the_service_refuses(self, call):
        Cohort.objects.filter(pk=call.pk).update(application_deadline=timezone.now())
        with pytest.raises(ValidationError, match="takes no more requests"):
            services.receive_application(
                cohort=call, city_name="X", state="MA", mayor_name="X", contact_name="X", contact_email="x@x.org",
                initiative="X",
            )  # fmt: skip

    def test_a_program_that_fills_in_everything_gets_thanks_and_leaves_nothing(self, client, call):
        response = client.post(APPLY, request_of(website="http://spam.example"), follow=True)
        assert "Your request is here" in response.content.decode()
        assert not Application.objects.exists()
        assert not Message.objects.exists()

    @pytest.mark.parametrize(
        "opened",
        ["", "forged", signing.dumps(1, salt="another")],
        ids=["left out", "forged", "signed for something else"],
    )
    def test_a_form_that_was_never_opened_is_asked_to_look_again(self, client, call, opened):
        page = client.post(APPLY, request_of(opened=opened))
        assert "That was very quick" in page.content.decode()
        assert "Inspect every rental home" in page.content.decode()
        assert not Application.objects.exists()

    def test_a_form_filled_in_within_a_second_is_asked_to_look_again_and_then_taken(self, client, call, time_machine):
        time_machine.move_to(timezone.now(), tick=False)
        opened = client.get(APPLY).context["form"].opened_token
        first = client.post(APPLY, request_of(opened=opened))
        assert "That was very quick" in first.content.decode()
        assert first.context["form"].opened_token == opened
        time_machine.shift(timedelta(seconds=4))
        client.post(APPLY, request_of(opened=opened))
        assert Application.objects.count() == 1

    def test_the_sixth_request_within_an_hour_from_one_address_is_refused(self, client, call):
        for number in range(5):
            client.post(APPLY, request_of(contact_email=f"a{number}@x.example.org"))
        response = client.post(APPLY, request_of(contact_email="a6@x.example.org"))
        assert response.status_code == 429
        assert Application.objects.count() == 5

    def test_nobody_is_written_to_more_than_three_times_a_day(self, call):
        for number in range(4):
            response = Client(REMOTE_ADDR=f"192.0.2.{number}").post(APPLY, request_of())
        assert response.status_code == 429
        assert Message.objects.count() == 3

    @pytest.mark.parametrize("field", ["mayor_name", "contact_name", "contact_title", "contact_phone", "city"])
    @pytest.mark.parametrize("link", ["see http://spam.example", "www.spam.example", "[x](y)"])
    def test_a_web_address_in_a_name_is_refused(self, client, call, field, link):
        response = client.post(APPLY, request_of(**{field: link}))
        assert field in response.context["form"].errors
        assert not Message.objects.exists()

    def test_an_unknown_city_can_be_written_by_hand(self, client, call):
        first = client.post(APPLY, request_of(city="Millcreek Township"))
        form = first.context["form"]
        assert not Application.objects.exists()
        client.post(
            APPLY,
            request_of(
                city="Millcreek Township",
                offered_for=form.offered_for,
                offered=form.offered,
                meant="by hand",
                state="PA",
            ),
        )
        assert str(Application.objects.get()) == "Millcreek Township, PA"

    @pytest.mark.parametrize(
        "text", ["<script>alert(1)</script>", "=1+1", "'; DROP TABLE x; --", "\u202eabc", "é" * 500]
    )
    def test_hostile_text_is_kept_word_for_word_and_shown_as_text(self, client, cast, sign_in, call, text):
        client.post(APPLY, request_of(initiative=text, mayor_name=text[:100]))
        found = Application.objects.get()
        assert found.initiative == text
        page = sign_in("administrator").get(found.get_absolute_url()).content.decode()
        assert "<script>alert" not in page

    def test_a_name_with_a_null_character_is_refused_in_words(self, client, call):
        assert client.post(APPLY, request_of(mayor_name="a\x00b")).status_code == 200
        assert not Application.objects.exists()

    def test_an_initiative_of_too_many_words_is_refused_and_kept(self, client, call):
        page = client.post(APPLY, request_of(initiative="word " * 201)).content.decode()
        assert "at most 200 fit" in page
        assert "word word word" in page


class TestLateCodes:
    def test_a_code_opens_the_form_for_its_city_once_after_the_deadline(self, client, cast):
        code = make_code(cast.cohort)
        page = client.get(code.get_absolute_url()).content.decode()
        assert 'value="Worcester, MA"' in page
        client.post(APPLY, request_of(code=code.code))
        code.refresh_from_db()
        assert (code.standing, Application.objects.get().late_code) == ("used", code)
        assert Application.objects.get().cohort == cast.cohort
        again = client.post(APPLY, request_of(code=code.code)).content.decode()
        assert "has been used, has expired, or was revoked" in again
        assert Application.objects.count() == 1

    def test_two_requests_with_one_code_at_the_same_moment_use_it_once(self, cast):
        code = make_code(cast.cohort)
        stale = LateCode.objects.get(pk=code.pk)
        fields = {key: value for key, value in request_of().items() if key not in ("city", "opened")}
        fields |= {"city_name": "Worcester", "state": "MA", "cohort": cast.cohort}
        services.receive_application(**fields, late_code=code)
        with pytest.raises(ValidationError, match="has been used"):
            services.receive_application(**fields, late_code=stale)
        assert Application.objects.count() == 1

    def test_a_code_is_of_no_use_to_another_city(self, client, cast):
        code = make_code(cast.cohort)
        page = client.post(APPLY, request_of(city="Tacoma, WA", code=code.code)).content.decode()
        assert "This code was made for Worcester, MA." in page
        code.refresh_from_db()
        assert code.standing == "open"
        assert not Application.objects.exists()

    @pytest.mark.parametrize("what", ["expired", "revoked", "closed", "unknown"])
    def test_a_useless_code_opens_nothing(self, client, cast, what):
        code = make_code(cast.cohort, days=-1 if what == "expired" else 1)
        if what == "revoked":
            services.revoke_late_code(late_code=code)
        if what == "closed":
            Cohort.objects.filter(pk=cast.cohort.pk).update(status="closed")
        written = "\x00" * 500 if what == "unknown" else code.code
        page = client.post(APPLY, request_of(code=written)).content.decode()
        assert "No requests are taken at the moment" in page
        assert not Application.objects.exists()

    def test_an_administrator_makes_and_revokes_codes(self, cast, sign_in):
        client, url = sign_in("administrator"), reverse("cohorts:late_codes", args=[cast.cohort.slug])
        past = client.post(url, {"city": "Utica, NY", "expires_on": "1/1/2020"}).content.decode()
        assert "Choose a day that is still to come." in past
        page = client.post(url, {"city": "Utica, NY", "expires_on": "1/1/2030"}, follow=True).content.decode()
        code = LateCode.objects.get()
        assert code.expires_at == datetime(2030, 1, 2, 5, tzinfo=UTC)
        assert f"{code.get_absolute_url()}" in page
        client.post(reverse("cohorts:late_code_revoke", args=[cast.cohort.slug, code.pk]))
        code.refresh_from_db()
        assert code.standing == "revoked"

    def test_a_code_of_another_cohort_cannot_be_revoked_here(self, cast, sign_in):
        code = make_code(cast.other_cohort)
        url = reverse("cohorts:late_code_revoke", args=[cast.cohort.slug, code.pk])
        assert sign_in("administrator").post(url).status_code == 404

    def test_facilitators_see_the_codes_and_make_none(self, cast, sign_in):
        make_code(cast.cohort)
        client, url = sign_in("facilitator"), reverse("cohorts:late_codes", args=[cast.cohort.slug])
        page = client.get(url).content.decode()
        assert "Worcester, MA" in page
        assert "Make a code" not in page
        assert sign_in("other_facilitator").get(url).status_code == 404


class TestAnswer:
    def test_inviting_takes_the_city_in_and_mails_its_people(self, cast, sign_in):
        found = make_application(cast.cohort)
        page = sign_in("administrator").get(found.get_absolute_url()).content.decode()
        assert 'value="Worcester, MA"' in page
        sign_in("administrator").post(
            found.get_absolute_url(),
            {
                "city": "Worcester, MA",
                "mayor_name": "Jo Petty",
                "mayor_email": "jo@worcester.example.org",
                "contact_name": "Ana Lee",
                "contact_email": "ana@worcester.example.org",
                "message": "Welcome!",
                "accept": "",
            },
        )
        found.refresh_from_db()
        assert (found.status, found.decided_by, found.reply) == ("invited", cast.administrator, "Welcome!")
        assert found.participation.city.name == "Worcester"
        roles = {"jo@worcester.example.org": "mayor", "ana@worcester.example.org": "editor"}
        assert dict(Invitation.objects.values_list("email", "role")) == roles
        assert Message.objects.count() == 2

    def test_declining_mails_what_was_written(self, cast, sign_in):
        found = make_application(cast.cohort)
        client = sign_in("administrator")
        page = client.get(found.get_absolute_url()).content.decode()
        assert "Thank you for asking to bring Worcester to the Fall 2026 cohort" in page
        client.post(found.get_absolute_url(), {"reply": "Not <b>this</b> time.\n\nNext year.", "decline": ""})
        found.refresh_from_db()
        message = Message.objects.get()
        assert found.status == "declined"
        assert message.subject == "The request of Worcester, MA"
        assert "Not <b>this</b> time." in message.text
        assert "Not &lt;b&gt;this&lt;/b&gt; time." in message.html
        assert "Ruth Adler" in message.text

    def test_an_empty_answer_is_not_sent(self, cast, sign_in):
        found = make_application(cast.cohort)
        page = sign_in("administrator").post(found.get_absolute_url(), {"reply": " ", "decline": ""})
        assert page.context["decline"].errors["reply"]
        assert not Message.objects.exists()

    def test_of_two_answers_at_the_same_moment_one_counts(self, cast):
        found = make_application(cast.cohort)
        stale = Application.objects.get(pk=found.pk)
        services.decline_application(application=found, reply="No.", by=cast.administrator)
        with pytest.raises(ValidationError, match="Ruth Adler has decided on this request already: declined"):
            services.accept_application(
                application=stale,
                city=factories.make_city("Worcester", "MA"),
                mayor_name="",
                invitees=[Invitee("A", "a@x.org", "editor")],
                by=cast.administrator,
            )
        assert not Invitation.objects.exists()

    def test_a_full_cohort_leaves_the_request_undecided_and_what_was_typed(self, cast, sign_in):
        Cohort.objects.filter(pk=cast.cohort.pk).update(capacity=2)
        found = make_application(cast.cohort)
        page = sign_in("administrator").post(
            found.get_absolute_url(),
            {"city": "Worcester, MA", "contact_email": "a@x.org", "message": "Hi!", "accept": ""},
        )
        assert "has 2 places and all are taken" in page.content.decode()
        assert "Hi!" in page.content.decode()
        found.refresh_from_db()
        assert found.status == "new"
        assert not Invitation.objects.exists()
        assert Participation.objects.filter(cohort=cast.cohort).count() == 2

    def test_the_page_tells_of_earlier_cohorts_and_other_requests(self, cast, sign_in):
        found = make_application(cast.cohort, "tacoma", "WA")
        make_application(cast.other_cohort, "Tacoma", "WA", status="declined", decided_at=timezone.now())
        page = sign_in("administrator").get(found.get_absolute_url()).content.decode()
        assert "Took part before" in page
        assert "Other requests of this city" in page

    @pytest.mark.parametrize(
        ("persona", "status"),
        [("facilitator", 403), ("other_facilitator", 404), ("mayor", 404), ("outsider", 404), ("anonymous", 302)],
    )
    def test_nobody_else_decides_and_facilitators_only_read(self, cast, sign_in, persona, status):
        found = make_application(cast.cohort)
        for data in ({"reply": "No.", "decline": ""}, {"city": "Worcester, MA", "contact_email": "a@x.org"}):
            assert sign_in(persona).post(found.get_absolute_url(), data).status_code == status
        page = sign_in(persona).get(found.get_absolute_url())
        assert ("Inspect every rental home" in page.content.decode()) == (persona == "facilitator")
        found.refresh_from_db()
        assert found.status == "new"
        assert not Message.objects.exists()


class TestList:
    def test_requests_are_filtered_by_state_cohort_and_words(self, cast, sign_in):
        make_application(cast.cohort)
        make_application(cast.other_cohort, "Tacoma", "WA", status="declined", decided_at=timezone.now())
        client, url = sign_in("administrator"), reverse("cohorts:applications")

        def cities(**query) -> list[str]:
            return [one.city_name for one in client.get(url, query).context["page"]]

        assert cities() == ["Worcester"]
        assert sorted(cities(status="all")) == ["Tacoma", "Worcester"]
        assert cities(status="declined") == ["Tacoma"]
        assert cities(status="all", cohort=cast.other_cohort.slug) == ["Tacoma"]
        assert cities(status="all", q="tacom") == ["Tacoma"]
        assert cities(status="\x00", cohort="'", page="x") is not None

    def test_facilitators_see_those_of_their_cohort_and_others_no_list(self, cast, sign_in):
        make_application(cast.cohort)
        make_application(cast.other_cohort, "Tacoma", "WA")
        url = reverse("cohorts:applications")
        page = sign_in("facilitator").get(url, {"status": "all"}).content.decode()
        assert "Worcester" in page
        assert "Tacoma" not in page
        assert sign_in("mayor").get(url).status_code == 404
        assert sign_in("anonymous").get(url).status_code == 302

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_costs_the_same_for_one_request_as_for_three(
        self, cast, sign_in, django_assert_num_queries, count
    ):
        for _ in range(count):
            make_application(cast.cohort)
        client = sign_in("administrator")
        client.get(reverse("cohorts:applications"))
        with django_assert_num_queries(6):
            client.get(reverse("cohorts:applications"))
