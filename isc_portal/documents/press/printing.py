"""Starting the press, watching it, and saying in plain words why it failed."""

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from .child import ACCESSIBILITY_FAILED, HEADS_NAME, OUT_OF_MEMORY, PART_NAME, PDF_NAME

# What the child is given of our environment; secrets and addresses of engines stay here.
KEPT_VARIABLES = ("PATH", "HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME", "LD_LIBRARY_PATH")
TICK = 1.0  # seconds between two calls of `on_progress` while the child is silent
DETAIL_LIMIT = 8000  # characters of technical detail kept


class PressError(Exception):
    """A document that could not be printed: `reason` for whoever asked for it, `detail` for administrators."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail[-DETAIL_LIMIT:]


@dataclass(frozen=True)
class Progress:
    """How far the press is: `stage` is starting, reading, pages, writing or checking; `page` counts in pages.

    `expected` is how many pages there will be, as far as the finished parts of a long document tell; 0 if nobody knows.
    """

    stage: str = "starting"
    page: int = 0
    expected: int = 0


@dataclass(frozen=True)
class Printed:
    """A finished PDF; `anchors` says on which page each id of the HTML fell, `refused` what it might not open."""

    pdf: bytes
    pages: int
    anchors: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


Tell = Callable[[Progress], None]


def print_pdf(
    html: str,
    *,
    root: Path,
    time_limit: int,
    memory_limit: int,
    on_progress: Tell = lambda progress: None,
    is_part: bool = False,
) -> Printed:
    """Print one document, or one part of a longer one, in a process of its own.

    `root` is the folder of static files it may open; `time_limit` is in seconds, of processor and of clock alike;
    `memory_limit` in megabytes. `on_progress` is called at least once a second, and stops the press if it raises.
    Raises PressError.
    """
    job = {"root": str(root), "seconds": time_limit, "megabytes": memory_limit, "is_part": is_part, "bind": 0}
    return _run(job, html, {}, on_progress)


def bind_pdf(
    parts: Sequence[bytes],
    heads: bytes,
    *,
    root: Path,
    time_limit: int,
    memory_limit: int,
    on_progress: Tell = lambda progress: None,
) -> Printed:
    """Bind printed parts into one document, and lay a page of `heads` over each of their pages. Raises PressError."""
    job = {"root": str(root), "seconds": time_limit, "megabytes": memory_limit, "is_part": False, "bind": len(parts)}
    files = {PART_NAME.format(number): part for number, part in enumerate(parts)}
    return _run(job, "", files | {HEADS_NAME: heads}, on_progress)


def _run(job: dict[str, Any], html: str, files: dict[str, bytes], on_progress: Tell) -> Printed:
    """Let the child do one job in a folder of its own, in which the files lie. Raises PressError."""
    time_limit, memory_limit = job["seconds"], job["megabytes"]
    with tempfile.TemporaryDirectory(prefix="press-") as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        with (folder / "errors").open("w+b") as errors, _child(folder, errors) as process:
            try:
                facts = _watch(process, job | {"folder": name}, html, time.monotonic() + time_limit, on_progress)
            except _TooLong:
                raise PressError(_too_long(time_limit), _tail(errors)) from None
            finally:
                process.kill()
            code = process.wait()
            _raise_for(code, facts, _tail(errors), time_limit, memory_limit)
            pdf = (folder / PDF_NAME).read_bytes()
    return Printed(pdf, facts["pages"], facts["anchors"], facts["refused"])


class _TooLong(Exception):
    pass


def _child(folder: Path, errors: Any) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    environment |= {"LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "TMPDIR": str(folder)}
    package_root = Path(__file__).resolve().parents[3]
    return subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=package_root,
        env=environment,
    )


def _watch(
    process: subprocess.Popen[bytes],
    job: dict[str, Any],
    html: str,
    deadline: float,
    on_progress: Tell,
) -> dict[str, Any]:
    """Hand the job over and follow the child until it closes its mouth; return the facts it told at the end."""
    job_in = cast(IO[bytes], process.stdin)
    try:
        job_in.write(json.dumps(job).encode() + b"\n" + html.encode())
        job_in.close()
    except BrokenPipeError:
        return {}
    facts: dict[str, Any] = {}
    progress = Progress()
    for message in _messages(process, deadline):
        if message and message["stage"] == "done":
            facts = message
        elif message:
            # Pages are laid out once more when page numbers change them; the count does not go back for that.
            progress = Progress(message["stage"], max(progress.page, message.get("done", 0)))
        on_progress(progress)
    return facts


def _messages(process: subprocess.Popen[bytes], deadline: float) -> Iterator[dict[str, Any] | None]:
    """The child's messages as they come; None for each second without one. Raises _TooLong at the deadline."""
    told = cast(IO[bytes], process.stdout)
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(told, selectors.EVENT_READ)
        while True:
            if time.monotonic() > deadline:
                raise _TooLong
            if not selector.select(timeout=TICK):
                yield None
                continue
            chunk = os.read(told.fileno(), 65536)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            yield from (json.loads(line) for line in lines)


def _tail(errors: Any) -> str:
    errors.flush()
    errors.seek(0)
    return errors.read().decode("utf-8", "replace")[-DETAIL_LIMIT:]


def _raise_for(code: int, facts: dict[str, Any], detail: str, time_limit: int, memory_limit: int) -> None:
    if code == 0 and facts:
        return
    if code == ACCESSIBILITY_FAILED:
        raise PressError(" ".join(facts["problems"][:3]), "\n".join(facts["problems"]) + "\n" + detail)
    if code == OUT_OF_MEMORY or "MemoryError" in detail or "failed to allocate" in detail:
        raise PressError(
            f"The document needs more memory than one document may use ({memory_limit} MB). "
            "Shorten very long tables or lists and make it again.",
            detail,
        )
    if code == -9 or code == -24:  # SIGKILL after SIGXCPU, SIGXCPU
        raise PressError(_too_long(time_limit), detail)
    raise PressError(
        "The program that makes the pages stopped. Try again; if it stops again, tell the Institute.",
        f"Exit code {code}.\n{detail}",
    )


def _too_long(time_limit: int) -> str:
    words = f"{time_limit // 60} minutes" if time_limit >= 120 else f"{time_limit} seconds"
    return f"Making it took longer than the {words} one document may take. Shorten very long tables and make it again."
