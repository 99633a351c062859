"""The structure tree of a PDF: one PDF element for one HTML element, whatever pages it falls on.

WeasyPrint 70 writes a new element for every fragment of a page, no Scope for header cells, no language of a part and
no labels for a definition list, and it repeats table heads in the tree. Repairing that in the finished file is fragile,
because the HTML is gone by then. `install` therefore replaces WeasyPrint's own function while boxes and HTML elements
are still at hand. It leans on private names (`weasyprint.pdf.add_tags`, `stream._tags`, `page._page_box`), which is why
the version is pinned and tests run two independent checkers over a page with every element.
"""

from collections.abc import Callable
from typing import Any

import pydyf
import weasyprint
import weasyprint.pdf

from .walk import Walk
from .writing import write_tree

SUPPORTED = "70."


def install(report: Callable[[str], None]) -> None:
    """Make WeasyPrint use our tagger for every PDF of this process.

    `report` is called with a sentence for each thing that a reader who cannot see would miss. Raises RuntimeError
    for a version of WeasyPrint whose private names were not tried.
    """
    if not weasyprint.__version__.startswith(SUPPORTED):
        raise RuntimeError(f"The tagger was made for WeasyPrint {SUPPORTED}*, this is {weasyprint.__version__}.")

    def add_tags(pdf: pydyf.PDF, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
        walk = Walk(pdf, report)
        for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
            walk.page(number, page, stream)
        root = write_tree(pdf, walk)
        pdf.catalog["StructTreeRoot"] = root.reference
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        pdf.catalog.setdefault("Lang", pydyf.String("en-US"))

    weasyprint.pdf.add_tags = add_tags
