"""Structure elements, and which one an HTML element becomes."""

from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "nav": "Sect",
    "aside": "Sect",
    "header": "Sect",
    "footer": "Sect",
    "figure": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "address": "P",
    "pre": "P",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "table": "Table",
    "caption": "Caption",
    "figcaption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "q": "Quote",
    "code": "Code",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
# Elements that may hold paragraphs, but not words of their own.
GROUPING = {"TOCI", "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "TOC", "Caption", "Note"}
CELLS = {"TH", "TD"}
LIST_NUMBERING = {"ol": "Decimal", "ul": "Disc"}


class Node:
    """One structure element.

    `kids` holds, in reading order, other nodes, `(page number, marked content id)` for words and pictures, and
    `("annotation", page number, annotation)` for the clickable area of a link. `extra` is written into the element
    as it stands; `written` is the element once it is in the PDF.
    """

    __slots__ = ("extra", "kids", "parent", "tag", "written")

    def __init__(self, tag: str, parent: "Node | None", extra: dict[str, Any] | None = None) -> None:
        self.tag, self.parent, self.extra = tag, parent, extra or {}
        self.kids: list[Any] = []
        self.written: pydyf.Dictionary | None = None
        if parent is not None:
            parent.kids.append(self)

    def insert(self, index: int, tag: str, extra: dict[str, Any] | None = None) -> "Node":
        """Make a kid at a place of its own among the others."""
        node = Node(tag, None, extra)
        node.parent = self
        self.kids.insert(index, node)
        return node


class Tree:
    """The elements of the whole document, each made when the first box of its HTML element is met."""

    def __init__(self) -> None:
        self.root = Node("Document", None)
        self.nodes: dict[tuple[Any, str], Node] = {}
        self.footnote_calls: dict[Any, Node] = {}
        self.last_items: dict[Node, Node] = {}

    def node_for(self, box: Any, parent: Node) -> Node:
        """The structure element of this box; `parent` when the box adds no meaning of its own."""
        element, name = box.element, box.element_tag
        if element is None or not name or name in ("html", "body"):
            return parent
        key = (element, name)
        if key not in self.nodes:
            self.nodes[key] = self._make(box, element, name, parent)
        return self.nodes[key]

    def paragraph_in(self, box: Any, parent: Node) -> Node:
        """The paragraph that holds the loose words of a grouping element."""
        key = (box if box.element is None else box.element, "#paragraph")
        if key not in self.nodes:
            self.nodes[key] = Node("P", parent)
        return self.nodes[key]

    def _make(self, box: Any, element: Any, name: str, parent: Node) -> Node:
        if "::" in name:
            return self._make_generated(element, name, parent)
        if element in self.footnote_calls:
            return self._make_note(element)
        override = element.attrib.get("data-pdf")
        if name == "a" and element.attrib.get("href"):
            return Node("Link", Node("Reference", parent) if parent.tag == "TOCI" else parent, language(element))
        if name in ("li", "dt", "dd") or override == "TOCI":
            return self._make_item(element, name, parent)
        tag = override or TAGS.get(name)
        if tag == "L" and "toc" in element.attrib.get("class", "").split():
            tag = "TOC"
        if tag is None:
            return self._make_plain(box, element, name, parent)
        return Node(tag, parent, {**language(element), **attributes(box, element, name, tag, parent)})

    def _make_generated(self, element: Any, name: str, parent: Node) -> Node:
        """Boxes that the style sheet makes: markers, and the calls and numbers of footnotes."""
        if name.endswith("::marker") or (name == "li::before" and parent.tag == "LBody"):
            item = parent.parent if parent.tag == "LBody" and parent.parent is not None else parent
            return item.insert(0, "Lbl")
        if name.endswith("::footnote-call"):
            self.footnote_calls[element] = Node("Reference", parent)
            return self.footnote_calls[element]
        if name.endswith("::footnote-marker"):
            return Node("Lbl", parent)
        return parent

    def _make_note(self, element: Any) -> Node:
        """The words of a footnote follow the block in which it is called."""
        block = self.footnote_calls[element]
        while block.parent is not None and block.parent.tag not in GROUPING | CELLS | {"LBody"}:
            block = block.parent
        home = block.parent or self.root
        number = len(self.footnote_calls)
        return home.insert(home.kids.index(block) + 1, "Note", {"ID": pydyf.String(f"note-{number}")})

    def _make_item(self, element: Any, name: str, parent: Node) -> Node:
        if parent.tag == "TOC":
            return Node("TOCI", parent)
        while parent.tag == "Div" and parent.parent is not None:  # <dl><div><dt>
            parent = parent.parent
        if name == "dd" and parent in self.last_items:
            item = self.last_items[parent]
            bodies = (kid for kid in item.kids if isinstance(kid, Node) and kid.tag == "LBody")
            return next(bodies, None) or Node("LBody", item, language(element))
        item = self.last_items[parent] = Node("LI", parent)
        return Node("Lbl" if name == "dt" else "LBody", item, language(element))

    @staticmethod
    def _make_plain(box: Any, element: Any, name: str, parent: Node) -> Node:
        """An element without a meaning of its own counts only if its language or its abbreviation does."""
        extra = language(element)
        if name == "abbr" and element.attrib.get("title"):
            extra["E"] = pydyf.String(element.attrib["title"])
        if not extra:
            return parent
        return Node("Span" if isinstance(box, boxes.InlineBox | boxes.TextBox) else "Div", parent, extra)


def language(element: Any) -> dict[str, Any]:
    """The Lang entry of an element that names its language."""
    code = element.attrib.get("lang")
    return {"Lang": pydyf.String(code)} if code else {}


def attributes(box: Any, element: Any, name: str, tag: str, parent: Node) -> dict[str, Any]:
    """The A entry of lists and table cells."""
    if tag == "L":
        style = "None" if box.style["list_style_type"] == "none" else LIST_NUMBERING.get(name, "None")
        return {"A": pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{style}"})}
    if tag not in CELLS:
        return {}
    table = {}
    if tag == "TH":
        table["Scope"] = f"/{scope_of(element, parent)}"
    if box.colspan != 1:
        table["ColSpan"] = box.colspan
    if box.rowspan != 1:
        table["RowSpan"] = box.rowspan
    return {"A": pydyf.Dictionary({"O": "/Table", **table})} if table else {}


def scope_of(element: Any, row: Node) -> str:
    """Row or Column: as the HTML says; else the first cell of a row outside the table's head is the row's."""
    scope = element.attrib.get("scope", "")
    if scope:
        return "Row" if scope.startswith("row") else "Column"
    in_head = row.parent is not None and row.parent.tag == "THead"
    return "Column" if row.kids or in_head else "Row"
