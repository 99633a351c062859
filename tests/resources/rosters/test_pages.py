"""The pages that bring a roster in: each step as an administrator sees it, and what is said when it cannot go on."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from resources.directory.models import Expert
from resources.rosters.models import Roster, RosterRow, RosterState

pytestmark = pytest.mark.django_db

LIST = (
    "Speaker,Reach,Job,Org.,Town,ST,Party,Tel\n"
    "Wanda Ferris,wanda@example.org,Chief of staff,Ridge Council,Troy,NY,Green,call me\n"
    "Naomi Castelano,naomi@example.org,Director,Lakeside Transit,Erie,PA,Green,\n"
    "Wanda Ferris,wanda@example.org,Chief of staff,Ridge Council,Troy,NY,Green,call me\n"
    "Vacant,,,,Gary,IN,,\n"
)


def page(name: str, *args) -> str:
    return reverse(f"resources:{name}", args=args)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def administrator(sign_in):
    return sign_in("administrator")


@pytest.fixture
def naomi(cast):
    return Expert.objects.create(
        name="Naomi Castellano", organization="Lakeside Transit", city="Erie", state="PA", role_title="Planner"
    )


@pytest.fixture
def bring(administrator):
    """A function that sends a list and gives its roster, with the columns to check."""

    def send(text: str = LIST, **fields) -> Roster:
        file = SimpleUploadedFile("speakers.csv", text.encode())
        response = administrator.post(page("roster_new"), {"file": file, "source": "A meeting", **fields})
        assert response.status_code == 302, text_of(response)
        return Roster.objects.latest("pk")

    return send


@pytest.fixture
def checked(administrator, bring, naomi):
    """A roster whose rows are checked: one new, one doubtful, one repeated, one refused."""
    roster = bring()
    administrator.post(page("roster_columns", roster.pk), guessed(roster))
    roster.refresh_from_db()
    assert roster.state == RosterState.CHECKED
    return roster


def guessed(roster: Roster, **changed) -> dict:
    """The form of the columns as the page shows it."""
    return {f"column_{position}": field for position, field in roster.mapping.items()} | changed


def test_only_administrators_see_rosters(cast, sign_in, checked):
    for persona in ("facilitator", "editor", "expert", "outsider"):
        for address in (page("rosters"), page("roster_new"), page("roster", checked.pk)):
            response = sign_in(persona).get(address)
            assert response.status_code == 404
            assert "speakers.csv" not in response.content.decode()


def test_the_directory_and_the_experts_lead_administrators_to_the_rosters(administrator, sign_in, cast):
    for address in (page("directory"), page("experts")):
        assert f'href="{page("rosters")}"' in administrator.get(address).content.decode()
    assert page("rosters") not in sign_in("editor").get(page("directory")).content.decode()


class TestUpload:
    def test_the_form_says_what_is_never_kept(self, administrator):
        assert "Birthdays and age, gender" in text_of(administrator.get(page("roster_new")))

    def test_a_list_leads_to_its_columns(self, administrator, bring):
        roster = bring(consented="on")
        assert (roster.name, roster.source, roster.consented) == ("speakers.csv", "A meeting", True)
        assert roster.state == RosterState.MAPPING
        assert not Expert.objects.filter(name="Wanda Ferris").exists()

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"%PDF-1.7 x", "This is a PDF."),
            (b"  \n ", "This file is empty."),
            (b"\x89PNG\r\n\x1a\n", "This is a picture, not a spreadsheet."),
            (b'[{"name": "Ann"', "This JSON file is damaged or incomplete."),
        ],
    )
    def test_a_file_that_is_no_list_gets_a_sentence_and_keeps_the_rest(self, administrator, content, sentence):
        form = {"file": SimpleUploadedFile("x.csv", content), "source": "The spring meeting", "consented": "on"}
        response = administrator.post(page("roster_new"), form)
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert 'value="The spring meeting"' in response.content.decode()
        assert not Roster.objects.exists()

    def test_no_file_at_all_is_said_at_the_field(self, administrator):
        response = administrator.post(page("roster_new"), {"source": "A meeting"})
        assert response.status_code == 422
        assert "The list: This field is required." in text_of(response)


class TestColumns:
    def test_each_column_is_shown_with_its_first_cells_and_the_guess(self, administrator, bring):
        roster = bring()
        html = administrator.get(page("roster_columns", roster.pk)).content.decode()
        assert "wanda@example.org" in html
        chosen = re.findall(r'<select[^>]*name="(column_\d)".*?<option value="([^"]*)" selected', html, re.DOTALL)
        assert dict(chosen) == {
            "column_0": "name", "column_1": "email", "column_2": "role_title", "column_3": "organization",
            "column_4": "city", "column_5": "state", "column_6": "", "column_7": "phone",
        }  # fmt: skip
        assert "We do not keep: Party" in html

    def test_two_columns_for_one_field_are_refused_by_name(self, administrator, bring):
        roster = bring()
        response = administrator.post(page("roster_columns", roster.pk), guessed(roster, column_2="email"))
        assert response.status_code == 422
        assert "Email is chosen for the column “Reach” already. Leave one of them out." in text_of(response)
        roster.refresh_from_db()
        assert roster.state == RosterState.MAPPING

    def test_a_list_without_a_name_is_not_checked(self, administrator, bring):
        roster = bring()
        response = administrator.post(page("roster_columns", roster.pk), guessed(roster, column_0=""))
        assert response.status_code == 422
        assert "name" in text_of(response).lower()
        roster.refresh_from_db()
        assert roster.state == RosterState.MAPPING

    def test_columns_that_were_chosen_already_lead_to_the_rows(self, administrator, checked):
        response = administrator.post(page("roster_columns", checked.pk), guessed(checked), follow=True)
        assert "The columns of this list were chosen already." in text_of(response)


class TestRows:
    def test_the_six_figures_add_up_to_the_rows(self, administrator, checked):
        html = administrator.get(page("roster", checked.pk)).content.decode()
        figures = re.findall(r"<b>([\d,]+)</b> <span>([^<]+)</span>", html)
        assert figures == [
            ("1", "New"), ("0", "Changed"), ("0", "Unchanged"), ("1", "Repeated"), ("1", "To decide"), ("1", "Refused"),
        ]  # fmt: skip
        assert "4 rows checked. Nothing is written yet. 1 row needs your decision." in text_of(
            administrator.get(page("roster", checked.pk))
        )

    def test_new_rows_say_who_where_and_what_was_left_out(self, administrator, checked):
        text = text_of(administrator.get(page("roster", checked.pk) + "?show=new"))
        assert "Wanda Ferris Chief of staff Ridge Council Troy, NY" in text
        assert "Tel: This is no phone number. It was left out; correct it in the entry." in text

    def test_a_refused_row_says_where_what_why_and_what_to_do(self, administrator, checked):
        text = text_of(administrator.get(page("roster", checked.pk) + "?show=refused"))
        assert "5 Speaker Vacant This row names nobody. Write the person" in text

    def test_a_doubtful_row_stands_beside_its_entry(self, administrator, checked, naomi):
        html = administrator.get(page("roster", checked.pk)).content.decode()
        assert f'href="{naomi.get_absolute_url()}"' in html
        assert "<del>Planner</del>" in html
        assert "<ins>Director</ins>" in html

    def test_a_doubtful_row_may_be_somebody_of_an_earlier_row(self, administrator, bring):
        roster = bring("Name,Email,City,State\nAnn Lee,ann@a.example.org,Erie,PA\nAnn Lee,lee@b.example.org,Erie,PA\n")
        administrator.post(page("roster_columns", roster.pk), guessed(roster))
        html = administrator.get(page("roster", roster.pk)).content.decode()
        assert '<th scope="col">In row 2</th>' in html
        assert "<ins>lee@b.example.org</ins>" in html

    def test_several_people_in_a_row_are_counted_as_people(self, administrator, bring):
        roster = bring("Name,City\nAnn Lee and Bo Berg,Erie\n")
        administrator.post(page("roster_columns", roster.pk), guessed(roster))
        assert "1 row with 2 people checked." in text_of(administrator.get(page("roster", roster.pk)))

    def test_an_entry_that_changes_shows_the_old_and_the_new_text(self, administrator, bring, naomi):
        naomi.email = "naomi@example.org"
        naomi.save()
        roster = bring("Name,Email,Role\nNaomi Castellano,naomi@example.org,Director\n")
        administrator.post(page("roster_columns", roster.pk), guessed(roster))
        html = administrator.get(page("roster", roster.pk) + "?show=changed").content.decode()
        assert re.search(r"<dt>Role</dt><dd><del>Planner</del>\s*<ins>Director</ins></dd>", html)

    def test_problems_go_into_a_spreadsheet_that_runs_nothing(self, administrator, bring):
        roster = bring('Name,Phone\n=cmd|x,1\nAnn Lee,"=HYPERLINK(""http://x"")"\n')
        administrator.post(page("roster_columns", roster.pk), guessed(roster, column_0="name", column_1="phone"))
        content = administrator.get(page("roster_problems", roster.pk, "csv")).content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content)))
        assert rows[0] == ["Row", "Name", "What happens to the row", "Column", "Value", "Reason"]
        assert ["3", "Ann Lee", "New", "Phone", '\'=HYPERLINK("http://x")'] in [row[:5] for row in rows]
        assert not any(cell.startswith("=") for row in rows for cell in row)

    def test_hostile_cells_are_text(self, administrator, bring):
        roster = bring('Name,Organization\nEve <img src=x onerror=alert(1)> Stone,"<script>alert(1)</script> Lab"\n')
        html = administrator.get(page("roster_columns", roster.pk)).content.decode()
        administrator.post(page("roster_columns", roster.pk), guessed(roster))
        html += administrator.get(page("roster", roster.pk)).content.decode()
        assert "<img src=x" not in html
        assert "<script>alert" not in html


class TestDecisions:
    def test_a_decision_is_kept_and_counted(self, administrator, checked):
        row = checked.rows.get(outcome="doubtful")
        form = {f"decision_{row.pk}": "keep", "page": "1"}
        response = administrator.post(page("roster_decide", checked.pk), form, follow=True)
        assert "1 decision saved. No row is left to decide." in text_of(response)
        row.refresh_from_db()
        assert row.decision == "keep"

    def test_all_that_are_left_can_be_decided_at_once(self, administrator, checked):
        response = administrator.post(page("roster_decide_all", checked.pk), {"decision": "skip"}, follow=True)
        assert "Every doubtful row is decided." in text_of(response)
        assert checked.rows.get(outcome="doubtful").decision == "skip"

    def test_an_answer_that_is_none_changes_nothing(self, administrator, checked):
        row = checked.rows.get(outcome="doubtful")
        response = administrator.post(page("roster_decide", checked.pk), {f"decision_{row.pk}": "drop"}, follow=True)
        assert "Nothing was saved: choose one of the three answers for each row." in text_of(response)
        row.refresh_from_db()
        assert row.decision == ""

    def test_rows_of_another_roster_are_not_decided(self, administrator, checked, cast):
        other = Roster.objects.create(name="other.csv", state="checked", by=cast.administrator)
        foreign = RosterRow.objects.create(roster=other, number=2, outcome="doubtful", fingerprint="x")
        administrator.post(page("roster_decide", checked.pk), {f"decision_{foreign.pk}": "merge"})
        foreign.refresh_from_db()
        assert foreign.decision == ""


class TestImport:
    def test_the_import_says_first_what_it_will_do(self, administrator, checked):
        text = text_of(administrator.get(page("roster_commit", checked.pk)))
        assert "1 new entry from “A meeting”" in text
        assert "2 rows are left out" in text
        assert "Leave out the 1 row nobody has decided about" in text

    def test_undecided_rows_have_to_be_left_out_knowingly(self, administrator, checked):
        administrator.post(page("roster_commit", checked.pk))
        checked.refresh_from_db()
        assert checked.state == RosterState.CHECKED
        assert not Expert.objects.filter(name="Wanda Ferris").exists()

    def test_it_writes_the_entries_and_leads_to_them(self, administrator, checked):
        form = {"leave_undecided": "yes"}
        response = administrator.post(page("roster_commit", checked.pk), form, follow=True)
        wanda = Expert.objects.get(name="Wanda Ferris")
        assert "“speakers.csv” is imported." in text_of(response)
        assert f'href="{wanda.get_absolute_url()}"' in response.content.decode()

    def test_a_second_press_of_the_button_imports_nothing_twice(self, administrator, checked):
        for _ in range(2):
            response = administrator.post(page("roster_commit", checked.pk), {"leave_undecided": "yes"}, follow=True)
        assert response.status_code == 200
        assert "speakers.csv" in text_of(response)
        assert Expert.objects.filter(name="Wanda Ferris").count() == 1

    def test_what_was_decided_stays_to_be_seen(self, administrator, checked):
        administrator.post(page("roster_decide_all", checked.pk), {"decision": "merge"})
        administrator.post(page("roster_commit", checked.pk))
        text = text_of(administrator.get(page("roster", checked.pk) + "?show=doubtful"))
        assert "1 Doubtful" in text
        assert "Merge into the entry" in text

    def test_what_kept_a_list_from_being_imported_is_said(self, administrator, checked):
        Roster.objects.filter(pk=checked.pk).update(failure_reason="Entries were changed meanwhile.")
        text = text_of(administrator.get(page("roster", checked.pk)))
        assert "The list was not imported Entries were changed meanwhile." in text

    def test_a_cancelled_list_is_not_imported(self, administrator, checked):
        response = administrator.post(page("roster_cancel", checked.pk), follow=True)
        assert "“speakers.csv” is cancelled. Nothing of it is in the directory." in text_of(response)
        response = administrator.get(page("roster_commit", checked.pk), follow=True)
        assert "“speakers.csv” was cancelled. To import it, bring the file in again." in text_of(response)


class TestUndo:
    @pytest.fixture
    def imported(self, administrator, checked):
        administrator.post(page("roster_commit", checked.pk), {"leave_undecided": "yes"})
        checked.refresh_from_db()
        return checked

    def test_undoing_says_what_it_does_and_does_it(self, administrator, imported):
        assert "1 entry that was added is taken out" in text_of(administrator.get(page("roster_undo", imported.pk)))
        response = administrator.post(page("roster_undo", imported.pk), follow=True)
        assert "is undone. The directory is as it was before it." in text_of(response)
        assert not Expert.objects.filter(name="Wanda Ferris").exists()

    def test_an_entry_that_somebody_changed_since_stands_against_it_by_name(self, administrator, imported):
        wanda = Expert.objects.get(name="Wanda Ferris")
        wanda.role_title = "City manager"
        wanda.save()
        response = administrator.post(page("roster_undo", imported.pk))
        assert response.status_code == 422
        text = text_of(response)
        assert "The import cannot be undone, and nothing was changed." in text
        assert "Wanda Ferris" in text
        assert Expert.objects.get(pk=wanda.pk).role_title == "City manager"

    def test_what_is_not_imported_cannot_be_undone(self, administrator, checked):
        response = administrator.post(page("roster_undo", checked.pk), follow=True)
        assert "“speakers.csv” is not imported. Nothing of it is in the directory." in text_of(response)


class TestProgress:
    @pytest.fixture
    def reading(self, cast):
        return Roster.objects.create(
            name="long.csv", state=RosterState.READING, row_total=50_000, rows_done=17_250, by=cast.administrator
        )

    def test_the_page_asks_again_while_rows_are_read(self, administrator, reading):
        html = administrator.get(page("roster", reading.pk)).content.decode()
        assert f'hx-get="{page("roster_progress", reading.pk)}"' in html
        assert '<progress class="progress" value="17250" max="50000"' in html
        assert "17,250 of 50,000 rows" in html

    def test_the_piece_brings_the_bar_alone_and_the_whole_page_at_the_end(self, administrator, reading, checked):
        piece = administrator.get(page("roster_progress", reading.pk))
        assert "<h1" not in piece.content.decode()
        ended = administrator.get(page("roster_progress", checked.pk))
        assert ended["HX-Retarget"] == "#roster-page"
        assert 'data-announce="Ready to import: speakers.csv"' in ended.content.decode()

    def test_a_list_that_failed_says_why(self, administrator, cast):
        reason = "The worker stopped three times at this list. Bring it in again."
        failed = Roster.objects.create(name="bad.csv", state="failed", failure_reason=reason, by=cast.administrator)
        assert reason in text_of(administrator.get(page("roster", failed.pk)))
