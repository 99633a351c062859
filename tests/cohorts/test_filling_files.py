"""Files that answer a question: told by their content, kept under their hash, given out through the door."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cohorts.intake.models import Answer, AnswerFile, Intake
from cohorts.teamwork import uploads

from .test_filling_answers import asked, save, signed, state  # noqa: F401

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(pages=1, **save_options) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        document.save(out, **save_options)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Fund", "Amount"])
    book.save(out)
    return out.getvalue()


def package(parts: dict[str, bytes], compress=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(**parts: bytes) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{DOCX_TYPE}"/></Types>'.encode()
    return package({"[Content_Types].xml": types, "word/document.xml": b"<w:document/>", **parts})


def picture(kind="PNG", size=(8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "purple").save(out, kind)
    return out.getvalue()


def huge_png() -> bytes:
    """A picture whose head promises 40,000 x 40,000 pixels."""
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def upload(content: bytes, name="file") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/x-whatever")


# --- What is taken ---


@pytest.mark.parametrize(
    ("content", "name", "content_type", "stored_as"),
    [
        (pdf(), "budget.pdf", uploads.PDF, "budget.pdf"),
        (pdf(), "budget.exe", uploads.PDF, "budget.exe.pdf"),
        (docx(), "letter.docx", uploads.DOCX, "letter.docx"),
        (xlsx(), "Budget FY26.XLSX", uploads.XLSX, "Budget FY26.xlsx"),
        (b"fund,amount\n100,5\n200,6\n", "a.csv", uploads.CSV, "a.csv"),
        ("fonds;montant\nété;5\n".encode("cp1252"), "a.csv", uploads.CSV, "a.csv"),
        ("fund\tamount\n100\t5\n".encode("utf-16"), "a.txt", uploads.CSV, "a.txt.csv"),
        (picture(), "chart.png", uploads.PNG, "chart.png"),
        (picture("JPEG"), "photo.JPEG", uploads.JPEG, "photo.jpeg"),
        (picture("JPEG"), "../../etc/passwd\x00.png", uploads.JPEG, "passwd.png.jpg"),
        (pdf(), "C:\\Users\\me\\x.pdf", uploads.PDF, "x.pdf"),
        (pdf(), "\u202efdp.exe", uploads.PDF, "fdp.exe.pdf"),
        (pdf(), "", uploads.PDF, "file.pdf"),
        (pdf(), "n" * 300 + ".pdf", uploads.PDF, "n" * 116 + ".pdf"),
    ],
)
def test_a_file_is_what_its_content_says_and_its_name_is_made_to_fit(content, name, content_type, stored_as):
    file = upload(content)
    file._name = name
    checked = uploads.check(file)
    assert (checked.content_type, checked.name, checked.size) == (content_type, stored_as, len(content))
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\x03 a program", "not a kind of file"),
        (b"<html><script>alert(1)</script>,</html>", "not a kind of file"),
        (b"#!/bin/sh\nrm -rf /,x\n", "not a kind of file"),
        (b"just a line of prose\nand another", "no columns"),
        (b'a,"b\nc', "no columns"),
        (b"\x00\x01\x02,\x03", "not a kind of file"),
        (b"GIF89a,\x01", "not a kind of file"),
        (b"%PDF-1.7\nnot really", "damaged"),
        (pdf()[:200], "damaged"),
        (pdf(0), "no pages"),
        (pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "locked with a password"),
        (pdf() + docx(), "hides a second one"),
        (picture() + package({"a": b"b"}), "hides a second one"),
        (picture("JPEG") + b"%PDF-1.7", "hides a second one"),
        (picture()[:60], "damaged"),
        (picture("JPEG", (600, 600))[:-20], "ends in the middle"),
        (huge_png(), "too many pixels"),
        (package({"a.txt": b"hello"}), "ZIP archive"),
        (docx()[:-30], "damaged"),
        (docx(**{"word/vbaProject.bin": b"macro"}), "macros"),
        (package({"[Content_Types].xml": b"word.document.macroEnabled.main+xml", "word/document.xml": b""}), "macros"),
        (package({"[Content_Types].xml": b"presentationml", "ppt/presentation.xml": b""}), "neither Word nor Excel"),
        (docx(**{"word/media/zeros": b"\x00" * 30_000_000}), "far larger than it looks"),
        (docx(**{f"word/{n}.xml": b"" for n in range(5001)}), "far larger than it looks"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word", "older Word or Excel"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(uploads.UploadRefused, match=sentence):
        uploads.check(upload(content, "budget.pdf"))


def test_a_part_with_a_wrong_checksum_is_damage():
    stored = package({"[Content_Types].xml": DOCX_TYPE.encode(), "word/document.xml": b"A" * 100}, zipfile.ZIP_STORED)
    broken = bytearray(stored)
    broken[stored.index(b"A" * 100)] = ord("B")
    with pytest.raises(uploads.UploadRefused, match="damaged"):
        uploads.check(upload(bytes(broken)))


def test_the_limit_is_told_in_megabytes(settings):
    settings.UPLOAD_LIMIT_MB = 1
    with pytest.raises(uploads.UploadRefused, match="This file has 2 MB; up to 1 MB can be stored"):
        uploads.check(upload(b"a,b\n" * 524_289))


# --- Through the pages ---


@pytest.fixture
def where(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    question = asked(cast.own.intake, "budget-file")

    def url(name, **kwargs):
        if name.startswith("answer_file_"):
            kwargs["question"] = question.pk
        return reverse(f"cohorts:{name}", kwargs={**cast.own.url_kwargs, **kwargs})

    return url


def add(client, where, content, name="budget.pdf"):
    return client.post(where("answer_file_add"), {"file": upload(content, name)})


def answer() -> Answer:
    return Answer.objects.get(question__key="budget-file")


@pytest.mark.django_db
def test_a_file_is_stored_under_its_hash_listed_and_downloaded_as_what_it_is(cast, sign_in, where, tmp_path):
    client = sign_in("editor")
    content = pdf()
    response = add(client, where, content, "Budget <FY26>.pdf")
    assert response.status_code == 200
    assert "Budget FY26.pdf is stored." in response.json()["announce"]
    [file] = AnswerFile.objects.all()
    assert file.file.name == f"intakes/{cast.own.intake.pk}/{file.sha256}"
    assert (tmp_path / file.file.name).read_bytes() == content
    assert answer().value == [
        {"id": file.pk, "name": "Budget FY26.pdf", "size": len(content), "sha256": file.sha256,
         "content_type": "application/pdf"}
    ]  # fmt: skip
    page = client.get(where("intake_section", section="money")).content.decode()
    assert where("answer_file", file=file.pk) in page
    download = sign_in("facilitator").get(where("answer_file", file=file.pk))
    assert b"".join(download.streaming_content) == content
    assert download.headers["Content-Type"] == "application/pdf"
    assert download.headers["Content-Disposition"] == 'attachment; filename="Budget FY26.pdf"'
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in download.headers["Content-Security-Policy"]
    assert "private" in download.headers["Cache-Control"]
    assert state(cast) == "in progress"


@pytest.mark.django_db
def test_the_same_file_twice_is_there_once_and_stored_once_for_two_questions(cast, sign_in, where, tmp_path):
    client = sign_in("editor")
    content = pdf()
    add(client, where, content)
    add(client, where, content, "again.pdf")
    assert len(answer().value) == 1
    other = asked(cast.own.intake, "privacy-policy-file")
    client.post(
        reverse("cohorts:answer_file_add", kwargs={**cast.own.url_kwargs, "question": other.pk}),
        {"file": upload(content, "policy.pdf")},
    )
    assert AnswerFile.objects.count() == 2
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


@pytest.mark.django_db
def test_a_removed_file_stays_in_the_history_and_can_come_back(cast, sign_in, where):
    client = sign_in("editor")
    content = pdf()
    add(client, where, content)
    file = AnswerFile.objects.get()
    response = client.post(where("answer_file_remove", file=file.pk))
    assert "stays in the history" in response.json()["announce"]
    assert answer().value is None
    history = Answer.pgh_event_model.objects.filter(question__key="budget-file").order_by("pgh_id")
    assert [bool(value) for value in history.values_list("value", flat=True)] == [True, False]
    assert b"".join(client.get(where("answer_file", file=file.pk)).streaming_content) == content
    add(client, where, content)
    assert [one["id"] for one in answer().value] == [file.pk]


@pytest.mark.django_db
def test_a_refused_file_changes_nothing_and_says_why(cast, sign_in, where, tmp_path):
    response = add(sign_in("editor"), where, b"MZ\x90\x00\x03 a program", "budget.pdf")
    assert response.status_code == 422
    assert "not a kind of file that can be stored here" in response.json()["sentence"]
    assert sign_in("editor").post(where("answer_file_add"), {}).status_code == 422
    assert not AnswerFile.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
    assert state(cast) == "invited"


@pytest.mark.django_db
def test_no_more_files_than_fit(cast, sign_in, where):
    client = sign_in("editor")
    for pages in range(1, 4):
        assert add(client, where, pdf(pages)).status_code == 200
    response = add(client, where, pdf(4))
    assert response.json()["sentence"].startswith("Up to 3 files fit here.")
    assert len(answer().value) == 3


@pytest.mark.django_db
def test_without_a_script_the_form_brings_files_and_takes_them_out(cast, sign_in, where):
    client = sign_in("editor")
    question = asked(cast.own.intake, "budget-file")
    cost = asked(cast.own.intake, "one-time-cost")
    page = where("intake_section", section="money")
    typed = {f"q{cost.pk}": "640,000", f"q{cost.pk}-version": 0, f"q{cost.pk}-base": "x"}
    response = client.post(page, {f"q{question.pk}": upload(b"MZ\x90\x00\x03", "virus.pdf"), **typed})
    assert response.status_code == 422
    assert "not a kind of file that can be stored here" in response.content.decode()
    assert 'value="640,000"' in response.content.decode()
    assert Answer.objects.get(question=cost).value == "640000.00"
    assert client.post(page, {f"q{question.pk}": [upload(pdf(1)), upload(pdf(2))]}).status_code == 302
    assert len(answer().value) == 2
    client.post(page, {"remove": f"file-{answer().value[0]['id']}"})
    assert len(answer().value) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("persona", "download", "change"),
    [
        ("mayor", 200, 200), ("editor", 200, 200), ("viewer", 200, 403), ("facilitator", 200, 403),
        ("administrator", 200, 403), ("peer", 404, 404), ("other_facilitator", 404, 404), ("outsider", 404, 404),
        ("expert", 404, 404), ("anonymous", 302, 302),
    ],
)  # fmt: skip
def test_a_file_has_the_same_door_as_its_page(cast, sign_in, where, persona, download, change):
    add(sign_in("editor"), where, pdf())
    file = AnswerFile.objects.get()
    client = sign_in(persona)
    response = client.get(where("answer_file", file=file.pk))
    b"".join(response)  # a download that nobody reads to its end is never closed
    assert response.status_code == download
    assert add(client, where, pdf(2)).status_code == change
    assert AnswerFile.objects.count() == (2 if change == 200 else 1)
    assert client.post(where("answer_file_remove", file=file.pk)).status_code == change


@pytest.mark.django_db
def test_another_citys_file_is_not_reached_through_this_one(cast, sign_in, where):
    add(sign_in("editor"), where, pdf())
    file = AnswerFile.objects.get()
    through_theirs = reverse("cohorts:answer_file", kwargs={**cast.neighbor.url_kwargs, "file": file.pk})
    for persona in ("peer", "facilitator", "administrator"):
        assert sign_in(persona).get(through_theirs).status_code == 404
    foreign = asked(cast.foreign.intake, "budget-file")
    url = reverse("cohorts:answer_file_add", kwargs={**cast.own.url_kwargs, "question": foreign.pk})
    assert sign_in("editor").post(url, {"file": upload(pdf())}).status_code == 404


@pytest.mark.django_db
def test_a_file_undoes_the_signature_and_is_refused_when_the_intake_is_closed(cast, sign_in, where, signed):  # noqa: F811
    add(sign_in("editor"), where, pdf())
    signed.refresh_from_db()
    assert signed.void_at
    Intake.objects.filter(pk=cast.own.intake.pk).update(state="submitted", submitted_at="2026-09-01T12:00Z")
    response = add(sign_in("editor"), where, pdf(2))
    assert response.status_code == 409
    assert "submitted" in response.json()["sentence"]
    assert AnswerFile.objects.count() == 1


@pytest.mark.django_db
def test_a_file_that_the_storage_lost_is_not_found_and_no_error(cast, sign_in, where):
    add(sign_in("editor"), where, pdf())
    file = AnswerFile.objects.get()
    file.file.storage.delete(file.file.name)
    assert sign_in("editor").get(where("answer_file", file=file.pk)).status_code == 404
