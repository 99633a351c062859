"""Who reads a case study and its attachments, at which state and from which day."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from casestudies.cases import services
from casestudies.cases.models import CaseFile, CaseStudy
from casestudies.clinics.models import Clinic, Seat
from cohorts.intake.assignments import today_in
from isc_portal.mail.models import Message
from tests.casestudies.making import make_case, make_case_file
from tests.cohorts.flows import text_of

CSV = b"day,permits\n2026-06-01,14\n2026-06-02,9\n"


def address(cast, name="case_read", **more):
    return reverse(f"casestudies:{name}", kwargs={**cast.own.url_kwargs, **more})


def make_clinic(case, day, **fields):
    starts = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return Clinic.objects.create(
        case=case, starts_at=starts, day=day, join_code=f"J{Clinic.objects.count():05}", **fields
    )


def seat(clinic, user, *, role="expert", state="accepted", stated=True):
    return Seat.objects.create(
        clinic=clinic,
        user=user,
        role=role,
        state=state,
        name=user.name,
        ties_stated_at=timezone.now() if stated else None,
    )


def download(client, cast, file):
    """The status and the content of an attachment's download."""
    response = client.get(address(cast, "case_file", file=file.pk))
    return response.status_code, response.getvalue() if response.streaming else b""


def sees(client, cast):
    response = client.get(address(cast))
    assert response.status_code in (200, 404)
    return response.status_code == 200


@pytest.mark.parametrize("state", ["draft", "submitted", "ready"])
def test_before_its_release_nobody_but_the_city_and_its_facilitators_reads_it(cast, sign_in, state):
    case = make_case(cast.own, state, peers_from=date(2026, 1, 1), title="Not yet public")
    seat(make_clinic(case, date(2026, 1, 2)), cast.expert)
    for persona in ("expert", "peer", "outsider", "stranger", "other_facilitator"):
        response = sign_in(persona).get(address(cast))
        assert response.status_code == 404, persona
        assert "Not yet public" not in response.content.decode()
    for persona in ("mayor", "editor", "viewer", "facilitator", "administrator"):
        page = text_of(sign_in(persona).get(address(cast)))
        assert "Nobody else reads this yet" in page, persona


def test_an_expert_reads_it_from_its_release_after_a_yes_and_a_word_about_ties(cast, sign_in):
    case = make_case(cast.own, "released")
    clinic = make_clinic(case, timezone.localdate() + timedelta(days=30))
    expert = sign_in("expert")
    assert not sees(expert, cast)
    invited = seat(clinic, cast.expert, state="invited", stated=False)
    assert not sees(expert, cast)
    Seat.objects.filter(pk=invited.pk).update(state="accepted")
    assert not sees(expert, cast)
    Seat.objects.filter(pk=invited.pk).update(ties_stated_at=timezone.now())
    assert sees(expert, cast)
    Seat.objects.filter(pk=invited.pk).update(state="declined")
    assert not sees(expert, cast)


def test_a_seat_in_another_citys_clinic_opens_nothing(cast, sign_in):
    make_case(cast.own, "released")
    elsewhere = make_clinic(make_case(cast.neighbor, "released"), date(2026, 1, 2))
    seat(elsewhere, cast.expert)
    assert not sees(sign_in("expert"), cast)


@pytest.mark.parametrize(
    ("peers_from", "clinic_day", "now", "open_"),
    [
        (None, None, datetime(2026, 12, 1, 12, tzinfo=UTC), False),
        (None, date(2026, 12, 1), datetime(2026, 11, 30, 23, tzinfo=UTC), False),
        (None, date(2026, 12, 1), datetime(2026, 12, 1, 12, tzinfo=UTC), True),
        (date(2026, 11, 20), date(2026, 12, 1), datetime(2026, 11, 21, 12, tzinfo=UTC), True),
        (date(2026, 12, 5), date(2026, 12, 1), datetime(2026, 12, 2, 12, tzinfo=UTC), False),
    ],
)
def test_the_other_cities_read_it_from_the_day(cast, peers_from, clinic_day, now, open_):
    """The database's own clock decides, so the day is moved instead of the clock."""
    shift = today_in(cast.own) - now.date()
    case = make_case(cast.own, "released", peers_from=peers_from and peers_from + shift)
    if clinic_day:
        make_clinic(case, clinic_day + shift)
    assert CaseStudy.objects.visible_to(cast.peer).filter(pk=case.pk).exists() is open_


def test_a_cancelled_clinic_opens_nothing(cast):
    case = make_case(cast.own, "released")
    make_clinic(case, date(2026, 1, 2), state="cancelled")
    assert not CaseStudy.objects.visible_to(cast.peer).exists()


def test_cities_of_another_cohort_and_outsiders_never_read_it(cast, sign_in):
    make_case(cast.own, "closed", peers_from=date(2026, 1, 1))
    for persona in ("stranger", "outsider", "other_facilitator", "expert"):
        assert not sees(sign_in(persona), cast), persona
    assert sees(sign_in("peer"), cast)


def test_the_question_stands_first_and_nothing_of_the_making_is_shown(cast, sign_in):
    make_case(cast.own, "released", peers_from=date(2026, 1, 1))
    page = text_of(sign_in("peer").get(address(cast)))
    assert page.index("The question for the clinic") < page.index("The problem")
    assert "How can four departments review one permit" in page
    assert "Moving money within the budget" in page
    assert "February 15, 2027 City commission" in page
    assert "Every change" not in page
    assert "Submit" not in page


def test_the_experts_get_a_mail_when_it_is_released(cast):
    case = make_case(cast.own, "ready")
    clinic = make_clinic(case, date(2026, 12, 1))
    seat(clinic, cast.expert)
    seat(clinic, cast.outsider, stated=False)
    services.release_case(case=case, by=cast.facilitator)
    [message] = Message.objects.filter(subject="The case study of Dayton, OH is there to read")
    assert message.address == cast.expert.email
    assert address(cast) in message.text
    assert "How can four departments" not in message.text  # read behind the door


# --- Attachments ---


@pytest.fixture
def attached(cast):
    case = make_case(cast.own, "released", peers_from=date(2026, 1, 1))
    seat(make_clinic(case, date(2026, 1, 2)), cast.expert)
    return {
        readers: make_case_file(case, f"{readers}.pdf", readers=readers, title=f"For {readers}")
        for readers in ("city", "experts", "peers")
    }


@pytest.mark.parametrize(
    ("persona", "expected"),
    [
        ("editor", {"city", "experts", "peers"}),
        ("viewer", {"city", "experts", "peers"}),
        ("facilitator", {"city", "experts", "peers"}),
        ("administrator", {"city", "experts", "peers"}),
        ("expert", {"experts", "peers"}),
        ("peer", {"peers"}),
        ("stranger", set()),
        ("outsider", set()),
        ("other_facilitator", set()),
    ],
)
def test_each_attachment_has_readers_of_its_own(cast, attached, sign_in, persona, expected):
    client = sign_in(persona)
    downloads = {readers for readers, file in attached.items() if download(client, cast, file)[0] == 200}
    assert downloads == expected
    page = client.get(address(cast)).content.decode()
    assert {readers for readers in attached if f"For {readers}" in page} == expected


def test_before_the_release_no_attachment_leaves_the_city(cast, attached, sign_in):
    CaseStudy.objects.update(state="ready", released_at=None)
    for persona in ("expert", "peer"):
        for file in attached.values():
            assert download(sign_in(persona), cast, file) == (404, b"")


def test_a_file_is_always_a_download_under_its_own_citys_address(cast, attached, sign_in):
    editor = sign_in("editor")
    assert download(editor, cast, attached["city"]) == (200, b"%PDF-1.7")
    response = editor.get(address(cast, "case_file", file=attached["city"].pk))
    assert response.getvalue() == b"%PDF-1.7"
    assert response.headers["Content-Disposition"] == 'attachment; filename="city.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    elsewhere = reverse("casestudies:case_file", kwargs={**cast.neighbor.url_kwargs, "file": attached["peers"].pk})
    assert editor.get(elsewhere).status_code == 404
    assert sign_in("anonymous").get(address(cast, "case_file", file=attached["peers"].pk)).status_code == 302


def upload(content=CSV, name="ledger.csv", **more):
    return {"file": SimpleUploadedFile(name, content), "title": "Permit ledger", "readers": "experts", **more}


def test_a_file_is_checked_described_given_to_others_and_taken_out(cast, sign_in):
    make_case(cast.own)
    editor = sign_in("editor")
    page = text_of(editor.post(address(cast, "case_files"), upload(), follow=True))
    assert "Permit ledger is attached." in page
    file = CaseFile.objects.get()
    assert (file.readers, file.content_type, file.uploaded_by) == ("experts", "text/csv", cast.editor)

    change = {f"file-{file.pk}-title": "Ledger of 2026", f"file-{file.pk}-readers": "peers"}
    editor.post(address(cast, "case_file_change", file=file.pk), change)
    file.refresh_from_db()
    assert (file.title, file.readers) == ("Ledger of 2026", "peers")

    again = editor.post(address(cast, "case_files"), upload())
    assert again.status_code == 422
    assert "attached already, as “Ledger of 2026”" in text_of(again)

    storage, name = file.file.storage, file.file.name
    assert storage.exists(name)
    editor.post(address(cast, "case_file_change", file=file.pk), {"act": "remove"})
    assert not CaseFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("picture.png", b"\x89PNG\r\n\x1a\nnothing more"),
        ("brief.pdf", b"%PDF-1.7 broken"),
        ("empty.pdf", b""),
        ("run.exe", b"MZ\x90\x00" + b"\x00" * 64),
    ],
)
def test_a_file_that_is_not_what_is_taken_is_refused_with_a_sentence(cast, sign_in, name, content):
    make_case(cast.own)
    response = sign_in("editor").post(address(cast, "case_files"), upload(content, name))
    assert response.status_code == 422
    assert not CaseFile.objects.exists()
    assert "stored" in text_of(response) or "choose it" in text_of(response)


def test_a_title_and_readers_are_asked_for(cast, sign_in):
    make_case(cast.own)
    for wrong in ({"title": ""}, {"readers": "everybody"}):
        assert sign_in("editor").post(address(cast, "case_files"), upload(**wrong)).status_code == 422
    assert not CaseFile.objects.exists()


def test_a_closed_case_keeps_its_attachments_as_they_are(cast, sign_in):
    case = make_case(cast.own, "closed")
    file = make_case_file(case)
    editor = sign_in("editor")
    assert editor.post(address(cast, "case_files"), upload()).status_code == 422
    editor.post(address(cast, "case_file_change", file=file.pk), {"act": "remove"})
    assert CaseFile.objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize("persona", ["viewer", "facilitator", "peer", "expert", "outsider"])
def test_only_the_citys_writers_change_attachments(cast, attached, sign_in, persona):
    client = sign_in(persona)
    file = attached["peers"]
    for response in (
        client.post(address(cast, "case_files"), upload()),
        client.post(address(cast, "case_file_change", file=file.pk), {"act": "remove"}),
    ):
        assert response.status_code in (403, 404)
    assert CaseFile.objects.count() == 3


def test_reading_takes_as_many_queries_for_a_peer_as_for_an_expert_and_few(
    cast, attached, sign_in, django_assert_max_num_queries
):
    for persona in ("peer", "expert"):
        client = sign_in(persona)
        client.get(address(cast))
        with django_assert_max_num_queries(15), time_machine.travel(timezone.now(), tick=True):
            assert client.get(address(cast)).status_code == 200
