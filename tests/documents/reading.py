"""Reading a PDF back: its words, its structure elements, and what independent checkers say of it."""

import io
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pikepdf


def words_of(pdf: bytes) -> str:
    """The text as pdftotext reads it, in one line."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


class Structure:
    """The structure elements of a PDF, in reading order."""

    def __init__(self, pdf: bytes) -> None:
        self.document = pikepdf.open(io.BytesIO(pdf))
        self.elements: list[pikepdf.Object] = []
        stack = [self.document.Root.StructTreeRoot]
        while stack:
            element = stack.pop()
            kids = element.get("/K", [])
            kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
            found = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem"]
            stack.extend(reversed(found))
            if "/S" in element:
                self.elements.append(element)

    @property
    def count(self) -> Counter:
        return Counter(str(element.S)[1:] for element in self.elements)

    def all(self, tag: str) -> list[pikepdf.Object]:
        return [element for element in self.elements if str(element.S) == f"/{tag}"]

    def marked_content(self, page: int) -> list[tuple[str, dict]]:
        """Name and properties of each piece of marked content on a page, in the order in which it is painted."""
        begun = []
        for operands, operator in pikepdf.parse_content_stream(self.document.pages[page]):
            if str(operator) == "BDC":
                properties = operands[1] if isinstance(operands[1], pikepdf.Dictionary) else {}
                begun.append((str(operands[0])[1:], dict(properties)))
        return begun


def findings(pdf: bytes, folder: Path) -> list[str]:
    """What the two independent checkers, outloud and pdfua, report as errors or warnings."""
    file, report = folder / "checked.pdf", folder / "report.json"
    file.write_bytes(pdf)
    _run("outloud", "--quiet", "--json", str(report), str(file))
    [heard] = json.loads(report.read_text())["results"]
    seen = json.loads(_run("pdfua", "check", "--format", "json", str(file)))
    return [str(found) for found in [*heard["findings"], *seen["findings"]] if found["severity"] != "info"]


def _run(tool: str, *arguments: str) -> str:
    """Run a checker; it ends with 1 when it found something, and with more when it could not look."""
    done = subprocess.run([Path(sys.executable).with_name(tool), *arguments], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout
