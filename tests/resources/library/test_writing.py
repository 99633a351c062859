"""Writing a practice: its files, two people at once, and who is told that it is handed in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from isc_portal.mail.models import Message
from resources.library import files, services
from resources.library.models import Practice, PracticeFile
from tests import factories

from .articles import WORDS, write

pytestmark = pytest.mark.django_db
FORM = {**WORDS, "title": "Permit counter"}


def table(name: str, cell: str = "12") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"what,amount\nbuses,{cell}\n".encode())


def edit(practice: Practice) -> str:
    return f"/library/{practice.slug}/edit/"


def read(response) -> str:
    """The words of a page, without the marks of what differs in them."""
    return re.sub(r"</?(ins|del|mark)[^>]*>", "", response.content.decode())


# --- Files ---


def test_several_files_come_with_one_save_and_what_is_no_file_of_ours_is_told_by_name(cast, sign_in):
    chosen = [table("costs.csv"), table("staff.csv", "3"), SimpleUploadedFile("run.exe", b"MZ\x00\x01")]
    body = {**FORM, "participation": cast.own.pk, "attachments": chosen}
    page = sign_in("editor").post("/library/new/", body, follow=True).content.decode()
    practice = Practice.objects.get()
    assert [file.name for file in practice.files.all()] == ["costs.csv", "staff.csv"]
    assert "costs.csv" in page and "staff.csv" in page and "“run.exe” is not attached." in page


def test_a_file_is_taken_out_with_its_content_and_the_other_one_stays(
    cast, sign_in, django_capture_on_commit_callbacks
):
    practice = write(cast)
    gone, kept = (
        files.attach(practice=practice, upload=table(name, name), by=cast.editor) for name in ("a.csv", "b.csv")
    )
    storage, place = gone.file.storage, gone.file.name
    assert storage.exists(place)
    with django_capture_on_commit_callbacks(execute=True):
        sign_in("mayor").post(edit(practice), {**FORM, "version": 1, "take_out": gone.pk})
    assert list(practice.files.all()) == [kept]
    assert not storage.exists(place)
    assert PracticeFile.pgh_event_model.objects.filter(pgh_obj_id=gone.pk, pgh_label="delete").exists()


def test_files_of_another_practice_or_of_one_that_is_out_stay(cast, sign_in):
    practice, other = write(cast), write(cast, title="Another")
    theirs = files.attach(practice=other, upload=table("theirs.csv"), by=cast.editor)
    files.attach(practice=practice, upload=table("own.csv"), by=cast.editor)
    assert sign_in("editor").post(edit(practice), {**FORM, "version": 1, "take_out": theirs.pk}).status_code == 422
    services.submit(practice=other, by=cast.editor)
    with pytest.raises(files.uploads.UploadRefused, match="not open for changes"):
        files.take_out(file=theirs)
    with pytest.raises(files.uploads.UploadRefused, match="not open for changes"):
        files.attach(practice=other, upload=table("late.csv"), by=cast.editor)
    assert [file.name for file in other.files.all()] == ["theirs.csv"]


def test_files_that_came_with_a_form_that_cannot_be_kept_are_asked_for_again(cast, sign_in):
    practice = write(cast)
    body = {**FORM, "title": "", "version": 1, "attachments": table("costs.csv")}
    page = sign_in("editor").post(edit(practice), body)
    assert page.status_code == 422 and "Choose the files again" in page.content.decode()


# --- Two people at once ---


def saved_meanwhile(practice: Practice, **changes) -> None:
    services.save(practice=practice, version=practice.version, **(FORM | changes))


def test_what_each_of_two_people_changed_alone_stands_when_both_have_saved(cast, sign_in):
    practice = write(cast)
    saved_meanwhile(practice, cost="$5", topics=["money", "water"])
    answer = sign_in("mayor").post(edit(practice), {**FORM, "evidence": "We counted.", "version": 1}, follow=True)
    practice.refresh_from_db()
    assert (practice.cost, practice.evidence, practice.topics) == ("$5", "We counted.", ["money", "water"])
    assert "Somebody else saved other parts of it meanwhile" in answer.content.decode()


def test_lines_that_a_browser_ends_in_its_own_way_are_no_change(cast, sign_in):
    practice = write(cast)
    saved_meanwhile(practice, text="Another text.")
    mine = {**FORM, "text": FORM["text"].replace("\n", "\r\n"), "cost": "$9", "version": 1}
    sign_in("mayor").post(edit(practice), mine)
    practice.refresh_from_db()
    assert (practice.text, practice.cost) == ("Another text.", "$9")


def test_what_both_changed_is_shown_in_both_texts_and_nothing_is_replaced(cast, sign_in):
    practice = write(cast)
    sign_in("editor").post(edit(practice), {**FORM, "cost": "Theirs, $5", "topics": ["water"], "version": 1})
    mine = {**FORM, "cost": "Mine, $9", "topics": ["transit"], "evidence": "We counted.", "version": 1}
    answer = sign_in("mayor").post(edit(practice), {**mine, "attachments": table("costs.csv")})
    page = read(answer)
    assert answer.status_code == 409
    for words in (
        "Theirs, $5",
        "Mine, $9",
        "Water and wastewater",
        "Public transit",
        f"{cast.editor.get_short_name()} wrote",
    ):
        assert words in page
    practice.refresh_from_db()
    assert (practice.cost, practice.topics, practice.evidence) == ("Theirs, $5", ["water"], "")
    assert practice.files.get().name == "costs.csv"


def test_one_text_after_the_other_is_chosen_and_the_last_choice_saves(cast, sign_in):
    practice = write(cast)
    saved_meanwhile(practice, cost="Theirs, $5", topics=["water"])
    mine = {**FORM, "cost": "Mine, $9", "topics": ["transit"], "evidence": "We counted.", "version": 2}
    open_parts = {"undecided": ["topics", "cost"]}
    answer = sign_in("mayor").post(edit(practice), {**mine, **open_parts, "choose": "theirs-topics"})
    page = read(answer)
    assert answer.status_code == 409
    assert "Mine, $9" in page and "Theirs, $5" in page and "Public transit" not in page.split("The whole practice")[0]
    practice.refresh_from_db()
    assert practice.cost == "Theirs, $5"
    left = {**mine, "topics": ["water"], "undecided": ["cost"], "choose": "mine-cost"}
    assert sign_in("mayor").post(edit(practice), left).status_code == 302
    practice.refresh_from_db()
    assert (practice.cost, practice.topics, practice.evidence) == ("Mine, $9", ["water"], "We counted.")
    told = Practice.pgh_event_model.objects.filter(pgh_obj_id=practice.pk).values_list("topics", flat=True)
    assert ["transit"] in told, "the text that gave way is in no history"


def test_saving_the_form_as_a_whole_decides_everything_by_what_stands_in_it(cast, sign_in):
    practice = write(cast)
    saved_meanwhile(practice, cost="Theirs, $5")
    whole = {**FORM, "cost": "Both, $7", "undecided": ["cost"], "version": 2}
    assert sign_in("mayor").post(edit(practice), whole).status_code == 302
    practice.refresh_from_db()
    assert practice.cost == "Both, $7"


def test_one_person_in_two_windows_is_told_so(cast, sign_in):
    practice = write(cast)
    mayor = sign_in("mayor")
    mayor.post(edit(practice), {**FORM, "cost": "$5", "version": 1})
    assert (
        "You changed this in two windows"
        in mayor.post(edit(practice), {**FORM, "cost": "$9", "version": 1}).content.decode()
    )


# --- Handing it in ---


def test_the_facilitators_of_the_cohort_get_a_mail_and_nobody_else(cast, sign_in):
    practice = write(cast)
    sign_in("editor").post(f"/library/{practice.slug}/submit/")
    mail = Message.objects.get()
    assert mail.address == cast.facilitator.email
    assert mail.subject == "Dayton: “Permit counter” waits for your review"
    for text in (mail.text, mail.html):
        assert "handed in a practice of Dayton, OH" in text and "Shorter." in text
        assert f"/library/{practice.slug}/" in text


def test_handed_in_again_they_get_another_mail_that_says_so(cast):
    practice = write(cast, state="submitted")
    services.decide(practice=practice, decision="return", note="Say how.", by=cast.facilitator)
    services.submit(practice=practice, by=cast.editor)
    first, _, second = Message.objects.order_by("pk")
    assert first.address == second.address == cast.facilitator.email
    assert "again, after it was returned" in second.text and "again" not in first.text


def test_an_experts_practice_goes_to_the_facilitators_of_every_cohort_under_way(cast):
    practice = services.start(by=cast.expert, participation=None, **FORM)
    elsewhere, closed = factories.make_user("Wanda Other"), factories.make_user("Carl Closed")
    cast.other_cohort.facilitators.set([elsewhere])
    factories.make_cohort("Spring 2024", status="closed").facilitators.add(closed)
    services.submit(practice=practice, by=cast.expert)
    assert {mail.recipient for mail in Message.objects.all()} == {cast.facilitator, elsewhere}
    assert Message.objects.first().subject == "“Permit counter” waits for your review"


def test_where_nobody_facilitates_administrators_are_told_and_whoever_hands_in_is_not(cast):
    for cohort in (cast.cohort, cast.other_cohort):
        cohort.facilitators.clear()
    services.submit(practice=write(cast), by=cast.editor)
    assert Message.objects.get().address == cast.administrator.email
    Message.objects.all().delete()
    own = services.start(by=cast.administrator, participation=None, **(FORM | {"title": "From the office"}))
    services.submit(practice=own, by=cast.administrator)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("state", "words"), [("submitted", "does not publish it"), ("published", "out of the library")]
)
def test_whoever_wrote_it_is_told_that_it_is_turned_down_or_taken_out(cast, sign_in, state, words):
    practice = write(cast, state=state)
    sign_in("facilitator").post(f"/library/{practice.slug}/decide/", {"decision": "retire", "note": "See <b>ours</b>."})
    mail = Message.objects.latest("pk")
    assert (mail.address, mail.subject) == (cast.editor.email, "“Permit counter” is not in the library")
    assert words in mail.text and "See <b>ours</b>." in mail.text and "See &lt;b&gt;ours&lt;/b&gt;." in mail.html
    assert "Permit counter" not in sign_in("peer").get("/library/").content.decode()
