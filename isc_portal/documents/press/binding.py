"""Binding: PDFs that were printed one by one become one, with one structure tree, one set of names and one outline.

A link to an id of another part is printed with the address `ELSEWHERE` followed by the id, since WeasyPrint drops links
that lead out of what it prints; here it becomes a link within the document.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

ELSEWHERE = "https://dest.invalid/"  # a name that nobody can own (RFC 2606)


def bind(files: Sequence[Path], heads: Path, target: Path) -> int:
    """Join tagged PDFs of our tagger in this order, and lay a page of heads over each page; returns how many pages.

    The same files give the same bytes. Raises ValueError if there are not as many heads as pages.
    """
    with pikepdf.open(files[0]) as book:
        binding = _Binding(book)
        for number, file in enumerate(files[1:], start=2):
            with pikepdf.open(file) as part:
                binding.add(part, number)
        binding.finish()
        with pikepdf.open(heads) as over:
            _lay_over(book, over)
        book.save(
            target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True
        )
        return len(book.pages)


def _lay_over(book: Pdf, heads: Pdf) -> None:
    """Paint on each page what stands around it: an artifact, which needs no place in the structure tree."""
    if len(heads.pages) != len(book.pages):
        raise ValueError(f"There are {len(heads.pages)} heads for {len(book.pages)} pages.")
    for number, (page, head) in enumerate(zip(book.pages, heads.pages, strict=True), start=1):
        name = f"/Head{number}"  # pages of one part share their resources, so that each needs a name of its own
        page.add_resource(book.copy_foreign(head.as_form_xobject()), Name.XObject, Name(name))
        page.contents_add(b"q", prepend=True)
        page.contents_add(f"Q /Artifact <</Type /Pagination>> BDC q {name} Do Q EMC".encode())


class _Binding:
    """The first part, to which the others are added one by one."""

    def __init__(self, book: Pdf) -> None:
        self.book = book
        self.root = book.Root.StructTreeRoot
        self.document = self.root.K[0]
        self.kids = list(self.document.K)
        self.numbers: list[Any] = [item for pair in _numbers(self.root.ParentTree) for item in pair]
        self.next_number = int(self.root.ParentTreeNextKey)
        self.names = dict(_names(book))
        self.notes = dict(_pairs(self.root.get("/IDTree", Dictionary())))
        self.heads = list(_heads(book))

    def add(self, part: Pdf, number: int) -> None:
        """Add a part at the end: its pages first, so that what is copied after them refers to the copies."""
        first, offset = len(self.book.pages), self.next_number
        self.book.pages.extend(part.pages)
        tree = self.book.copy_foreign(part.Root.StructTreeRoot)
        for page in list(self.book.pages)[first:]:
            page.obj.StructParents = int(page.obj.StructParents) + offset
            for annotation in page.obj.get("/Annots", []):
                annotation.StructParent = int(annotation.StructParent) + offset
        for key, value in _numbers(tree.ParentTree):
            self.numbers += [int(key) + offset, value]
        self.next_number += int(tree.ParentTreeNextKey)
        for kid in tree.K[0].K:
            kid.P = self.document
            self.kids.append(kid)
        for name, note in _pairs(tree.get("/IDTree", Dictionary())):
            note.ID = String(f"part-{number}-{name}")
            self.notes[str(note.ID)] = note
        for name, place in _names(part):
            self.names.setdefault(name, self.book.copy_foreign(part.make_indirect(place)))
        self.heads += [self.book.copy_foreign(head) for head in _heads(part)]

    def finish(self) -> None:
        """Write the joined trees, and turn the links to other parts into links within the document."""
        self.document.K = Array(self.kids)
        self.root.ParentTree = self.book.make_indirect(Dictionary(Nums=Array(self.numbers)))
        self.root.ParentTreeNextKey = self.next_number
        if self.notes:
            self.root.IDTree = self.book.make_indirect(_name_tree(self.notes))
        if self.names:
            self.book.Root.Names = Dictionary(Dests=self.book.make_indirect(_name_tree(self.names)))
        if self.heads:
            self.book.Root.Outlines = self._outline()
        for page in self.book.pages:
            for annotation in page.obj.get("/Annots", []):
                address = str(annotation.A.get("/URI", "")) if "/A" in annotation else ""
                name = address.removeprefix(ELSEWHERE)
                if name != address and name in self.names:
                    del annotation["/A"]
                    annotation.Dest = String(name)

    def _outline(self) -> Object:
        count = len(self.heads)
        top = self.book.make_indirect(
            Dictionary(Type=Name.Outlines, First=self.heads[0], Last=self.heads[-1], Count=count)
        )
        for index, head in enumerate(self.heads):
            head.Parent = top
            for key, neighbor in (("/Prev", index - 1), ("/Next", index + 1)):
                if 0 <= neighbor < count:
                    head[key] = self.heads[neighbor]
                elif key in head:
                    del head[key]
        return top


def _numbers(tree: Object) -> Iterator[tuple[Object, Object]]:
    """The pairs of a number tree."""
    items = list(tree.get("/Nums", []))
    yield from zip(items[::2], items[1::2], strict=True)
    for kid in tree.get("/Kids", []):
        yield from _numbers(kid)


def _pairs(tree: Object) -> Iterator[tuple[str, Object]]:
    """The pairs of a name tree."""
    items = list(tree.get("/Names", []))
    for name, value in zip(items[::2], items[1::2], strict=True):
        yield str(name), value
    for kid in tree.get("/Kids", []):
        yield from _pairs(kid)


def _names(part: Pdf) -> Iterator[tuple[str, Object]]:
    """The places that links may lead to, by name."""
    if "/Names" in part.Root and "/Dests" in part.Root.Names:
        yield from _pairs(part.Root.Names.Dests)


def _heads(part: Pdf) -> Iterator[Object]:
    """The bookmarks of the first level."""
    head = part.Root.Outlines.get("/First") if "/Outlines" in part.Root else None
    while head is not None:
        yield head
        head = head.get("/Next")


def _name_tree(entries: dict[str, Object]) -> Dictionary:
    """A name tree, in the order of the bytes of its names, which readers rely on."""
    flat: list[Object] = []
    for name in sorted(entries, key=lambda name: bytes(String(name))):
        flat += [String(name), entries[name]]
    return Dictionary(Names=Array(flat))
