"""A 30-page document against WeasyPrint alone on the same HTML; the target is 1.3 times.

Both are whole processes: they start, load the libraries, print and write the file. Run: python -m bench.blueprint
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = 1.3
COPIES = 4  # of the specimen's parts of six pages, beside its own nine
ROUNDS = 5

ALONE = """
import pathlib, sys, weasyprint
html = pathlib.Path(sys.argv[1]).read_text()
weasyprint.HTML(string=html, base_url=sys.argv[2]).write_pdf(sys.argv[3])
"""


def long_html() -> str:
    """The specimen with its financing and operations parts repeated until it has more than 30 pages."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isc_portal.settings")
    django.setup()
    from django.utils import timezone

    from isc_portal.accounts.models import User
    from isc_portal.documents import layout, specimen
    from isc_portal.documents.models import Document

    snapshot = specimen.collect(User(pk=1), as_of=None, by=None)
    row = Document(
        kind="specimen", subject_id=1, version=1, code="7K4M-2QXP", title=snapshot["title"], place=snapshot["place"],
        as_of=timezone.now(), snapshot=snapshot, snapshot_hash="0" * 64,
    )  # fmt: skip
    html = layout.paper_html(row)
    start, end = html.index('<section class="part numbered" id="financing"'), html.index("</main>")
    parts = html[start:end]
    copies = "".join(parts.replace('id="', f'id="copy{number}-') for number in range(COPIES))
    return html[:end] + copies + html[end:]


def measure(act) -> float:
    """Seconds of processor time that `act` and its children take; the machine may be busy with other things."""
    before = os.times()
    act()
    after = os.times()
    return (after.user + after.system + after.children_user + after.children_system) - (
        before.user + before.system + before.children_user + before.children_system
    )


def main() -> dict:
    """Print the ratio and return it with what it was measured on."""
    from isc_portal.documents.press.printing import print_pdf

    html, static = long_html(), ROOT / "static"
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name) / "page.html", Path(name) / "page.pdf"
        source.write_text(html)

        def alone() -> None:
            command = [sys.executable, "-c", ALONE, str(source), static.as_uri() + "/", str(target)]
            subprocess.run(command, check=True, capture_output=True)

        pages = print_pdf(html, root=static, time_limit=300, memory_limit=1024).pages

        def ours() -> None:
            print_pdf(html, root=static, time_limit=300, memory_limit=1024)

        pairs = [(measure(ours), measure(alone)) for _ in range(ROUNDS)]
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    result = {
        "what": "blueprint",
        "pages": pages,
        "rounds": ROUNDS,
        "seconds": round(statistics.median(mine for mine, _ in pairs), 2),
        "weasyprint_alone_seconds": round(statistics.median(theirs for _, theirs in pairs), 2),
        "ratio": round(ratio, 2),
        "target": TARGET,
        "met": ratio <= TARGET,
    }
    print(json.dumps(result))
    return result


if __name__ == "__main__":
    sys.exit(0 if main()["met"] else 1)
