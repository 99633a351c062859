"""Guidebooks in print: bound of parts, read back, checked by independent readers."""

import io
import re
import subprocess
from itertools import pairwise
from types import SimpleNamespace

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from isc_portal.accounts.models import User
from isc_portal.documents import layout, parts
from isc_portal.documents.making import print_document
from isc_portal.documents.models import Document
from isc_portal.documents.numbering import hash_of
from isc_portal.documents.press.binding import ELSEWHERE
from isc_portal.documents.press.checking import problems_of
from isc_portal.documents.services import request_document
from resources.directory.models import Expert
from resources.guidebook import sections
from resources.guidebook.models import Edition
from resources.guidebook.services import make_guidebook
from tests.casestudies.documents.samples import hostile
from tests.documents.conftest import finish
from tests.documents.reading import Structure, findings, words_of

from .conftest import add_entry, printed, snapshot_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TOPICS = ["permitting", "transit", "housing"]
SHEET = (612, 792)  # points


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    """A guidebook of some topics and states in several parts, with indexes of several parts, printed once for all.

    Its row is not in the database, nor are its entries.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "FEWEST_IN_PART", 4)
        patch.setattr(sections, "MOST_IN_PART", 10)
        patch.setattr(sections, "MOST_LINES", 20)
        with django_db_blocker.unblock(), transaction.atomic():
            ids = add_people()
            snapshot = snapshot_of(Edition(title="The whole directory"))
            transaction.set_rollback(True)
        row = Document(
            kind="guidebook", subject_id=1, version=1, code="7K4M-2QXP", title=snapshot["title"],
            place=snapshot["place"], as_of=timezone.now(), snapshot=snapshot, snapshot_hash=hash_of(snapshot),
        )  # fmt: skip
        made = print_document(row)
        yield SimpleNamespace(
            row=row, ids=ids, pdf=made.pdf, pages=made.pages, anchors=made.anchors, words=words_of(made.pdf),
            structure=Structure(made.pdf), left=files_of_parts(row),
        )  # fmt: skip
        parts.clear(row)


def add_people() -> dict[str, str]:
    """Twenty-seven entries; their ids in print by name."""
    for number in range(26):
        add_entry(
            f"Ada{number} Lister{number}",
            state=("OH", "WA", "")[number % 3],
            organization=f"City of Number {number % 5}",
            topics=[TOPICS[number % 2], "housing"],
            experience="Cut the time to a permit from 71 to 19 days.",
            shown=f"ada{number}@shown.example",
            kept=f"ada{number}@kept.example",
        )
    add_entry("Last Of All", topics=["housing"])
    return {name: f"e{pk}" for name, pk in Expert.objects.values_list("name", "pk")}


def test_it_is_one_document_with_everybody_in_it_and_only_their_consented_addresses(book, tmp_path):
    for number in range(26):
        assert f"Ada{number} Lister{number}" in book.words and f"ada{number}@shown.example" in book.words
    assert "kept.example" not in book.words and b"kept.example" not in book.pdf
    [root] = book.structure.document.Root.StructTreeRoot.K
    assert str(root.S) == "/Document" and book.structure.count["Document"] == 1
    assert problems_of(book.pdf) == []
    assert findings(book.pdf, tmp_path) == []
    assert off_the_sheet(book.pdf) == []


def test_pages_are_counted_through_and_the_indexes_name_the_right_ones(book):
    document = book.structure.document
    assert len(document.pages) == book.pages
    pages = [words_of_page(book.pdf, number) for number in range(1, book.pages + 1)]
    for number in (0, 13, 25):
        page = book.anchors[book.ids[f"Ada{number} Lister{number}"]]
        assert f"Ada{number} Lister{number}" in pages[page - 1]
        assert f"Lister{number}, Ada{number} {page} " in f"{book.words} "
    for number, page in enumerate(pages[1:], start=2):
        assert f" {number} " in f" {page} ", f"page {number} does not tell its number"


def test_links_to_other_parts_lead_to_the_page_that_the_index_names(book):
    document = book.structure.document
    places = dict(pairs(document.Root.Names.Dests))
    numbers = {page.objgen: number for number, page in enumerate(document.pages, start=1)}
    links = [link for page in document.pages for link in page.obj.get("/Annots", [])]
    inner = [str(link.Dest) for link in links if "/Dest" in link]
    assert not [link for link in links if ELSEWHERE in str(link.get("/A", ""))]
    assert set(book.ids.values()) <= set(inner)
    for name in set(inner):
        assert numbers[places[name][0].objgen] == book.anchors[name]


def test_bookmarks_lead_to_contents_topics_states_and_indexes_in_order(book):
    with book.structure.document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        below = {item.title: [child.title for child in item.children] for item in outline.root}
    assert [title for title in titles if "continued" not in title] == [
        "The whole directory", "Housing", "Permits and licenses", "Public transit",
        "Register by state", "Index of names", "Index of organizations",
    ]  # fmt: skip
    assert below["The whole directory"] == ["Contents"]
    assert below["Permits and licenses"][:2] == ["Ohio", "Washington"]


def test_each_page_says_from_whom_to_whom_it_goes_and_has_the_tab_of_its_part(book):
    page = book.anchors[book.ids["Ada0 Lister0"]]
    words = words_of_page(book.pdf, page)
    assert "Lister0, OH to " in words
    assert words.count("Permits and licenses") >= 2, "in the tab and in the title"


def test_headings_go_down_one_level_at_a_time_over_all_parts(book):
    levels = [int(str(one.S)[2:]) for one in book.structure.elements if str(one.S)[1:] in ("H1", "H2", "H3", "H4")]
    assert levels[:2] == [1, 2] and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels.count(4) == len(book.ids), "one for each entry"


def test_the_same_content_gives_the_same_bytes_whoever_printed_the_parts(book):
    assert book.left == files_of_parts(book.row)
    parts.clear(book.row)
    helped = parts.help_with(book.row)
    assert helped == len(files_of_parts(book.row)) > 2
    assert print_document(book.row).pdf == book.pdf
    parts.clear(book.row)
    assert files_of_parts(book.row) == []


def test_an_edition_of_nobody_says_so_and_is_a_whole_document(cast, whole, tmp_path):
    Expert.objects.all().delete()
    empty = printed(whole, cast.administrator)
    assert "Nobody fits at this time." in empty.words
    assert empty.document.pages == 2
    assert findings(empty.pdf, tmp_path) == []


def test_hostile_entries_are_printed_as_they_are_and_within_the_margins(cast, whole, tmp_path):
    longest = {"role_title": 160, "organization": 160, "city": 100}
    for number in range(6):
        words = hostile(2, number * 20)
        add_entry(
            words[:120],
            **{field: words[number : number + length] for field, length in longest.items()},
            state=("OH", "ZZ", "")[number % 3],
            topics=["permitting", "no-such-topic", "permitting"],
            offers=["call", "no-such-offer"],
            languages=["en", "xx"],
            experience=words[:4_000],
            vendor_ties=words[:500],
            shown=f"{'a' * 200}{number}@{'b' * 60}.example",
        )
    add_entry("\x07\u202e\ue000", topics=[], organization="", role_title="", city="", state="")
    add_entry("🙂 Ω 中文 العربية", organization="<script>alert(1)</script>", experience="{{ 7|add:7 }}{% now 'Y' %}")
    book = printed(whole, cast.administrator)
    assert "Without a name" in book.words
    assert "<script>alert(1)</script>" in book.words and "{{ 7|add:7 }}{% now 'Y' %}" in book.words
    # The lines that the test itself repeats are taken for running heads.
    assert [found for found in findings(book.pdf, tmp_path) if "'PAG-001'" not in found] == []
    assert off_the_sheet(book.pdf) == []


def test_the_shell_makes_the_guidebook_of_the_whole_directory(cast, tmp_path):
    add_entry("Ada Listed")
    call_command("make_document", "guidebook", "--out", str(tmp_path / "guidebook.pdf"))
    assert "Ada Listed" in words_of((tmp_path / "guidebook.pdf").read_bytes())
    User.objects.filter(is_administrator=True).delete()
    Edition.objects.all().delete()
    with pytest.raises(CommandError, match="There is no administrator yet"):
        call_command("make_document", "guidebook", "--out", str(tmp_path / "guidebook.pdf"))


def test_a_version_that_nothing_changed_is_not_made_again(cast, whole):
    first = printed(whole, cast.administrator).document
    again = make_guidebook(edition=whole, by=cast.administrator)
    assert again.already_there and again.pk == first.pk


def test_the_web_page_of_each_part_is_made_of_the_same_and_leads_to_the_others(cast, whole, sign_in, monkeypatch):
    monkeypatch.setattr(sections, "MOST_IN_PART", 10)
    ids = add_people()
    made = finish(request_document(kind="guidebook", subject=whole, by=cast.administrator, send=False))
    client, address = sign_in("outsider"), f"/documents/file/{made.pk}/read/"
    keys = [part.key for part in layout.parts_of(made)]
    told = {key: client.get(f"{address}?part={key}").content.decode() for key in keys}
    assert "How to read this guidebook" in client.get(address).content.decode()
    assert all(page.count("<h1") == 1 for page in told.values()), "the front has the title, each part its own"
    ada = ids["Ada0 Lister0"]
    [home] = [key for key in keys if f'id="{ada}"' in told[key]]
    assert f'href="?part={home}#{ada}"' in told["register-names"]
    assert "shown.example" in told[home] and "kept.example" not in "".join(told.values())
    assert client.get(f"{address}?part=nowhere").status_code == 404
    for before, after in pairwise(keys):
        assert f'href="?part={after}"' in told[before] and f'href="?part={before}"' in told[after]


def words_of_page(pdf: bytes, number: int) -> str:
    """The words of one page."""
    with pikepdf.open(io.BytesIO(pdf)) as document, pikepdf.new() as alone:
        alone.pages.append(document.pages[number - 1])
        target = io.BytesIO()
        alone.save(target)
    return words_of(target.getvalue())


def pairs(tree):
    """The pairs of a PDF's name tree."""
    items = list(tree.Names)
    return ((str(name), place) for name, place in zip(items[::2], items[1::2], strict=True))


def files_of_parts(document: Document) -> list[str]:
    """The names of the kept parts of a document."""
    folder = f"{parts.FOLDER}/{document.snapshot_hash}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def off_the_sheet(pdf: bytes) -> list[str]:
    """The words of which a part stands outside their page."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>',
                       done.stdout.decode())  # fmt: skip
    return [
        word
        for x_min, y_min, x_max, y_max, word in found
        if float(x_min) < 0 or float(y_min) < 0 or float(x_max) > SHEET[0] or float(y_max) > SHEET[1]
    ]
