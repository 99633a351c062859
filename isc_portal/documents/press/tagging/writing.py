"""Writing the structure tree into the PDF."""

from typing import Any, cast

import pydyf

from .nodes import CELLS, Node
from .walk import Walk


def write_tree(pdf: pydyf.PDF, walk: Walk) -> pydyf.Dictionary:
    """Write every element of the walk, the parent tree and the tree of note numbers; return the tree's root."""
    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(root)
    prune(walk.tree.root)
    order = downwards(walk.tree.root)
    for node in order:
        node.written = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.tag}"})
        pdf.add_object(node.written)
    for node in order:
        fill(node, root, pdf.page_references)
    root["K"] = pydyf.Array([reference(walk.tree.root)])
    notes = sorted((node.extra["ID"].string, reference(node)) for node in order if "ID" in node.extra)
    if notes:
        root["IDTree"] = pydyf.Dictionary(
            {"Names": pydyf.Array([entry for name, ref in notes for entry in (pydyf.String(name), ref)])}
        )
    root["ParentTree"] = pydyf.Dictionary({"Nums": parent_numbers(walk)})
    root["ParentTreeNextKey"] = len(walk.owners) + len(walk.annotations)
    return root


def reference(node: Node) -> bytes:
    """The reference of an element that has been added to the PDF."""
    return cast(pydyf.Dictionary, node.written).reference


def fill(node: Node, root: pydyf.Dictionary, pages: list[bytes]) -> None:
    """Write an element's parent, attributes and kids.

    Content on the element's own page (`Pg`, where its first content stands) is a bare number; content on a later page
    names that page.
    """
    written = cast(pydyf.Dictionary, node.written)
    written["P"] = root.reference if node.parent is None else reference(node.parent)
    written.update(node.extra)
    home = next((kid[0] for kid in node.kids if isinstance(kid, tuple) and kid[0] != "annotation"), None)
    if home is not None:
        written["Pg"] = pages[home]
    written["K"] = pydyf.Array([entry(kid, home, pages) for kid in node.kids])


def entry(kid: Any, home: int | None, pages: list[bytes]) -> Any:
    """How one kid is written in the K array of its parent, whose own page is `home`."""
    if isinstance(kid, Node):
        return reference(kid)
    if kid[0] == "annotation":
        _, page, annotation = kid
        return pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": pages[page]})
    page, mcid = kid
    return mcid if page == home else pydyf.Dictionary({"Type": "/MCR", "Pg": pages[page], "MCID": mcid})


def parent_numbers(walk: Walk) -> pydyf.Array:
    """From marked content and links back to their elements: pages come first, then the links."""
    numbers = pydyf.Array()
    for page, owners in enumerate(walk.owners):
        slots = (owners.get(mcid) for mcid in range(max(owners, default=-1) + 1))
        numbers.extend([page, pydyf.Array(["null" if node is None else reference(node) for node in slots])])
    for number, (node, annotation) in enumerate(walk.annotations, start=len(walk.owners)):
        annotation["StructParent"] = number
        numbers.extend([number, reference(node)])
    return numbers


def downwards(root: Node) -> list[Node]:
    """All elements, parents before their kids, in reading order."""
    order, stack = [], [root]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(kid for kid in reversed(node.kids) if isinstance(kid, Node))
    return order


def prune(root: Node) -> None:
    """Drop elements that hold nothing, except table cells, which hold their place in the grid."""
    for node in reversed(downwards(root)):
        if not node.kids and node.parent is not None and node.tag not in CELLS:
            node.parent.kids.remove(node)
