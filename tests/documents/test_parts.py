"""Long documents: printed in parts by whoever has time, and bound into one. A fast press stands for the real one."""

import re
import threading
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as CacheAway

from isc_portal.documents import heads, kinds, making, parts, tasks
from isc_portal.documents.kinds import IN_PARTS, Part, Rank
from isc_portal.documents.models import Document
from isc_portal.documents.press.printing import PressError, Printed, Progress
from isc_portal.documents.services import request_document
from isc_portal.documents.states import JobState
from tests.cleared import clear_cache

pytestmark = pytest.mark.django_db

CHAPTERS = ("one", "two", "three", "four")


def chapter(key: str, rank: Rank = Rank.BODY, seen=()) -> Part:
    """A part with one id, its key."""
    context = {"words": f"Words of {key}.", "seen": list(seen)}
    ids = {key: f"Word {key}"} if rank == Rank.BODY else {}
    return Part(key=key, title=f"Chapter {key}", template="chapter.html", rank=rank, context=context, ids=ids, tab=key)


def chapters(snapshot) -> list[Part]:
    body = [chapter(key) for key in CHAPTERS]
    return [chapter("front", Rank.FRONT, CHAPTERS), *body, chapter("index", Rank.BACK, CHAPTERS)]


@pytest.fixture
def press(leaf, monkeypatch):
    """The leaf as a long document; `printed` counts what the press was given, `hook` is called at each part."""
    monkeypatch.setitem(kinds._kinds, "leaf", replace(leaf.LEAF, template=IN_PARTS, parts=chapters))
    seen = SimpleNamespace(printed=[], bound=[], heads="", hook=lambda key: None)

    def print_pdf(html, *, is_part, on_progress, **limits):
        assert is_part
        found = re.search(r'<h2 id="(\w+)">', html)
        if found is None:
            seen.heads = html
            on_progress(Progress("pages", 1))
            return Printed(b"heads", html.count('<section class="sheet'), {})
        key = found[1]
        seen.printed.append(key)
        on_progress(Progress("pages", 1))
        seen.hook(key)
        return Printed(f"{key} {','.join(re.findall('</a> ([0-9]+)', html))};".encode(), 2, {key: 2})

    def bind_pdf(pdfs, over, *, on_progress, **limits):
        seen.bound = list(pdfs)
        on_progress(Progress("checking"))
        return Printed(b"".join(pdfs), 2 * len(pdfs), {})

    monkeypatch.setattr(parts, "print_pdf", print_pdf)
    monkeypatch.setattr(parts, "bind_pdf", bind_pdf)
    clear_cache()
    yield seen
    clear_cache()


@pytest.fixture
def document(press, cast) -> Document:
    """Such a document, asked for and in line."""
    asked = request_document(kind="leaf", subject=cast.own, by=cast.editor, send=False)
    yield asked
    parts.clear(asked)


def kept(document: Document) -> int:
    """How many parts of it are kept."""
    folder = f"{parts.FOLDER}/{document.snapshot_hash}"
    return len(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else 0


def test_the_body_is_printed_first_the_back_knows_its_pages_and_the_front_all_of_them(press, document):
    made = parts.print_in_parts(document, on_progress=lambda progress: None)
    assert press.printed == [*CHAPTERS, "front", "index", "front"]
    # The front takes pages 1 and 2, and each chapter's id stands on the second of its two pages.
    assert [pdf.decode() for pdf in press.bound] == [
        "front 4,6,8,10;", "one ;", "two ;", "three ;", "four ;", "index 4,6,8,10;",
    ]  # fmt: skip
    assert made.pages == 12 and made.anchors["three"] == 8
    assert press.heads.count("<section") == 12


def test_what_is_printed_is_not_printed_again(press, document):
    parts.print_in_parts(document, on_progress=lambda progress: None)
    press.printed.clear()
    parts.print_in_parts(document, on_progress=lambda progress: None)
    assert press.printed == []


def test_nothing_is_kept_of_a_document_that_is_made(press, document):
    assert making.make(document.pk)
    assert kept(document) == 0
    assert Document.objects.get(pk=document.pk).is_ready


def test_what_failed_long_ago_is_swept_away_with_the_next_document(press, document, monkeypatch):
    name = default_storage.save(f"{parts.FOLDER}/{'0' * 64}/part", ContentFile(b"old"))
    monkeypatch.setattr(parts, "KEPT_FOR", timedelta(days=1))
    parts.clear(document)
    assert default_storage.exists(name)
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(parts.timezone, "now", lambda: later)
    parts.clear(document)
    assert not default_storage.exists(name) and not default_storage.exists(f"{parts.FOLDER}/{'0' * 64}")


def test_a_helper_takes_parts_from_the_end_and_each_is_printed_once(press, document):
    begun, go_on = threading.Event(), threading.Event()

    def hook(key):
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            go_on.wait(10)
        elif key == "one":
            helper.start()
            begun.wait(10)
        elif key == "three":
            go_on.set()

    helper = threading.Thread(target=parts.help_with, args=[document])
    press.hook = hook
    made = parts.print_in_parts(document, on_progress=lambda progress: None)
    helper.join(10)
    assert sorted(press.printed) == sorted([*CHAPTERS, "front", "index", "front"])
    assert press.printed[:4] == ["one", "four", "two", "three"]
    assert made.anchors["four"] == 10


def test_a_part_whose_helper_died_is_printed_by_whoever_binds_after_a_while(press, document, monkeypatch):
    monkeypatch.setattr(parts, "SILENT_AFTER", 1)
    monkeypatch.setattr(parts, "LOOK_EVERY", 0.05)

    class Killed(BaseException):
        pass

    def die(key):
        raise Killed

    press.hook = die
    with monkeypatch.context() as dying:
        dying.setattr(parts, "_let_go", lambda key: None)  # as nobody who is killed lets go
        with pytest.raises(Killed):
            parts.help_with(document)
    press.hook = lambda key: None
    told = []
    parts.print_in_parts(document, on_progress=told.append)
    assert press.printed == ["four", "one", "two", "three", "four", "front", "index", "front"]
    assert len(told) > 20, "it is heard of while it waits"


def test_a_helper_that_cannot_print_a_part_leaves_it_to_whoever_binds(press, document):
    def fail(key):
        raise PressError("A picture on page 1 has no description.")

    press.hook = fail
    assert parts.help_with(document) == 0
    with pytest.raises(PressError):
        parts.print_in_parts(document, on_progress=lambda progress: None)
    making.make(document.pk)
    assert Document.objects.get(pk=document.pk).failure_reason == "A picture on page 1 has no description."


def test_helpers_are_called_by_a_worker_and_none_is_called_for_the_command_line(press, document, monkeypatch):
    called = []
    monkeypatch.setattr(tasks.help_with_document, "delay", called.append)
    making.print_document(document)
    assert called == []
    making.print_document(document, shift=60)
    assert called == [document.pk] * 3


def test_without_a_broker_it_is_made_without_help(press, document, monkeypatch):
    def away(pk):
        raise OperationalError

    monkeypatch.setattr(tasks.help_with_document, "delay", away)
    assert making.make(document.pk, shift=60)


def test_without_the_cache_it_is_made_alone_and_helpers_keep_out(press, document, monkeypatch):
    def away(*arguments):
        raise CacheAway

    for name in ("add", "delete", "touch"):
        monkeypatch.setattr(parts.cache, name, away)
    assert parts.help_with(document) == 0
    assert parts.print_in_parts(document, on_progress=lambda progress: None).pages == 12


def test_help_for_a_document_that_is_made_by_now_does_nothing(press, document):
    tasks.help_with_document(document.pk)
    assert press.printed == []
    making.claim(document.pk)
    tasks.help_with_document(document.pk)
    assert press.printed == list(reversed(CHAPTERS))


def test_a_worker_whose_shift_is_over_puts_it_back_in_line_and_the_next_goes_on(press, document, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.make_document, "delay", sent.append)
    monkeypatch.setattr(making, "call_helper", lambda document: None)
    for done in range(1, 7):
        assert making.make(document.pk, shift=-1) is False
        row = Document.objects.get(pk=document.pk)
        assert (row.job_state, row.attempts, row.claim) == (JobState.QUEUED, 0, None)
        assert len(press.printed) == kept(document) == done == len(sent)
    assert making.make(document.pk, shift=-1) is True
    assert press.printed == [*CHAPTERS, "front", "index", "front"]


def test_its_pages_are_guessed_by_what_is_printed_so_far(press, document):
    told: list[Progress] = []
    parts.print_in_parts(document, on_progress=told.append)
    assert [progress.stage for progress in told][-2:] == ["writing", "checking"]
    pages = [progress.page for progress in told if progress.stage == "pages" and progress.expected]
    assert pages == sorted(pages)
    assert (told[-1].page, told[-1].expected) == (12, 12)


def test_a_front_that_grows_with_its_numbers_is_a_fault_and_not_a_wrong_page(press, document, monkeypatch):
    fast, lengths = parts.print_pdf, iter([2, 2, 2, 2, 2, 2, 3])
    monkeypatch.setattr(parts, "print_pdf", lambda *args, **more: replace(fast(*args, **more), pages=next(lengths)))
    with pytest.raises(PressError, match="The contents took another number of pages"):
        parts.print_in_parts(document, on_progress=lambda progress: None)


def test_the_head_of_a_page_says_from_what_to_what_it_goes():
    ids = {"a": "Abel", "b": "", "c": "Cole", "d": "Dunn"}
    anchors = {"a": 2, "b": 2, "c": 2, "d": 4}
    assert heads.reaches_of(ids, anchors, 5) == ["", "Abel to Cole", "Cole", "Dunn", "Dunn"]


def test_tabs_go_down_the_edge_and_begin_again_at_the_top():
    made = [
        parts.Bound(Part(key=key, title=key, template="", tab=tab), 1, Printed(b"", 1))
        for key, tab in (("a", "A"), ("b", "A"), *((f"n{number}", f"N{number}") for number in range(9)))
    ]
    assert [head.place for head in heads.all_heads(made)] == [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0]


def test_the_facts_of_a_part_are_kept_with_it(press, document):
    book = parts.Book(document)
    book.keep("<p>", Printed(b"%PDF\nwith lines\n", 3, {"a": 2}, ["http://example.org/"]))
    book.keep("<p>", Printed(b"another", 1, {}))
    assert book.kept("<p>") == Printed(b"%PDF\nwith lines\n", 3, {"a": 2}, ["http://example.org/"])
    assert book.kept("<b>") is None


def test_a_claim_is_kept_alive_by_its_worker(monkeypatch):
    touched = []
    monkeypatch.setattr(parts, "TOUCH_EVERY", 0)
    monkeypatch.setattr(cache, "touch", lambda key, seconds: touched.append((key, seconds)))
    parts._Touch("a part")()
    assert touched == [("a part", parts.SILENT_AFTER)]
