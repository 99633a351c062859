"""The printing process: `python -m isc_portal.documents.press.child`, started by `printing`.

It reads from standard input one line of JSON (root, folder, seconds, megabytes, and `is_part`: one part of a longer
document is printed, or `bind`: that many parts in the folder are bound) and then the HTML, writes `document.pdf` into
the folder, and tells on standard output, a line of JSON each, how far it is, and at the end what it made.
"""

import hashlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

PDF_NAME = "document.pdf"
PART_NAME = "part-{}.pdf"  # what is bound, in the order of the numbers
HEADS_NAME = "heads.pdf"
ACCESSIBILITY_FAILED = 4  # exit code: the PDF was made, but some readers could not use it
OUT_OF_MEMORY = 5


def tell(**message: Any) -> None:
    """Send a line to the parent; if it is gone, so are we."""
    try:
        os.write(sys.stdout.fileno(), json.dumps(message).encode() + b"\n")
    except BrokenPipeError:
        os._exit(1)


class Progress(logging.Handler):
    """Turns WeasyPrint's own log of its steps into progress that means something to a reader."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell the parent which page is being laid out, or that the file is being written."""
        if "Creating layout - Page" in str(record.msg) and isinstance(record.args, tuple):
            tell(stage="pages", done=record.args[0])
        elif "Creating PDF" in str(record.msg):
            tell(stage="writing")


def print_document(html: str, root: Path, *, is_part: bool = False) -> tuple[bytes, dict[str, Any]]:
    """The PDF, and what is known of it: pages, anchors (id to page number), refused addresses, problems."""
    import weasyprint

    from . import checking, fetching, tagging

    problems: list[str] = []
    tagging.install(problems.append)
    fetcher = fetching.StaticFilesOnly(root)
    document = weasyprint.HTML(string=html, base_url=root.as_uri() + "/", url_fetcher=fetcher)
    layout = document.render(pdf_variant="pdf/ua-1")
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    pdf = layout.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    tell(stage="checking")
    anchors: dict[str, int] = {}
    for number, page in enumerate(layout.pages, start=1):
        for name in page.anchors:
            anchors.setdefault(name, number)  # what runs over several pages begins on the first
    facts = {
        "pages": len(layout.pages),
        "anchors": anchors,
        "refused": fetcher.refused,
        "problems": list(dict.fromkeys([*problems, *checking.problems_of(pdf, is_part=is_part)])),
    }
    return pdf, facts


def bind_document(folder: Path, count: int) -> tuple[bytes, dict[str, Any]]:
    """The PDF of the parts that lie in the folder, with the heads laid over them; and what is known of it."""
    from . import binding, checking

    tell(stage="writing")
    target = folder / "bound.pdf"
    parts = [folder / PART_NAME.format(number) for number in range(count)]
    pages = binding.bind(parts, folder / HEADS_NAME, target)
    tell(stage="checking")
    pdf = target.read_bytes()
    return pdf, {"pages": pages, "anchors": {}, "refused": [], "problems": checking.problems_of(pdf)}


def main() -> int:
    """Read the job, print it, and say what was made."""
    import pikepdf  # noqa: F401 - loaded before the limits, like all that is large
    import weasyprint  # noqa: F401

    from . import binding, checking, confinement, fetching, tagging  # noqa: F401

    job = json.loads(sys.stdin.buffer.readline())
    html = sys.stdin.buffer.read().decode()
    root, folder = Path(job["root"]), Path(job["folder"])
    logger = logging.getLogger("weasyprint.progress")
    logger.setLevel(logging.INFO)
    logger.addHandler(Progress())
    logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stderr))
    confinement.limit(seconds=job["seconds"], megabytes=job["megabytes"])
    confinement.confine(readable=[root], writable=folder)
    tell(stage="reading")
    try:
        if job["bind"]:
            pdf, facts = bind_document(folder, job["bind"])
        else:
            pdf, facts = print_document(html, root, is_part=job["is_part"])
    except MemoryError:
        return OUT_OF_MEMORY
    (folder / PDF_NAME).write_bytes(pdf)
    tell(stage="done", **facts)
    return ACCESSIBILITY_FAILED if facts["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
