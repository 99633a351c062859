"""`manage.py make_document`."""

import pytest
from django.core.management import CommandError, call_command

from isc_portal.documents.models import Document

from .reading import words_of

pytestmark = pytest.mark.django_db


def run(*arguments: str, out) -> None:
    call_command("make_document", *arguments, "--out", str(out))


def test_it_writes_the_pdf_of_a_version_like_any_other(leaf, cast, tmp_path, capsys):
    run("leaf", "--cohort", "fall-2026", "--city", cast.own.city.slug, out=tmp_path / "leaf.pdf")
    document = Document.objects.get()
    words = words_of((tmp_path / "leaf.pdf").read_bytes())
    assert "A shorter way to a permit" in words and document.code in words
    assert f"new, code {document.code}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["poster"], "There is no kind of document called poster"),
        (["leaf", "--blank"], "There is no kind of document called leaf-blank"),
    ],
)
def test_it_says_what_it_does_not_know(leaf, cast, tmp_path, arguments, says):
    with pytest.raises(CommandError, match=says):
        run(*arguments, out=tmp_path / "leaf.pdf")
    assert not (tmp_path / "leaf.pdf").exists()


def test_it_says_why_a_document_could_not_be_made(leaf, cast, tmp_path, settings):
    settings.DOCUMENT_TIME_LIMIT = 0
    with pytest.raises(CommandError, match=r"It could not be made\. Making it took longer"):
        run("leaf", "--cohort", "fall-2026", "--city", cast.own.city.slug, out=tmp_path / "leaf.pdf")
