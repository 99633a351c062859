"""A finished PDF, read again: is everything there that a screen reader needs?

These are the failures that a document of ours could have, told in words that its maker understands. The tests use
independent checkers besides.
"""

import io
from collections.abc import Iterator

import pikepdf


def problems_of(pdf: bytes, *, is_part: bool = False) -> list[str]:
    """A sentence for each failure; empty for an accessible PDF.

    In one part of a longer document the order of headings is not looked at: they follow those of the parts before.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        if "/StructTreeRoot" not in root:
            return ["The file has no tags."]
        elements = list(_elements(root.StructTreeRoot))
        return [
            *_document_problems(document),
            *([] if is_part else _heading_problems(elements)),
            *_element_problems(elements),
            *_page_problems(document),
        ]


def _elements(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """All structure elements in reading order."""
    stack = list(_kids(root))[::-1]
    while stack:
        element = stack.pop()
        yield element
        stack.extend(list(_kids(element))[::-1])


def _kids(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            yield kid


def _document_problems(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not str(document.docinfo.get("/Title", "")).strip():
        yield "The document has no title."
    if "/Lang" not in root:
        yield "The document does not say its language."
    if not root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle"):
        yield "The title is not shown in place of the file name."
    if not root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked"):
        yield "The file does not say that it is tagged."
    if "pdfuaid" not in bytes(root.Metadata.read_bytes()).decode("utf-8", "replace"):
        yield "The file does not say that it is PDF/UA."


def _heading_problems(elements: list[pikepdf.Object]) -> Iterator[str]:
    level = 0
    for element in elements:
        tag = str(element.S)[1:]
        if len(tag) == 2 and tag[0] == "H" and tag[1].isdigit():
            if int(tag[1]) > level + 1:
                yield f"A heading of level {tag[1]} follows one of level {level}."
            level = int(tag[1])
    if not level:
        yield "The document has no headings."


def _element_problems(elements: list[pikepdf.Object]) -> Iterator[str]:
    for element in elements:
        tag = str(element.S)
        if tag == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "A picture has no description."
        elif tag == "/TH" and "/Scope" not in element.get("/A", {}):
            yield "A header cell does not say whether it heads a row or a column."
        elif tag == "/Table" and not any(str(cell.S) == "/TH" for cell in _elements(element)):
            yield "A table has no header cells."


def _page_problems(document: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(document.pages, start=1):
        if "/StructParents" not in page.obj:
            yield f"Page {number} is not tagged."
        for annotation in page.obj.get("/Annots", []):
            if annotation.get("/Subtype") == "/Link" and not str(annotation.get("/Contents", "")).strip():
                yield f"A link on page {number} has no words."
