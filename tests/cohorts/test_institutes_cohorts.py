"""Cohorts: making one, its settings and status, its people."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cohorts.institutes import services
from cohorts.institutes.forms import CohortForm
from cohorts.institutes.models import Cohort, CohortStatus, Facilitator, Participation
from cohorts.intake.models import Criterion, Question
from isc_portal.accounts.invitations import accept
from isc_portal.accounts.models import Invitation
from isc_portal.mail.models import Message
from tests import factories

SETTINGS = {
    "name": "Fall 2027",
    "starts_on": "10/12/2027",
    "ends_on": "October 14, 2027",
    "venue": "Puck Building",
    "hosts": "NYU Wagner",
    "time_zone": "America/Chicago",
    "capacity": "12",
    "application_deadline": "6/30/2027",
    "intake_due_on": "9/1/2027",
    "blueprint_due_on": "12/1/2027",
    "welcome": "Welcome, mayors.",
}


def url(name: str, *args) -> str:
    return reverse(f"cohorts:{name}", args=args)


class TestMakingACohort:
    def test_an_administrator_sets_up_a_cohort_with_all_its_settings(self, cast, sign_in):
        response = sign_in("administrator").post(url("cohort_new"), SETTINGS)
        made = Cohort.objects.get(slug="fall-2027")
        assert response["Location"] == made.get_absolute_url()
        assert (made.status, made.capacity, made.ends_on) == ("planning", 12, date(2027, 10, 14))
        assert made.application_deadline == datetime(2027, 7, 1, 5, tzinfo=UTC)  # midnight in Chicago, in summer
        assert made.last_day_to_ask == date(2027, 6, 30)

    def test_a_copy_takes_over_settings_questionnaire_and_rubric_and_no_days(self, cast, sign_in):
        source = cast.cohort
        Cohort.objects.filter(pk=source.pk).update(venue="Puck Building", capacity=9, starts_on=date(2026, 10, 1))
        question = Question.objects.filter(section__questionnaire__cohort=source).first()
        Question.objects.filter(pk=question.pk).update(label="What is your <own> question?")
        client = sign_in("administrator")
        page = client.get(url("cohort_new"), {"copied_from": source.slug}).content.decode()
        assert 'value="Puck Building"' in page
        assert "10/01/2026" not in page
        client.post(url("cohort_new"), {**SETTINGS, "copied_from": source.slug})
        made = Cohort.objects.get(slug="fall-2027")
        assert made.copied_from == source
        theirs = Question.objects.filter(section__questionnaire__cohort=made)
        assert theirs.filter(label="What is your <own> question?").exists()
        assert theirs.count() == Question.objects.filter(section__questionnaire__cohort=source).count()
        assert Criterion.objects.filter(questionnaire__cohort=made).exists()

    @pytest.mark.parametrize("name", ["Fall 2026", "fall 2026"])
    def test_a_name_that_is_taken_is_refused_and_what_was_typed_stays(self, cast, sign_in, name):
        page = sign_in("administrator").post(url("cohort_new"), {**SETTINGS, "name": name}).content.decode()
        assert f"There is another cohort called {name}." in page
        assert 'value="Puck Building"' in page
        assert Cohort.objects.count() == 2

    def test_days_out_of_order_are_refused_at_their_field(self, cast, sign_in):
        wrong = {**SETTINGS, "ends_on": "10/11/2027", "blueprint_due_on": "8/1/2027"}
        page = sign_in("administrator").post(url("cohort_new"), wrong).content.decode()
        assert "The last day has to be on or after the first." in page
        assert not Cohort.objects.filter(slug="fall-2027").exists()

    @pytest.mark.parametrize(("name", "slug"), [("New", "new-2"), ("🏙️", "cohort"), ("<b>x</b>", "bxb")])
    @pytest.mark.django_db
    def test_every_name_gets_an_address_that_is_no_page_of_its_own(self, name, slug):
        assert services.create_cohort(name=name).slug == slug

    def test_a_deadline_on_the_day_the_clocks_change_is_the_midnight_that_follows(self):
        form = CohortForm({**SETTINGS, "application_deadline": "11/1/2026", "time_zone": "America/New_York"})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["application_deadline"].astimezone(UTC) == datetime(2026, 11, 2, 5, tzinfo=UTC)


class TestSettings:
    def test_fewer_places_than_cities_are_refused_and_the_withdrawn_do_not_count(self, cast):
        with pytest.raises(ValidationError, match="There are 2 cities"):
            services.change_cohort(cohort=cast.cohort, capacity=1)
        cast.neighbor.intake.state = "withdrawn"
        cast.neighbor.intake.save()
        services.change_cohort(cohort=cast.cohort, capacity=1)

    def test_the_address_stays_when_the_name_changes(self, cast, sign_in):
        sign_in("administrator").post(url("cohort_settings", cast.cohort.slug), {**SETTINGS, "name": "Autumn 2026"})
        cast.cohort.refresh_from_db()
        assert (cast.cohort.name, cast.cohort.slug) == ("Autumn 2026", "fall-2026")

    @pytest.mark.parametrize(
        ("here", "there", "goes"),
        [
            ("planning", "applications", True),
            ("planning", "closed", False),
            ("applications", "selection", True),
            ("applications", "in session", False),
            ("in session", "follow-up", True),
            ("follow-up", "closed", True),
            ("closed", "follow-up", True),
            ("closed", "planning", False),
        ],
    )
    def test_a_cohort_moves_one_step_at_a_time(self, cast, sign_in, here, there, goes):
        Cohort.objects.filter(pk=cast.cohort.pk).update(status=here)
        page = sign_in("administrator").post(url("cohort_status", cast.cohort.slug), {"status": there}, follow=True)
        cast.cohort.refresh_from_db()
        assert cast.cohort.status == (there if goes else here)
        assert ("cannot go from there" in page.content.decode()) == (not goes)

    def test_two_who_move_a_cohort_at_once_move_it_once(self, cast):
        stale = Cohort.objects.get(pk=cast.other_cohort.pk)
        services.change_status(cohort=cast.other_cohort, status="follow-up")
        with pytest.raises(ValidationError, match="is in “Follow-up”"):
            services.change_status(cohort=stale, status="follow-up")

    def test_a_status_that_does_not_exist_is_not_found(self, cast, sign_in):
        response = sign_in("administrator").post(url("cohort_status", cast.cohort.slug), {"status": "\x00"})
        assert response.status_code == 404

    def test_a_closed_cohort_gives_nobody_the_right_to_write(self, cast):
        assert Participation.objects.editable_by(cast.editor).filter(pk=cast.own.pk).exists()
        Cohort.objects.filter(pk=cast.cohort.pk).update(status=CohortStatus.CLOSED)
        assert not Participation.objects.editable_by(cast.editor).exists()
        assert Participation.objects.visible_to(cast.editor).get() == cast.own

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("changes", "takes"),
        [
            ({}, True),
            ({"application_deadline": None}, True),
            ({"application_deadline": datetime(2026, 9, 1, 12, tzinfo=UTC)}, False),
            ({"status": "selection"}, False),
        ],
    )
    def test_requests_are_taken_in_one_status_and_until_the_deadline(self, time_machine, changes, takes):
        time_machine.move_to("2026-09-01 12:00:01Z")
        fields = {"status": "applications", "application_deadline": datetime(2026, 9, 2, tzinfo=UTC), **changes}
        cohort = factories.make_cohort("Fall", **fields)
        assert cohort.takes_applications is takes
        assert Cohort.objects.taking_applications().exists() is takes


class TestJoining:
    def test_the_last_place_goes_to_one_city_and_a_closed_cohort_takes_none(self, cast):
        Cohort.objects.filter(pk=cast.cohort.pk).update(capacity=3)
        third = services.join_cohort(
            cohort=cast.cohort, city=factories.make_city("Yonkers", "NY"), mayor_name="Ann Bee", by=cast.administrator
        )
        assert (third.mayor.name, third.intake.state) == ("Ann Bee", "invited")
        with pytest.raises(ValidationError, match="has 3 places and all are taken"):
            services.join_cohort(cohort=cast.cohort, city=factories.make_city("Utica", "NY"), by=cast.administrator)
        Cohort.objects.filter(pk=cast.cohort.pk).update(capacity=9, status="closed")
        with pytest.raises(ValidationError, match="is closed"):
            services.join_cohort(cohort=cast.cohort, city=factories.make_city("Troy", "NY"), by=cast.administrator)

    def test_a_city_joins_a_cohort_once_and_other_cohorts_too(self, cast):
        again = services.join_cohort(cohort=cast.cohort, city=cast.own.city, mayor_name="Other", by=cast.administrator)
        assert again == cast.own
        assert again.mayor.name == "Lorraine Whitcomb"
        later = services.join_cohort(cohort=cast.other_cohort, city=cast.own.city, by=cast.administrator)
        assert later != cast.own
        with pytest.raises(IntegrityError), transaction.atomic():
            Participation.objects.create(cohort=cast.cohort, city=cast.own.city)


class TestPeople:
    def test_an_invited_facilitator_becomes_one_by_accepting(self, cast, sign_in):
        sign_in("administrator").post(
            url("cohort_people", cast.cohort.slug),
            {"name": "Noor Haddad", "email": "Noor@Example.org", "message": "Hi"},
        )
        invitation = Invitation.objects.get()
        assert (invitation.role, invitation.subject) == ("facilitator", cast.cohort)
        message = Message.objects.get()
        assert message.address == "noor@example.org"
        assert "Fall 2026" in message.subject + message.text
        noor = factories.make_user("Noor Haddad", email="noor@example.org")
        accept(invitation=invitation, user=noor)
        assert Facilitator.objects.filter(cohort=cast.cohort, user=noor).exists()

    def test_who_facilitates_already_is_not_invited_again(self, cast, sign_in):
        page = sign_in("administrator").post(
            url("cohort_people", cast.cohort.slug), {"name": "H", "email": cast.facilitator.email.upper()}
        )
        assert "facilitates this cohort already" in page.content.decode()
        assert not Invitation.objects.exists()

    def test_a_removed_facilitator_sees_the_cohort_no_more_and_open_invitations_end(self, cast, sign_in):
        services.invite_facilitator(
            cohort=cast.other_cohort, email=cast.facilitator.email, name="Helen", by=cast.administrator
        )
        other = Facilitator.objects.get(cohort=cast.other_cohort)
        mine = Facilitator.objects.get(cohort=cast.cohort)
        client = sign_in("administrator")
        assert client.post(url("facilitator_remove", cast.cohort.slug, other.pk)).status_code == 404
        client.post(url("facilitator_remove", cast.cohort.slug, mine.pk))
        assert not Facilitator.objects.filter(pk=mine.pk).exists()
        assert Facilitator.objects.filter(pk=other.pk).exists()
        assert sign_in("facilitator").get(cast.cohort.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("more", [1, 3])
    def test_the_page_costs_the_same_for_one_facilitator_as_for_three(
        self, cast, sign_in, django_assert_num_queries, more
    ):
        for number in range(more):
            factories.make_facilitator(cast.cohort)
            factories.make_member(cast.neighbor, "viewer")
            services.invite_facilitator(
                cohort=cast.cohort, email=f"x{number}@example.org", name="X", by=cast.administrator
            )
        client = sign_in("facilitator")
        client.get(url("cohort_people", cast.cohort.slug))
        with django_assert_num_queries(6):
            client.get(url("cohort_people", cast.cohort.slug))


class TestList:
    @pytest.mark.parametrize("more", [0, 2])
    def test_the_list_counts_what_waits_and_costs_the_same_for_more_cohorts(
        self, cast, sign_in, django_assert_num_queries, more
    ):
        cast.own.intake.state, cast.own.intake.submitted_at = "submitted", timezone.now()
        cast.own.intake.save()
        cast.neighbor.intake.state = "declined"
        cast.neighbor.intake.save()
        factories.make_facilitator(cast.cohort)
        for _ in range(more):
            factories.make_participation()
        client = sign_in("administrator")
        client.get(url("cohort_list"))
        with django_assert_num_queries(4):
            page = client.get(url("cohort_list")).content.decode()
        assert "1 of 8" in page
        assert "1 intake to review" in page

    def test_facilitators_see_their_own_cohorts_and_who_runs_none_sees_no_list(self, cast, sign_in):
        page = sign_in("facilitator").get(url("cohort_list")).content.decode()
        assert "Fall 2026" in page
        assert "Spring 2027" not in page
        assert sign_in("mayor").get(url("cohort_list")).status_code == 404
        assert sign_in("outsider").get(url("cohort_list")).status_code == 404


@pytest.mark.parametrize(
    ("persona", "status"),
    [("facilitator", 403), ("mayor", 403), ("other_facilitator", 404), ("outsider", 404), ("anonymous", 302)],
)
def test_only_administrators_change_a_cohort(cast, sign_in, persona, status):
    facilitation = Facilitator.objects.get(cohort=cast.cohort)
    attempts = {
        url("cohort_settings", cast.cohort.slug): {**SETTINGS, "name": "Hacked"},
        url("cohort_status", cast.cohort.slug): {"status": "closed"},
        url("cohort_people", cast.cohort.slug): {"name": "X", "email": "x@example.org"},
        url("facilitator_remove", cast.cohort.slug, facilitation.pk): {},
        url("late_codes", cast.cohort.slug): {"city": "Dayton, OH", "expires_on": "1/1/2030"},
        url("cohort_invite", cast.cohort.slug): {"list": "City,Contact email\n"},
        url("cohort_invite_one", cast.cohort.slug): {"city": "Utica, NY", "contact_email": "x@example.org"},
    }
    for address, data in attempts.items():
        assert sign_in(persona).post(address, data).status_code == status, address
    cast.cohort.refresh_from_db()
    assert (cast.cohort.name, cast.cohort.status) == ("Fall 2026", "in session")
    assert Facilitator.objects.filter(pk=facilitation.pk).exists()
    assert not Invitation.objects.exists()
    assert not cast.cohort.late_codes.exists()


@pytest.mark.parametrize("persona", ["facilitator", "mayor", "outsider"])
def test_only_administrators_set_up_cohorts(cast, sign_in, persona):
    assert sign_in(persona).post(url("cohort_new"), SETTINGS).status_code == 404
    assert Cohort.objects.count() == 2
