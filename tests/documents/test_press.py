"""The press: tags, limits, and what a document may not reach."""

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from isc_portal.documents.press.checking import problems_of
from isc_portal.documents.press.printing import PressError, print_pdf

from . import kitchen
from .reading import Structure, findings, words_of

STATIC = Path(settings.DOCUMENT_FILES)


def press(html: str, *, root: Path = STATIC, time_limit: int = 60, memory_limit: int = 1024, **options):
    return print_pdf(html, root=root, time_limit=time_limit, memory_limit=memory_limit, **options)


def page(body: str, head: str = "") -> str:
    return f'<html lang="en"><head><title>A page</title>{head}</head><body><h1>A page</h1>{body}</body></html>'


@pytest.fixture(scope="module")
def kitchen_pdf():
    return press(kitchen.PAGE)


@pytest.fixture(scope="module")
def structure(kitchen_pdf):
    return Structure(kitchen_pdf.pdf)


def test_two_independent_checkers_find_nothing_on_a_page_with_every_element(kitchen_pdf, tmp_path):
    assert findings(kitchen_pdf.pdf, tmp_path) == []


def test_our_own_check_finds_nothing_on_a_page_with_every_element(kitchen_pdf):
    assert problems_of(kitchen_pdf.pdf) == []


def test_a_table_over_several_pages_is_one_table_with_one_head(structure):
    assert len(structure.document.pages) > 2
    assert structure.count["Table"] == 2
    assert structure.count["THead"] == 2
    assert structure.count["TR"] == 1 + 80 + 2 + 3


def test_every_header_cell_says_what_it_heads(structure):
    scopes = [str(cell.A.Scope) for cell in structure.all("TH")]
    assert scopes.count("/Row") == 80 + 3
    assert scopes.count("/Column") == 2 + 5


def test_spans_languages_and_abbreviations_are_kept(structure):
    assert {int(cell.A.get("/ColSpan", 1)) for cell in structure.all("TH")} == {1, 3}
    assert [str(element.Lang) for element in structure.elements if "/Lang" in element] == ["es", "es"]
    assert [str(element.E) for element in structure.elements if "/E" in element] == ["Request for proposals"]


def test_a_picture_has_its_description_and_a_place(structure):
    [figure] = structure.all("Figure")
    assert str(figure.Alt) == "Bars. Two bars: 40 and 60 percent."
    assert len(figure.A.BBox) == 4


def test_a_contents_line_is_one_link_with_words(structure):
    assert structure.count["TOCI"] == 2
    links = [note for sheet in structure.document.pages for note in sheet.obj.get("/Annots", [])]
    assert sorted(str(link.Contents) for link in links) == ["City of Dayton", "Figures", "Tables"]
    assert all(int(link.F) == 4 for link in links)


def test_a_footnote_is_a_note_after_its_paragraph(structure):
    tags = [str(element.S)[1:] for element in structure.elements]
    assert tags.index("Note") > tags.index("Reference")
    assert tags[tags.index("Note") + 1] == "Lbl"


def test_lists_have_labels_and_bodies(structure):
    assert structure.count["L"] == 3
    assert structure.count["LI"] == structure.count["Lbl"] - 1 == structure.count["LBody"] == 4


def test_running_heads_ornaments_and_repeated_heads_are_artifacts(structure):
    second = structure.marked_content(1)
    kinds = [str(properties.get("/Subtype", properties["/Type"])) for name, properties in second if name == "Artifact"]
    assert "/Header" in kinds and "/Footer" in kinds
    assert not [name for name, _ in second if name == "Span"], "words hang on their element, not on a span"


def test_an_unknown_version_of_the_layout_engine_is_refused(monkeypatch):
    import weasyprint

    from isc_portal.documents.press import tagging

    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(RuntimeError, match="made for WeasyPrint 70"):
        tagging.install(print)


def test_a_picture_without_a_description_fails_with_that_reason():
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="90"><rect width="9" height="9"/></svg>'
    with pytest.raises(PressError) as failure:
        press(page(picture))
    assert failure.value.reason == "A picture on page 1 has no description."


def test_a_skipped_heading_level_fails_with_that_reason():
    with pytest.raises(PressError) as failure:
        press(page("<h3>Too deep</h3>"))
    assert failure.value.reason == "A heading of level 3 follows one of level 1."


PRINT_DIRECTLY = """
import sys, hashlib, pathlib
from isc_portal.documents.press import child
child.tell = lambda **message: None
pdf, facts = child.print_document(sys.stdin.read(), pathlib.Path(sys.argv[1]))
print(hashlib.sha256(pdf).hexdigest())
"""


@pytest.mark.parametrize(("seed", "zone"), [("1", "UTC"), ("77", "Asia/Kathmandu")])
def test_the_same_html_gives_the_same_bytes_in_any_process(kitchen_pdf, seed, zone):
    done = subprocess.run(
        [sys.executable, "-c", PRINT_DIRECTLY, str(STATIC)],
        input=kitchen.PAGE,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        cwd=settings.BASE_DIR,
    )
    assert done.stdout.strip() == hashlib.sha256(kitchen_pdf.pdf).hexdigest()


def test_a_document_opens_nothing_but_our_static_files(tmp_path):
    root, outside = tmp_path / "static", tmp_path / "secret.css"
    root.mkdir()
    outside.write_text("h1::after { content: 'leaked words' }")
    (root / "ours.css").write_text("h1::after { content: ' and ours' }")
    (root / "link.css").symlink_to(outside)
    refused = [
        "file:///etc/passwd",
        outside.as_uri(),
        f"{root.as_uri()}/../secret.css",
        f"{root.as_uri()}/%2e%2e/secret.css",
        f"{root.as_uri()}/link.css",
        "http://localhost:8000/secret.css",
        "https://example.org/secret.css",
        "ftp://example.org/secret.css",
        f"file://elsewhere{outside}",
    ]
    sheets = "".join(f'<link rel="stylesheet" href="{url}">' for url in ["ours.css", "../secret.css", *refused])
    printed = press(page('<p>Text <img src="file:///etc/passwd" alt="A leak"></p>', sheets), root=root)
    words = words_of(printed.pdf)
    assert "A page and ours" in words, "the document still comes out, with what it may have"
    assert "leaked" not in words and "root:" not in words
    assert len(printed.refused) == len(refused) + 2
    assert b"leaked" not in printed.pdf


ATTEMPTS = {
    "open('/etc/passwd').read()": False,
    "pathlib.Path('/proc/self/environ').read_bytes()": False,
    "open(folder / 'new', 'w')": False,
    "open(folder / 'out' / '..' / 'new', 'w')": False,
    "socket.create_connection(('127.0.0.1', 9))": False,
    "socket.getaddrinfo('example.org', 80)": False,
    "urllib.request.urlopen('http://127.0.0.1:9/')": False,
    "subprocess.run(['true'])": False,
    "os.system('true')": False,
    "open(folder / 'ours').read()": True,
    "(folder / 'out' / 'new').write_text('fine')": True,
}
CONFINED = """
import json, os, pathlib, socket, subprocess, sys, urllib.request
from isc_portal.documents.press import confinement
folder, attempts, allowed = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2]), {}
confinement.confine(readable=[folder], writable=folder / "out")
for attempt in attempts:
    try:
        eval(attempt)
        allowed[attempt] = True
    except OSError as error:
        allowed[attempt] = False if "The press may not" in str(error) else str(error)
print(json.dumps(allowed))
"""


def test_a_flaw_in_the_press_would_reach_nothing_else(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "ours").write_text("ours")
    done = subprocess.run(
        [sys.executable, "-c", CONFINED, str(tmp_path), json.dumps(list(ATTEMPTS))],
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert json.loads(done.stdout) == ATTEMPTS


def test_the_press_is_given_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere")
    from isc_portal.documents.press import printing

    seen = {}
    monkeypatch.setattr(printing.subprocess, "Popen", lambda *args, **options: seen.update(options["env"]))
    printing._child(Path("/tmp"), None)
    assert "PATH" in seen
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} & set(seen)


LONG_TABLE = page(
    "<table><tr><th scope=col>A</th></tr>" + "<tr><td>words and words</td></tr>" * 20_000 + "</table>",
)


def test_a_document_that_takes_too_long_says_so():
    with pytest.raises(PressError) as failure:
        press(LONG_TABLE, time_limit=5)
    assert failure.value.reason.startswith("Making it took longer than the 5 seconds one document may take.")


def test_a_document_that_needs_too_much_memory_says_so():
    with pytest.raises(PressError) as failure:
        press(LONG_TABLE, memory_limit=320, time_limit=120)
    assert "needs more memory than one document may use (320 MB)" in failure.value.reason


def test_the_press_stops_when_whoever_waits_for_it_gives_up():
    class GivenUp(Exception):
        pass

    def give_up(progress):
        if progress.stage == "pages":
            raise GivenUp

    with pytest.raises(GivenUp):
        press(kitchen.PAGE, on_progress=give_up)
    running = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True).stdout
    mine = [line for line in running.splitlines() if line.split()[0] == str(os.getpid()) and "press.child" in line]
    assert mine == []


def test_progress_names_the_page_and_never_goes_back():
    seen = []
    press(kitchen.PAGE, on_progress=seen.append)
    pages = [progress.page for progress in seen]
    assert pages == sorted(pages)
    assert pages[-1] >= 3
    assert [progress.stage for progress in seen][-1] == "checking"


def test_hidden_damage_is_found_by_our_own_check(kitchen_pdf, tmp_path):
    with pikepdf.open(io.BytesIO(kitchen_pdf.pdf)) as document:
        del document.Root.Lang
        del document.docinfo["/Title"]
        document.save(tmp_path / "damaged.pdf")
    problems = problems_of((tmp_path / "damaged.pdf").read_bytes())
    assert problems == ["The document has no title.", "The document does not say its language."]
