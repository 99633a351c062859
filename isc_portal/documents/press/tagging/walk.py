"""The walk over the laid-out pages, which gives every marked piece of content to its structure element."""

from collections.abc import Callable
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from .nodes import GROUPING, SVG, Node, Tree, language

POINTS = 0.75  # points in a CSS pixel
PRINTED = 4  # the annotation flag without which a link is not printed
# Words standing directly in these get a paragraph of their own.
WITHOUT_WORDS = GROUPING - {"Caption", "Note"}


class Walk:
    """Goes through the pages in order, filling `tree`.

    `owners` has, for each page, the node of every marked content id; `annotations` the links in the order of their
    parent-tree numbers.
    """

    def __init__(self, pdf: pydyf.PDF, report: Callable[[str], None]) -> None:
        self.pdf, self.report = pdf, report
        self.tree = Tree()
        self.owners: list[dict[int, Node]] = []
        self.annotations: list[tuple[Node, Any]] = []
        self._undescribed: set[Any] = set()

    def page(self, number: int, page: Any, stream: Any) -> None:
        """Tag the content of one page and name it in the page's stream."""
        self._number, self._tags, self._height = number, stream._tags, page.height
        self._artifacts: dict[int, str | None] = {}
        self._open: set[Node] = set()
        self._page_object = self.pdf.objects[int(self.pdf.page_references[number].split()[0])]
        self.owners.append({})
        self._visit(page._page_box, self.tree.root)
        for unclaimed in self._tags.values():
            self._artifacts.setdefault(unclaimed["mcid"], None)
        self._name_content(stream)

    def _visit(self, box: Any, parent: Node) -> None:
        box = box._box if isinstance(box, AbsolutePlaceholder) else box
        if isinstance(box, boxes.MarginBox):
            return self._hide(box, "Footer" if box.at_keyword.startswith("@bottom") else "Header")
        element = box.element
        if box.is_leader or (element is not None and element.attrib.get("aria-hidden") == "true"):
            return self._hide(box, None)
        repeats = getattr(box, "is_header", False) or getattr(box, "is_footer", False)
        if repeats and (element, box.element_tag) in self.tree.nodes:
            return self._hide(box, None)
        if isinstance(box, boxes.ReplacedBox):
            return self._picture(box, parent)
        if isinstance(box, boxes.TextBox):
            return self._words(box, parent)
        node = self.tree.node_for(box, parent)
        opened = self._follow_link(box, node)
        for child in getattr(box, "children", ()):
            self._visit_child(box, child, node)
        if opened:
            self._open.discard(node)
        return None

    def _visit_child(self, box: Any, child: Any, node: Node) -> None:
        if not isinstance(child, boxes.LineBox):
            return self._visit(child, node)
        in_figure = box.element is not None and box.element.tag == "figure"
        loose = node.tag in WITHOUT_WORDS and not in_figure
        target = self.tree.paragraph_in(box, node) if loose else node
        for grandchild in child.children:
            self._visit(grandchild, target)
        return None

    def _claim(self, node: Node, mcid: int) -> None:
        node.kids.append((self._number, mcid))
        self.owners[-1][mcid] = node

    def _words(self, box: Any, node: Node) -> None:
        kid = self._tags.pop(box, None)
        if kid is not None:
            self._claim(node, kid["mcid"])

    def _picture(self, box: Any, parent: Node) -> None:
        element, kid = box.element, self._tags.pop(box, None)
        if kid is None:
            return
        description = described(element)
        if not description:
            self._artifacts[kid["mcid"]] = None
            if element.attrib.get("alt") is None and element not in self._undescribed:
                self._undescribed.add(element)
                self.report(f"A picture on page {self._number + 1} has no description.")
            return
        left, top = box.content_box_x() * POINTS, (self._height - box.content_box_y()) * POINTS
        corners = (left, top - box.height * POINTS, left + box.width * POINTS, top)
        layout = {"O": "/Layout", "Placement": "/Block", "BBox": pydyf.Array([round(side, 2) for side in corners])}
        extra = {"Alt": pydyf.String(description), **language(element), "A": pydyf.Dictionary(layout)}
        self._claim(Node("Figure", parent, extra), kid["mcid"])

    def _follow_link(self, box: Any, node: Node) -> bool:
        """Hang the clickable area on its link.

        WeasyPrint also makes one for inner boxes, generated words and leaders; one a line is enough.
        """
        if box.link_annotation is None:
            return False
        if node.tag != "Link" or "::" in box.element_tag or node in self._open:
            self._drop_link(box)
            return False
        label = box.element.attrib.get("aria-label") or " ".join("".join(box.element.itertext()).split())
        if label:
            box.link_annotation["Contents"] = pydyf.String(label)
        box.link_annotation["F"] = PRINTED
        node.kids.append(("annotation", self._number, box.link_annotation))
        self.annotations.append((node, box.link_annotation))
        self._open.add(node)
        return True

    def _drop_link(self, box: Any) -> None:
        annotations = self._page_object["Annots"]
        annotations[:] = [reference for reference in annotations if reference != box.link_annotation.reference]
        if not annotations:
            del self._page_object["Annots"]

    def _hide(self, box: Any, kind: str | None) -> None:
        """Make an artifact of the box and all in it; `kind` is Header or Footer for running heads."""
        box = box._box if isinstance(box, AbsolutePlaceholder) else box
        if box.link_annotation is not None:
            self._drop_link(box)
        if box in self._tags:
            self._artifacts[self._tags.pop(box)["mcid"]] = kind
        for child in getattr(box, "children", ()):
            self._hide(child, kind)

    def _name_content(self, stream: Any) -> None:
        """Name marked content after its element, and turn decoration into artifacts."""
        items, owners = stream.stream, self.owners[-1]
        for index, item in enumerate(items):
            if not (isinstance(item, dict) and "MCID" in item):
                continue
            mcid = item["MCID"]
            if mcid in self._artifacts:
                kind = self._artifacts[mcid]
                entries = {"Type": "/Pagination", "Subtype": f"/{kind}"} if kind else {"Type": "/Layout"}
                items[index - 1], items[index] = "/Artifact", pydyf.Dictionary(entries)
            else:
                items[index - 1] = f"/{owners[mcid].tag}"


def described(element: Any) -> str:
    """What a picture says to a reader who cannot see it; empty for decoration."""
    words = element.attrib.get("alt") or element.attrib.get("aria-label")
    if words or element.tag != f"{SVG}svg":
        return words or ""
    texts = (element.find(f"{SVG}{name}") for name in ("title", "desc"))
    return ". ".join(text.text.strip() for text in texts if text is not None and text.text)
