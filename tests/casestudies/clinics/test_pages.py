"""The pages of planning: who sees what, what is kept, and what is said when a time is taken."""

from datetime import timedelta

import pytest

from casestudies.clinics import services
from casestudies.clinics.models import Clinic, ClinicStep
from isc_portal.mail.models import Message
from tests.casestudies.clinic_making import make_case, make_clinic

from .conftest import AT

pytestmark = pytest.mark.django_db

SENT = {
    "starts_on": "3/4/2027", "starts_at": "1:30 PM", "minutes": "70", "room": "Room 12", "link": "",
    "record_label": "chatham house", "named_cards": "no", "moderated": "yes",
}  # fmt: skip
EVERYBODY = ("administrator", "facilitator", "mayor", "editor", "viewer", "peer")
FOREIGN = ("expert", "stranger", "other_facilitator", "outsider")


def test_the_agenda_is_for_the_cohort_and_says_what_is_missing_to_those_who_run_it(cast, clinic, sign_in):
    address = f"/cohorts/{cast.cohort.slug}/clinics/"
    for persona in EVERYBODY:
        page = sign_in(persona).get(address).content.decode()
        assert "Thursday, March 4, 2027" in page and "1:30 PM" in page and "Dayton, OH: Cut permit time" in page
        runs = persona in ("administrator", "facilitator")
        assert ("No expert yet" in page) == ("Plan a clinic" in page) == runs, persona
        assert ("Which step first?" in page) == (persona != "peer"), "peers read the case from its day"
    for persona in FOREIGN:
        assert sign_in(persona).get(address).status_code == 404


def test_planning_and_changing_are_for_those_who_run_the_cohort(cast, clinic, sign_in):
    new = f"/cohorts/{cast.cohort.slug}/clinics/new/"
    pages = [f"/clinics/{clinic.pk}/{name}/" for name in ("edit", "cancel", "steps", "people")]
    for address in [new, *pages]:
        assert [sign_in(persona).get(address).status_code for persona in ("administrator", "facilitator")] == [200, 200]
        assert {sign_in(persona).get(address).status_code for persona in ("mayor", "peer")} == {403}
        assert {sign_in(persona).get(address).status_code for persona in FOREIGN} == {404}
    cast.cohort.status = "closed"
    cast.cohort.save()
    client = sign_in("facilitator")
    assert client.get(f"/clinics/{clinic.pk}/").status_code == 200
    assert {client.post(address, SENT).status_code for address in [new, *pages[:3]]} == {403}
    clinic.refresh_from_db()
    assert (clinic.room, clinic.state) == ("Room 304", "planned")


def test_a_clinic_is_planned_on_the_page_and_the_citys_team_is_told(cast, case, sign_in):
    sent = {**SENT, "case": case.pk, "facilitators": [cast.facilitator.pk]}
    page = sign_in("facilitator").post(f"/cohorts/{cast.cohort.slug}/clinics/new/", sent, follow=True).content.decode()
    clinic = Clinic.objects.get()
    assert "is planned. Its team has been told." in page
    assert (clinic.starts_at, clinic.record_label, clinic.named_cards, clinic.moderated) == (
        AT,
        "chatham house",
        False,
        True,
    )
    told = Message.objects.get(address=cast.mayor.email)
    assert told.subject == "Your clinic: Thursday, March 4, 2027, 1:30 PM to 2:40 PM (Eastern Time)"
    assert "Helen Osei planned the clinic on your initiative" in told.text and "Helen Osei planned" in told.html


def test_a_taken_time_is_explained_keeps_what_was_typed_and_a_free_one_is_taken_by_a_button(cast, clinic, sign_in):
    other, client = make_case(cast.neighbor), sign_in("facilitator")
    sent = {**SENT, "case": other.pk, "facilitators": [cast.facilitator.pk], "room": "Room <12>"}
    address = f"/cohorts/{cast.cohort.slug}/clinics/new/"
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Helen Osei is in the clinic of Dayton from 1:30 PM to 2:40 PM." in page
    assert "Room &lt;12&gt;" in page and 'value="3/4/2027"' in page and "Take 3:00 PM" in page
    assert Clinic.objects.count() == 1
    client.post(address, {**sent, "take": "2027-03-04T15:00:00-05:00"})
    assert Clinic.objects.get(case=other).starts_at == AT + timedelta(hours=1.5)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"starts_at": "noon"}, "Write a time of day, like 9:00 AM or 1:30 PM."),
        ({"starts_at": "25:00"}, "Write a time of day, like 9:00 AM or 1:30 PM."),
        ({"starts_on": "3/14/2027", "starts_at": "2:30 AM"}, "there is no such time"),
        ({"starts_on": "3/4/2020"}, "This is in the past."),
        ({"starts_on": "3/4/2207"}, "Is the year right?"),
        ({"minutes": "5"}, "greater than or equal to 10"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"record_label": "secret"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(cast, case, sign_in, sent, words):
    data = {**SENT, "case": case.pk, **sent}
    answer = sign_in("facilitator").post(f"/cohorts/{cast.cohort.slug}/clinics/new/", data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Clinic.objects.exists()


def test_the_page_of_a_clinic_gives_each_role_its_ways_in(cast, clinic, sign_in):
    seen = {persona: sign_in(persona).get(f"/clinics/{clinic.pk}/").content.decode() for persona in EVERYBODY}
    for persona, page in seen.items():
        assert "Run of show" in page and "70 of 70 minutes" in page and "Helen Osei" in page
        assert (f"/clinics/{clinic.pk}/edit/" in page) == (persona in ("administrator", "facilitator"))
        assert (clinic.join_code in page) == (persona in ("administrator", "facilitator"))
    assert "The case opens to the cohort on the day of the clinic" in seen["peer"]


def test_moving_and_calling_off_tell_all_who_are_expected(cast, clinic, sign_in):
    services.accept_seat(
        seat=services.invite_expert(clinic=clinic, expert=cast.expert.expert, by=cast.facilitator), ties=""
    )
    client = sign_in("facilitator")
    client.post(f"/clinics/{clinic.pk}/edit/", {**SENT, "starts_at": "3 pm", "record_label": "attributable"})
    clinic.refresh_from_db()
    assert (clinic.starts_at, clinic.room, clinic.calendar_sequence) == (AT + timedelta(hours=1.5), "Room 12", 1)
    for person in (cast.expert, cast.mayor):
        told = Message.objects.filter(address=person.email).latest("pk")
        assert "has another time: Thursday, March 4, 2027, 3:00 PM to 4:10 PM" in told.subject
        assert "Before, it was on Thursday, March 4, 2027, 1:30 PM" in told.text and "3:00 PM" in told.html
    client.post(f"/clinics/{clinic.pk}/cancel/", {"reason": "The mayor is ill."})
    clinic.refresh_from_db()
    assert clinic.state == "cancelled" and not clinic.bookings.exists()
    told = Message.objects.filter(address=cast.expert.email).latest("pk")
    assert told.subject.startswith("Called off: the clinic of Dayton")
    assert "The mayor is ill." in told.text and "The mayor is ill." in told.html
    assert not Message.objects.filter(address=cast.facilitator.email, subject__contains="Called off").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_agenda_takes_as_many_queries_for_one_clinic_as_for_three(cast, sign_in, count, django_assert_num_queries):
    for participation in (cast.own, cast.neighbor, cast.own)[:count]:
        case = getattr(participation, "case_study", None) or make_case(participation)
        make_clinic(case, by=cast.facilitator)
    client = sign_in("facilitator")
    client.get(f"/cohorts/{cast.cohort.slug}/clinics/")
    with django_assert_num_queries(11):
        client.get(f"/cohorts/{cast.cohort.slug}/clinics/")


class TestRunOfShow:
    def rows(self, clinic, **changed) -> dict[str, list]:
        steps = list(clinic.steps.all())
        data = {name: [str(getattr(step, name)) for step in steps] for name in ("kind", "name", "minutes", "pk")}
        return {**data, **changed}

    def test_steps_are_named_timed_ordered_added_and_taken_out(self, cast, clinic, sign_in):
        client, address = sign_in("facilitator"), f"/clinics/{clinic.pk}/steps/"
        data = self.rows(clinic)
        for column in data.values():
            column[0], column[1] = column[1], column[0]
            column.pop()
        data["name"][0], data["minutes"][0] = "What we do not know", "8"
        for name, value in (("kind", "break"), ("name", ""), ("minutes", "7"), ("pk", "")):
            data[name].append(value)
        page = client.post(address, data, follow=True).content.decode()
        assert "The run-of-show is saved: 75 of 70 minutes." in page
        assert [(step.order, step.name, step.minutes) for step in clinic.steps.all()][:2] == [
            (1, "What we do not know", 8),
            (2, "Presentation", 10),
        ]
        assert clinic.steps.count() == 8 and clinic.steps.last().name == "Break"
        assert "The steps take 75 of 70 minutes" in client.get(f"/clinics/{clinic.pk}/").content.decode()

    def test_buttons_work_without_a_script_and_keep_what_was_typed(self, cast, clinic, sign_in):
        client, address = sign_in("facilitator"), f"/clinics/{clinic.pk}/steps/"
        data = self.rows(clinic, name=["Ours", *["x"] * 7])
        page = client.post(address, {**data, "down": "0"}).content.decode()
        assert "Ours is step 2 of 8. Not saved yet." in page and page.index('value="x"') < page.index('value="Ours"')
        assert "is taken out" in client.post(address, {**data, "remove": "0"}).content.decode()
        assert "as early as it can be" in client.post(address, {**data, "up": "0"}).content.decode()
        assert client.post(address, {**data, "add": "1"}).content.decode().count('name="minutes"') == 8 + 1 + 1
        assert client.post(address, {**data, "up": "99"}).status_code == 302, "a button there is not saves"
        assert clinic.steps.first().name == "Ours"

    @pytest.mark.parametrize("minutes", ["", "0", "-3", "1.5", "9999", "٣", "ten"])
    def test_minutes_that_are_none_are_refused_and_kept(self, cast, clinic, sign_in, minutes):
        data = self.rows(clinic)
        data["minutes"][2] = minutes
        answer = sign_in("facilitator").post(f"/clinics/{clinic.pk}/steps/", data)
        assert answer.status_code == 422 and "Write whole minutes, from 1 to 240." in answer.content.decode()
        assert f'value="{minutes}"' in answer.content.decode()
        assert sum(step.minutes for step in clinic.steps.all()) == 70

    def test_steps_of_another_clinic_are_not_taken(self, cast, clinic, sign_in):
        other = make_clinic(make_case(cast.neighbor), by=cast.facilitator)
        data = self.rows(clinic)
        data["pk"][0] = str(other.steps.first().pk)
        sign_in("facilitator").post(f"/clinics/{clinic.pk}/steps/", data)
        assert other.steps.count() == clinic.steps.count() == 8

    def test_what_has_begun_stays_while_the_rest_can_change(self, cast, case, sign_in):
        clinic = make_clinic(case, by=cast.facilitator, live=True)
        client, address = sign_in("facilitator"), f"/clinics/{clinic.pk}/steps/"
        assert "This step has begun and stays." in client.get(address).content.decode()
        data = self.rows(clinic)
        version = clinic.board_version
        client.post(address, {**data, "minutes": ["10", "6", *data["minutes"][2:]]})
        clinic.refresh_from_db()
        assert clinic.steps.all()[1].minutes == 6 and clinic.board_version > version
        answer = client.post(address, {**data, "minutes": ["99", *data["minutes"][1:]]})
        assert answer.status_code == 422 and "steps that have begun stay as they are" in answer.content.decode()
        for column in data.values():
            column.pop(0)
        assert client.post(address, data).status_code == 422
        assert ClinicStep.objects.filter(clinic=clinic, minutes=10, order=1).exists()
