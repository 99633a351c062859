"""Inviting cities: from a list, with a dry run, and one by one."""

import io
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from cohorts.institutes.models import Cohort, Participation
from cohorts.inviting.planning import COLUMNS, make_plan
from cohorts.inviting.services import Invitee, PlanChanged, invite_cities, invite_city
from cohorts.inviting.sheet import as_text, with_cells, without_row
from cohorts.places.models import City
from isc_portal.accounts.models import Invitation
from isc_portal.imports.columns import guess, records
from isc_portal.imports.reading import read_file, read_text
from isc_portal.mail.models import Message
from tests import factories

HEAD = "City,State,Mayor,Contact name,Contact email,Role\n"
LIST = HEAD + (
    "Worcester,MA,Jo Petty,Ana Lee,ana@worcester.example.org,\n"
    "Worcester,MA,Jo Petty,Jo Petty,mayor@worcester.example.org,Mayor\n"
    "\n"
    "Tacoma,Washington,Vic Woods,Bo Ray,bo@tacoma.example.org,viewer\n"
)


def plan_for(cohort, text: str):
    table = read_text(text)
    return make_plan(cohort=cohort, records=records(table, guess(table.headers, COLUMNS)))


def problems(plan) -> list[tuple[int, str, str]]:
    return [(row.number, problem.column, problem.words) for row in plan.rows for problem in row.problems]


def nothing_happened() -> bool:
    return not (
        Invitation.objects.exists() or Message.objects.exists() or City.objects.filter(name="Worcester").exists()
    )


class TestPlan:
    def test_a_good_list_says_who_joins_and_who_is_invited_and_writes_nothing(self, cast):
        plan = plan_for(cast.cohort, LIST)
        assert problems(plan) == []
        assert (plan.joining, len(plan.acting_rows)) == (2, 3)
        assert [(row.number, row.joins, row.role, str(row.city)) for row in plan.rows] == [
            (2, True, "editor", "Worcester, MA"),
            (3, False, "mayor", "Worcester, MA"),
            (5, True, "viewer", "Tacoma, WA"),
        ]
        assert plan.rows[2].notes == ["Tacoma took part in Spring 2027."]
        assert nothing_happened()

    @pytest.mark.parametrize(
        ("row", "column", "words"),
        [
            ("Worcester,MA,,A,,", "Contact email", "no address"),
            ("Worcester,MA,,A,not an address,", "Contact email", "“not an address” is not an email address"),
            ("Worcester,MA,,A,a@x.example.org,boss", "Role", "“boss” is no role"),
            ("Worcester,ZZ,,A,a@x.example.org,", "State", "“ZZ” is no state"),
            ("Worcester,,,A,a@x.example.org,", "State", "The state of Worcester is missing"),
            (",MA,,A,a@x.example.org,", "City", "There is no city"),
            ("Worcestre,MA,,A,a@x.example.org,", "City", "a place called Worcestre in MA"),
            (f"Worcester,MA,,{'A' * 121},a@x.example.org,", "Contact name", "121 characters; at most 120"),
            ("Worcester,MA,Jo Petty,Al Other,a@x.example.org,mayor", "Mayor", "invites Al Other as mayor and names Jo"),
        ],
    )
    def test_a_problem_names_its_row_and_column(self, cast, row, column, words):
        found = problems(plan_for(cast.cohort, HEAD + "\n" + row))
        assert [(number, where) for number, where, _ in found] == [(3, column)]
        assert words in found[0][2]

    def test_a_city_spelled_wrong_comes_with_the_ones_it_may_be(self, cast):
        plan = plan_for(cast.cohort, HEAD + "Worcestre,MA,,A,a@x.example.org,")
        assert str(plan.rows[0].problems[0].places[0]) == "Worcester, MA"

    def test_a_city_without_a_state_comes_with_those_of_its_name(self, cast):
        plan = plan_for(cast.cohort, "City,Email\nSpringfield,a@x.example.org")
        assert all(place.name == "Springfield" for place in plan.rows[0].problems[0].places)

    def test_the_state_may_stand_behind_the_city(self, cast):
        plan = plan_for(cast.cohort, 'City,Email\n"Worcester, Mass.",a@x.example.org')
        assert str(plan.rows[0].city) == "Worcester, MA"

    def test_a_repeated_row_is_left_out_and_a_contradicting_one_is_a_problem(self, cast):
        plan = plan_for(
            cast.cohort,
            HEAD
            + "Worcester,MA,Jo Petty,A,a@x.example.org,\n"
            + "worcester,mass.,Jo Petty,A,A@X.example.org,editor\n"
            + "Worcester,MA,Jo Petty,A,a@x.example.org,viewer\n"
            + "Worcester,MA,Al Other,B,b@x.example.org,\n",
        )
        assert plan.rows[1].skipped.startswith("The same city and person as in row 2")
        assert problems(plan) == [
            (4, "Role", "Row 2 invites a@x.example.org as editor. Keep one of the two."),
            (5, "Mayor", "Row 2 names Jo Petty as mayor of Worcester. Make them the same."),
        ]

    def test_the_mayor_need_stand_in_one_row_of_a_city_only(self, cast):
        listed = HEAD + "Worcester,MA,,A,a@x.example.org,\nWorcester,MA,Jo Petty,B,b@x.example.org,\n"
        joined, _ = invite_cities(cohort=cast.cohort, plan=plan_for(cast.cohort, listed), by=cast.administrator)
        assert joined[0].mayor.name == "Jo Petty"

    def test_two_mayors_of_one_city_are_a_problem(self, cast):
        plan = plan_for(
            cast.cohort,
            HEAD + "Worcester,MA,,Jo Petty,a@x.example.org,mayor\nWorcester,MA,Jo Petty,Jo Petty,b@x.example.org,mayor",
        )
        assert problems(plan) == [(3, "Role", "Row 2 invites the mayor of Worcester already.")]

    def test_cities_and_people_that_are_here_already_are_known(self, cast):
        invite_city(
            cohort=cast.cohort,
            city=cast.own.city,
            mayor_name="",
            invitees=[Invitee("Al", "al@dayton.example.org", "viewer")],
            by=cast.administrator,
        )
        plan = plan_for(
            cast.cohort,
            HEAD
            + f"Dayton,OH,,Ana,{cast.editor.email.upper()},\n"
            + "Dayton,OH,,Al,al@dayton.example.org,viewer\n"
            + "Dayton,OH,,New,new@dayton.example.org,viewer\n"
            + "Dayton,OH,,Boss,boss@dayton.example.org,mayor\n",
        )
        assert "is on the team of Dayton already, as editor" in plan.rows[0].skipped
        assert "was invited already" in plan.rows[1].skipped
        assert plan.rows[2].notes == ["Dayton takes part already; this person joins its team."]
        assert [(number, column) for number, column, _ in problems(plan)] == [(5, "Role")]
        assert plan.joining == 0

    def test_more_cities_than_places_are_a_problem_from_the_first_one_too_many(self, cast):
        Cohort.objects.filter(pk=cast.cohort.pk).update(capacity=3)
        cast.cohort.refresh_from_db()
        plan = plan_for(cast.cohort, LIST)
        assert [number for number, _, _ in problems(plan)] == [5]
        assert "has 3 places, and 1 are left" in problems(plan)[0][2]

    def test_a_closed_cohort_takes_no_city(self, cast):
        cast.cohort.status = "closed"
        assert len(plan_for(cast.cohort, LIST).wrong_rows) == 3

    def test_a_city_whose_name_was_changed_is_still_the_place(self, cast):
        invite_cities(cohort=cast.cohort, plan=plan_for(cast.cohort, LIST), by=cast.administrator)
        City.objects.filter(name="Worcester").update(name="Worcester City")
        plan = plan_for(cast.cohort, HEAD + "Worcester,MA,,C,c@x.example.org,")
        assert (plan.joining, plan.rows[0].notes) == (
            0,
            ["Worcester City takes part already; this person joins its team."],
        )

    @pytest.mark.parametrize(
        "text", ['<script>alert("x")</script>', "=cmd|' /C calc'!A0", "a\x00b", "\u202eOH", "'" * 99]
    )
    def test_hostile_cells_are_only_text(self, cast, text):
        quoted = '"' + text.replace('"', '""') + '"'
        plan = plan_for(cast.cohort, HEAD + ",".join([quoted] * 6))
        assert not plan.can_be_done

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_plan_costs_the_same_for_one_row_as_for_three(self, cast, django_assert_num_queries, rows):
        people = f"Dayton,OH,,Ana,{cast.editor.email},\nStockton,CA,,X,x@x.example.org,\nUtica,NY,,Y,y@x.example.org,\n"
        table = read_text("\n".join((HEAD + people).splitlines()[: rows + 1]))
        found = records(table, guess(table.headers, COLUMNS))
        make_plan(cohort=cast.cohort, records=found)
        with django_assert_num_queries(7):
            make_plan(cohort=cast.cohort, records=found)


class TestDoingIt:
    def test_the_whole_list_is_done_in_one_act(self, cast):
        joined, invitations = invite_cities(
            cohort=cast.cohort, plan=plan_for(cast.cohort, LIST), by=cast.administrator, message="Come!"
        )
        assert [str(one.city) for one in joined] == ["Worcester, MA", "Tacoma, WA"]
        worcester = Participation.objects.get(cohort=cast.cohort, city__name="Worcester")
        assert (worcester.mayor.name, worcester.intake.state) == ("Jo Petty", "invited")
        assert worcester.city.population > 200_000
        assert [(one.email, one.role, one.message) for one in invitations] == [
            ("ana@worcester.example.org", "editor", "Come!"),
            ("mayor@worcester.example.org", "mayor", "Come!"),
            ("bo@tacoma.example.org", "viewer", "Come!"),
        ]
        assert Message.objects.count() == 3

    def test_a_second_time_does_nothing_twice(self, cast):
        invite_cities(cohort=cast.cohort, plan=plan_for(cast.cohort, LIST), by=cast.administrator)
        again = plan_for(cast.cohort, LIST)
        assert (again.acting_rows, again.can_be_done) == ([], False)
        assert all("was invited already" in row.skipped for row in again.rows)

    def test_a_plan_that_others_have_overtaken_is_not_done(self, cast):
        plan = plan_for(cast.cohort, LIST)
        factories.make_participation(cast.cohort, factories.make_city("Worcester", "MA"))
        with pytest.raises(PlanChanged):
            invite_cities(cohort=cast.cohort, plan=plan, by=cast.administrator)
        assert not Invitation.objects.exists()

    def test_a_plan_with_a_problem_is_not_done(self, cast):
        plan = plan_for(cast.cohort, LIST + "Nowhere,XX,,,x@example.org,")
        with pytest.raises(ValidationError, match="need another look"):
            invite_cities(cohort=cast.cohort, plan=plan, by=cast.administrator)
        assert nothing_happened()

    def test_one_city_whose_person_is_on_the_team_already_changes_nothing(self, cast):
        people = [Invitee("New", "new@example.org", "viewer"), Invitee("Ana", cast.editor.email, "editor")]
        with pytest.raises(ValidationError, match="on the team of Dayton, OH already"):
            invite_city(cohort=cast.cohort, city=cast.own.city, mayor_name="", invitees=people, by=cast.administrator)
        assert not Invitation.objects.exists()
        assert not Message.objects.exists()


class TestSheet:
    def test_a_list_keeps_its_row_numbers_on_the_way_through_the_page(self):
        table = read_text('\nCity,Note\n\nDayton,"two\nlines"\n\nTacoma,=1+1\n')
        again = read_text(as_text(table))
        assert [row.number for row in again.rows] == [row.number for row in table.rows] == [4, 7]
        assert [row.cells for row in again.rows] == [("Dayton", "two lines"), ("Tacoma", "=1+1")]

    def test_a_row_far_down_does_not_make_an_endless_text(self):
        book = Workbook()
        book.active["A1"], book.active["A1000000"] = "City", "Dayton"
        out = io.BytesIO()
        book.save(out)
        out.seek(0)
        assert as_text(read_file(out)) == "City\nDayton\n"

    def test_a_row_can_be_left_out_and_its_cells_changed(self):
        table = read_text("City,State\nDayton\nTacoma,WA\n")
        assert [row.number for row in without_row(table, 2).rows] == [3]
        assert with_cells(table, 2, {1: "OH"}).rows[0].cells == ("Dayton", "OH")


class TestPages:
    def url(self, cohort) -> str:
        return reverse("cohorts:cohort_invite", args=[cohort.slug])

    def test_from_a_pasted_list_to_the_invitations(self, cast, sign_in):
        client = sign_in("administrator")
        check = client.post(self.url(cast.cohort), {"list": LIST, "message": "Come!"})
        page = check.content.decode()
        assert "2 cities would join Fall 2026, and 3 people would get an invitation" in page
        assert nothing_happened()
        done = client.post(
            self.url(cast.cohort),
            {
                "list": LIST,
                "message": "Come!",
                "fingerprint": check.context["plan"].fingerprint,
                "send": "",
            },
            follow=True,
        )
        assert "2 cities joined Fall 2026, and 3 people are invited by mail." in done.content.decode()
        assert Invitation.objects.filter(message="Come!").count() == 3

    def test_a_spreadsheet_is_read_and_its_rows_come_back_as_text(self, cast, sign_in):
        book = Workbook()
        for line in LIST.splitlines():
            book.active.append(line.split(","))
        out = io.BytesIO()
        book.save(out)
        upload = SimpleUploadedFile("cities.xlsx", out.getvalue())
        response = sign_in("administrator").post(self.url(cast.cohort), {"file": upload})
        assert response.context["plan"].joining == 2
        assert "ana@worcester.example.org" in response.context["text"]

    @pytest.mark.parametrize("content", [b"%PDF-1.7", b"", b"\x00\x01", b"City\n" * 400])
    def test_a_file_that_cannot_be_read_is_answered_in_a_sentence_and_the_rest_stays(self, cast, sign_in, content):
        upload = SimpleUploadedFile("list.xlsx", content)
        response = sign_in("administrator").post(self.url(cast.cohort), {"file": upload, "message": "Come!"})
        assert response.context["form"].errors["file"][0].endswith(".")
        assert "Come!" in response.content.decode()

    def test_a_missing_column_can_be_chosen(self, cast, sign_in):
        client = sign_in("administrator")
        listed = "Place,St,Whom\nWorcester,MA,a@x.example.org\n"
        first = client.post(self.url(cast.cohort), {"list": listed})
        assert "We found no column for Contact email" in first.content.decode()
        chosen = {"column_city": "0", "column_state": "1", "column_contact_email": "2"}
        assert client.post(self.url(cast.cohort), {"list": listed, **chosen}).context["plan"].joining == 1

    def test_a_suggested_city_replaces_the_wrong_one_and_a_row_can_be_left_out(self, cast, sign_in):
        client = sign_in("administrator")
        listed = HEAD + "Worcestre,MA,,A,a@x.example.org,\nUtica,NY,,B,,\n"
        page = client.post(self.url(cast.cohort), {"list": listed, "use_city": "2|Worcester|MA"})
        assert [number for number, _, _ in problems(page.context["plan"])] == [3]
        page = client.post(self.url(cast.cohort), {"list": page.context["text"], "leave_out": "3"})
        assert page.context["plan"].can_be_done
        assert "Worcester\tMA" in page.context["text"]

    @pytest.mark.parametrize(
        "odd",
        [
            {"use_city": "x|y"},
            {"leave_out": "-1"},
            {"use_city": "2||"},
            {"leave_out": "9" * 400},
            {"column_city": "99"},
        ],
    )
    def test_odd_requests_change_nothing(self, cast, sign_in, odd):
        assert sign_in("administrator").post(self.url(cast.cohort), {"list": LIST, **odd}).status_code == 200
        assert nothing_happened()

    def test_what_was_seen_has_to_be_what_is_done(self, cast, sign_in):
        page = sign_in("administrator").post(self.url(cast.cohort), {"list": LIST, "send": "", "fingerprint": "old"})
        assert "The outcome has changed since you saw it" in page.content.decode()
        assert nothing_happened()

    def test_hostile_cells_are_shown_as_text(self, cast, sign_in):
        listed = HEAD + '"</textarea><script>alert(1)</script>",MA,<b>M</b>,<i>N</i>,a@x.example.org,"<img src=x>"'
        page = sign_in("administrator").post(self.url(cast.cohort), {"list": listed}).content.decode()
        for tag in ("<script>alert", "<b>M", "<i>N", "<img src=x"):
            assert tag not in page

    def test_one_city_with_its_mayor_and_contact(self, cast, sign_in):
        response = sign_in("administrator").post(
            reverse("cohorts:cohort_invite_one", args=[cast.cohort.slug]),
            {
                "city": "Utica, NY",
                "mayor_name": "Jo May",
                "mayor_email": "jo@utica.example.org",
                "contact_name": "Al Con",
                "contact_email": "al@utica.example.org",
            },
            follow=True,
        )
        assert "jo@utica.example.org and al@utica.example.org got an invitation" in response.content.decode()
        roles = dict(Invitation.objects.values_list("email", "role"))
        assert roles == {"jo@utica.example.org": "mayor", "al@utica.example.org": "editor"}

    def test_one_city_needs_an_address_and_keeps_what_was_typed(self, cast, sign_in):
        page = sign_in("administrator").post(
            reverse("cohorts:cohort_invite_one", args=[cast.cohort.slug]), {"city": "Springfield", "mayor_name": "Jo"}
        )
        assert "There is more than one Springfield" in page.content.decode()
        assert 'value="Jo"' in page.content.decode()


@pytest.mark.shared_data
def test_the_mayors_of_2020_can_be_checked_in_one_go(cast, django_assert_max_num_queries):
    path = Path(__file__).resolve().parents[2].parent / "shared/data/rosters/us_mayors_2020.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open("rb") as file:
        table = read_file(file)
    mapping = guess(table.headers, COLUMNS)
    assert {key: table.headers[position] for key, position in mapping.items()} == {
        "city": "city",
        "state": "state",
        "contact_name": "name",
        "contact_email": "email",
    }
    Cohort.objects.filter(pk=cast.cohort.pk).update(capacity=32_000)
    cast.cohort.refresh_from_db()
    with django_assert_max_num_queries(7):
        plan = make_plan(cohort=cast.cohort, records=records(table, mapping))
    unknown = [problem for row in plan.rows for problem in row.problems if problem.column == "City"]
    missing = [row for row in plan.rows if any("no address" in problem.words for problem in row.problems)]
    repeated = [row for row in plan.rows if row.skipped.startswith("The same city and person")]
    assert len(plan.rows) == 1669
    assert len(unknown) == 59
    assert len(missing) == 46
    assert len(repeated) >= 30
    assert "Bayamón, PR" in {str(place) for problem in unknown for place in problem.places}
