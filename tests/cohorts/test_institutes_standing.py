"""Where cities stand: the cohort's grid, its spreadsheet, and each city's front page."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.intake.models import Answer, Intake, Question, SignOff
from cohorts.standing.grid import grid_of
from cohorts.standing.pieces import Step
from cohorts.standing.words import headline, summary
from isc_portal.documents.models import Document
from tests import factories

HOSTILE = '<script>alert("x")</script>=1+1'


def name_initiative(participation, title: str, by=None) -> None:
    question = Question.objects.get(section__questionnaire=participation.intake.questionnaire, key="title")
    Answer.objects.update_or_create(
        intake=participation.intake, question=question, defaults={"value": title, "updated_by": by}
    )


def put(participation, state: str, **fields) -> None:
    submitted = {"submitted_at": timezone.now()} if state in ("submitted", "accepted") else {}
    Intake.objects.filter(participation=participation).update(state=state, **{**submitted, **fields})


def make_blueprint(participation, status: str = "draft", by=None) -> Document:
    return Document.objects.create(
        kind="blueprint",
        subject=participation,
        version=1,
        title="Blueprint",
        place=participation.city.long_name,
        as_of=timezone.now(),
        prepared_by=by,
        snapshot={},
        snapshot_hash="0" * 64,
        job_state="ready",
        finished_at=timezone.now(),
        file="x.pdf",
        status=status,
        approved_at=timezone.now() if status == "approved" else None,
    )


def cells(grid, city: str) -> dict:
    row = next(row for row in grid.everything if row.participation.city.name == city)
    return {cell.piece.key: cell for cell in row.cells}


def grid_url(cohort) -> str:
    return reverse("cohorts:cohort_grid", args=[cohort.slug])


class TestGrid:
    def test_each_state_of_an_intake_is_a_step_of_each_piece(self, cast):
        expected = {
            "invited": (Step.NOT_STARTED, Step.NOT_STARTED, Step.NOT_STARTED),
            "in progress": (Step.WORKING, Step.NOT_STARTED, Step.NOT_STARTED),
            "submitted": (Step.DONE, Step.OUT, Step.WITH_INSTITUTE),
            "returned": (Step.WORKING, Step.NOT_STARTED, Step.WORKING),
            "accepted": (Step.DONE, Step.OUT, Step.DONE),
            "waitlisted": (Step.DONE, Step.OUT, Step.DONE),
            "declined": (Step.OUT, Step.OUT, Step.OUT),
            "withdrawn": (Step.OUT, Step.OUT, Step.OUT),
        }
        for state, steps in expected.items():
            put(cast.own, state)
            found = cells(grid_of(cast.cohort, cast.facilitator, {}), "Dayton")
            assert tuple(found[key].standing.step for key in ("answers", "signature", "review")) == steps, state

    def test_a_signature_counts_until_it_is_undone(self, cast):
        sign_off = SignOff.objects.create(intake=cast.own.intake, answers_hash="0" * 64, name="Lorraine Whitcomb")
        found = cells(grid_of(cast.cohort, cast.facilitator, {}), "Dayton")
        assert (found["signature"].standing.step, found["signature"].standing.note) == (Step.DONE, "Lorraine Whitcomb")
        sign_off.void_at = timezone.now()
        sign_off.save()
        assert cells(grid_of(cast.cohort, cast.facilitator, {}), "Dayton")["signature"].standing.step != Step.DONE

    @pytest.mark.parametrize(
        ("status", "step"), [("draft", Step.WORKING), ("in review", Step.WITH_MAYOR), ("approved", Step.DONE)]
    )
    def test_the_blueprint_is_as_far_as_its_newest_version(self, cast, status, step):
        make_blueprint(cast.own, status)
        assert cells(grid_of(cast.cohort, cast.facilitator, {}), "Dayton")["blueprint"].standing.step == step

    def test_what_is_past_its_day_is_late_until_the_city_has_done_it(self, cast, time_machine):
        time_machine.move_to("2026-09-22 12:00Z")
        grid = grid_of(cast.cohort, cast.facilitator, {})
        assert cells(grid, "Dayton")["answers"].label == "Late"
        assert grid.counts["rows_late"] == 2
        put(cast.own, "submitted")
        grid = grid_of(cast.cohort, cast.facilitator, {})
        assert cells(grid, "Dayton")["answers"].label == "Done"
        assert (grid.counts["rows_late"], grid.counts["rows_waiting"]) == (1, 1)

    def test_a_city_with_a_day_of_its_own_is_late_only_after_that(self, cast, time_machine):
        time_machine.move_to("2026-09-22 12:00Z")
        cast.own.intake_due_on = date(2026, 10, 1)
        cast.own.save()
        assert not cells(grid_of(cast.cohort, cast.facilitator, {}), "Dayton")["answers"].is_late

    @pytest.mark.parametrize(
        ("wishes", "names"),
        [
            ({}, ["Dayton", "Stockton", "Yonkers"]),
            ({"sort": "city", "order": "down"}, ["Yonkers", "Stockton", "Dayton"]),
            ({"sort": "answers"}, ["Dayton", "Yonkers", "Stockton"]),
            ({"sort": "answers", "order": "down"}, ["Stockton", "Yonkers", "Dayton"]),
            ({"sort": "due"}, ["Yonkers", "Dayton", "Stockton"]),
            ({"sort": "due", "order": "down"}, ["Dayton", "Yonkers", "Stockton"]),
            ({"show": "waiting"}, ["Stockton"]),
            ({"state": "in progress"}, ["Yonkers"]),
            ({"state": "in progress", "show": "waiting"}, []),
            ({"sort": "'; DROP", "show": "\x00", "state": "x", "order": "?"}, ["Dayton", "Stockton", "Yonkers"]),
        ],
    )
    def test_cities_are_sorted_and_filtered_and_those_without_a_day_come_last(self, cast, wishes, names):
        yonkers = factories.make_participation(cast.cohort, factories.make_city("Yonkers", "NY"))
        yonkers.intake_due_on = date(2026, 9, 1)
        yonkers.save()
        put(yonkers, "in progress")
        put(cast.neighbor, "submitted")
        grid = grid_of(cast.cohort, cast.facilitator, wishes)
        assert [row.participation.city.name for row in grid.rows] == names

    def test_the_last_activity_names_who_did_it(self, cast):
        name_initiative(cast.own, "Permits in 30 days", by=cast.editor)
        row = next(row for row in grid_of(cast.cohort, cast.facilitator, {}).rows if row.title)
        assert (row.title, row.activity.who) == ("Permits in 30 days", cast.editor)

    @pytest.mark.parametrize("more", [0, 2])
    def test_the_page_costs_the_same_for_one_more_city_as_for_three(
        self, cast, sign_in, django_assert_num_queries, more
    ):
        for number in range(more):
            participation = factories.make_participation(cast.cohort, factories.make_city(f"Yonkers {number}", "NY"))
            name_initiative(participation, "Water", by=factories.make_member(participation, "editor"))
            make_blueprint(participation)
        client = sign_in("facilitator")
        client.get(grid_url(cast.cohort))
        with django_assert_num_queries(14):
            page = client.get(grid_url(cast.cohort)).content.decode()
        assert page.count('scope="row"') == 2 + more

    def test_hostile_names_are_shown_as_text(self, cast, sign_in):
        name_initiative(cast.own, HOSTILE, by=cast.editor)
        page = sign_in("facilitator").get(grid_url(cast.cohort)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;=1+1" in page

    def test_a_cohort_without_cities_says_what_to_do(self, cast, sign_in):
        empty = factories.make_cohort("Fall 2030")
        page = sign_in("administrator").get(grid_url(empty)).content.decode()
        assert "No city is in this cohort yet" in page
        assert reverse("cohorts:cohort_invite", args=[empty.slug]) in page

    @pytest.mark.parametrize(
        ("persona", "status"),
        [("administrator", 200), ("facilitator", 200), ("mayor", 403), ("other_facilitator", 404), ("outsider", 404)],
    )
    def test_the_grid_is_for_those_who_run_the_cohort(self, cast, sign_in, persona, status):
        name_initiative(cast.neighbor, "Secret of Stockton")
        for url in (grid_url(cast.cohort), reverse("cohorts:cohort_export", args=[cast.cohort.slug, "csv"])):
            response = sign_in(persona).get(url)
            assert response.status_code == status
            assert ("Secret of Stockton" in response.content.decode()) == (status == 200)

    def test_anonymous_visitors_sign_in_first(self, cast, client):
        response = client.get(grid_url(cast.cohort))
        assert response.status_code == 302
        assert "login" in response["Location"]


class TestExport:
    def rows(self, content: bytes) -> list[tuple]:
        return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))

    def test_the_spreadsheet_has_what_the_page_has_in_the_same_order(self, cast, sign_in):
        name_initiative(cast.own, HOSTILE, by=cast.editor)
        put(cast.neighbor, "submitted")
        url = reverse("cohorts:cohort_export", args=[cast.cohort.slug, "xlsx"])
        response = sign_in("facilitator").get(url, {"sort": "city", "order": "down"})
        rows = self.rows(response.content)
        assert rows[0][:6] == ("City", "State", "Population", "Mayor", "Initiative", "Intake")
        assert [row[0] for row in rows[1:]] == ["Stockton", "Dayton"]
        assert rows[1][5] == "Submitted"
        assert rows[2][4] == HOSTILE
        assert rows[2][-1] == "Ana Reyes"

    def test_nothing_in_the_csv_file_is_a_formula(self, cast, sign_in):
        name_initiative(cast.own, "=cmd|' /C calc'!A0")
        url = reverse("cohorts:cohort_export", args=[cast.cohort.slug, "csv"])
        assert ",'=cmd|" in sign_in("facilitator").get(url).content.decode("utf-8-sig")

    def test_there_is_no_other_kind_of_file(self, cast, sign_in):
        assert (
            sign_in("facilitator").get(reverse("cohorts:cohort_export", args=[cast.cohort.slug, "pdf"])).status_code
            == 404
        )


class TestWords:
    @pytest.mark.parametrize(
        ("cities", "due", "words"),
        [
            (8, date(2026, 11, 20), "Eight cities, nine weeks to go"),
            (1, date(2026, 9, 25), "One city, seven days to go"),
            (2, date(2026, 9, 19), "Two cities, one day to go"),
            (2, date(2026, 9, 18), "Two cities, and today is the last day"),
            (13, date(2026, 9, 1), "13 cities, and the last day has passed"),
            (3, None, "Three cities"),
            (0, date(2026, 11, 20), "No city is in this cohort yet"),
        ],
    )
    def test_the_headline_says_how_many_and_how_long(self, cities, due, words):
        cohort = factories.Cohort(name="Fall", blueprint_due_on=due)
        assert headline(cohort, cities, date(2026, 9, 18)) == words

    def test_the_summary_leaves_out_what_there_is_none_of(self):
        counts = {"pieces": 64, "done": 30, "working": 22, "waiting": 1, "late": 0, "not_started": 7}
        assert summary(counts) == (
            "30 of 64 pieces are done, 22 are being worked on, 1 waits for you and 7 have not started."
        )


class TestCityHome:
    def page(self, client, participation) -> str:
        return client.get(participation.get_absolute_url()).content.decode()

    def test_an_untouched_intake_asks_editors_to_begin_and_viewers_to_wait(self, cast, sign_in):
        cast.cohort.welcome = "Welcome, mayors.\n\nBring one initiative."
        cast.cohort.save()
        editor, viewer = self.page(sign_in("editor"), cast.own), self.page(sign_in("viewer"), cast.own)
        assert "Your next step" in editor
        assert "Begin the intake" in editor
        assert "Bring one initiative." in editor
        assert "Your next step" not in viewer
        assert "The city has not begun its intake" in viewer

    @pytest.mark.parametrize(
        ("persona", "state", "words"),
        [
            ("editor", "submitted", "The facilitators are reviewing your intake"),
            ("facilitator", "submitted", "Review this intake"),
            ("administrator", "in progress", "is filling in its intake"),
            ("editor", "signed off", "Submit the intake"),
            ("editor", "accepted", "Make the first Guiding Blueprint"),
            ("viewer", "accepted", "The Guiding Blueprint is not made yet"),
            ("editor", "waitlisted", "on the waitlist"),
            ("mayor", "declined", "was not accepted"),
            ("mayor", "withdrawn", "has withdrawn"),
        ],
    )
    def test_the_next_step_is_the_readers_own(self, cast, sign_in, persona, state, words):
        put(cast.own, state)
        name_initiative(cast.own, "Permits", by=cast.editor)
        assert words in self.page(sign_in(persona), cast.own)

    def test_only_the_mayor_is_asked_to_approve(self, cast, sign_in):
        put(cast.own, "accepted")
        make_blueprint(cast.own, "in review")
        assert "Approve the Guiding Blueprint" in self.page(sign_in("mayor"), cast.own)
        assert "The mayor reads the Guiding Blueprint" in self.page(sign_in("editor"), cast.own)

    def test_a_closed_cohort_is_read_and_not_changed(self, cast, sign_in):
        cast.cohort.status = "closed"
        cast.cohort.save()
        client = sign_in("editor")
        assert "This cohort is closed" in self.page(client, cast.own)
        refused = client.post(reverse("cohorts:intake_submit", kwargs=cast.own.url_kwargs))
        assert refused.status_code == 403
        assert "closed" in refused.content.decode()

    @pytest.mark.parametrize("persona", ["peer", "stranger", "other_facilitator", "expert", "outsider"])
    def test_nobody_else_comes_to_a_city(self, cast, sign_in, persona):
        name_initiative(cast.own, "Secret of Dayton")
        response = sign_in(persona).get(cast.own.get_absolute_url())
        assert response.status_code == 404
        assert "Secret of Dayton" not in response.content.decode()

    def test_the_team_does_not_lead_to_the_review(self, cast, sign_in):
        put(cast.own, "submitted")
        assert reverse("cohorts:review", kwargs=cast.own.url_kwargs) not in self.page(sign_in("mayor"), cast.own)

    def test_hostile_titles_are_shown_as_text(self, cast, sign_in):
        name_initiative(cast.own, HOSTILE, by=cast.editor)
        page = self.page(sign_in("editor"), cast.own)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;=1+1</h1>" in page

    def test_documents_of_the_city_are_reached_through_its_door(self, cast, sign_in):
        url = reverse("cohorts:documents", kwargs=cast.own.url_kwargs)
        assert sign_in("viewer").get(url).status_code == 200
        assert sign_in("peer").get(url).status_code == 404

    @pytest.mark.parametrize("more", [0, 2])
    def test_the_page_costs_the_same_for_few_people_and_changes_as_for_many(
        self, cast, sign_in, django_assert_num_queries, more
    ):
        name_initiative(cast.own, "Permits", by=cast.editor)
        for number in range(more):
            member = factories.make_member(cast.own, "viewer")
            name_initiative(cast.own, f"Permits {number}", by=member)
        client = sign_in("editor")
        client.get(cast.own.get_absolute_url())
        with django_assert_num_queries(15):
            client.get(cast.own.get_absolute_url())


@pytest.mark.django_db
def test_a_citys_page_opens_with_whole_sentences_of_its_problem(cast, sign_in):
    problem = f"Permits take 94 days. A shop pays rent on an empty room. {'Much more follows here, ' * 9}and so on."
    question = Question.objects.get(section__questionnaire=cast.own.intake.questionnaire, key="problem")
    Answer.objects.create(intake=cast.own.intake, question=question, value=problem, updated_by=cast.editor)
    name_initiative(cast.own, "Cut permit time", cast.editor)
    shown = sign_in("editor").get(cast.own.get_absolute_url()).content.decode()
    assert "Permits take 94 days. A shop pays rent on an empty room.</p>" in shown
    assert "Much more" not in shown


def test_a_last_day_two_weeks_away_is_told_in_weeks():
    cohort = factories.Cohort(name="Fall", ends_on=date(2026, 9, 18) + timedelta(days=14))
    assert headline(cohort, 4, date(2026, 9, 18)) == "Four cities, two weeks to go"
