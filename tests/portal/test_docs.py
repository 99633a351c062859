"""The documentation as it is told: it names what there is, its links lead somewhere, and it fits every machine."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from isc_portal.documents.kinds import all_kinds

BASE_DIR = Path(settings.BASE_DIR)
PAGES = [BASE_DIR / "README.md", BASE_DIR / "CHANGELOG.md", *sorted((BASE_DIR / "docs").glob("*.md"))]
PICTURES = sorted((BASE_DIR / "docs" / "pictures").glob("*.png"))
MADE = {"node_modules", "var", "build", "staticfiles", "__pycache__", "test-results"}  # not written by anybody
NOT_TEXT = {".png", ".jpg", ".ico", ".woff2", ".ttf", ".pdf", ".gz", ".mo"}
OF_ONE_MACHINE = re.compile(r"(?<![\w.*/}])/(?:work|root|home/\w+)/[\w.]+")
OF_A_REGISTRY = re.compile(r"py" r"pi\.org|python" r"hosted|registry\.npm" r"js|index-url http", re.IGNORECASE)


def documentation() -> str:
    return "\n".join(page.read_text() for page in PAGES)


def make_targets() -> list[str]:
    """The targets that `make help` lists."""
    return re.findall(r"^([a-z]+):.*##", (BASE_DIR / "Makefile").read_text(), re.MULTILINE)


def own_commands() -> list[str]:
    ours = {"isc_portal", "cohorts", "resources", "toolkit", "casestudies"}
    return sorted(name for name, app in get_commands().items() if str(app).split(".")[0] in ours)


def written_files() -> Iterator[Path]:
    """Every text file of the repository that somebody wrote."""
    for folder, folders, files in os.walk(BASE_DIR):
        folders[:] = [name for name in folders if name not in MADE and (not name.startswith(".") or name == ".ci")]
        yield from (Path(folder, name) for name in files if Path(name).suffix not in NOT_TEXT)


@pytest.mark.parametrize("command", own_commands())
def test_every_command_of_ours_is_named_in_the_documentation(command):
    assert re.search(rf"manage\.py {command}\b", documentation()), f"manage.py {command} is told nowhere"


@pytest.mark.parametrize("target", make_targets())
def test_every_make_target_is_named_in_the_documentation(target):
    assert re.search(rf"make {target}\b", documentation()), f"make {target} is told nowhere"


@pytest.mark.parametrize("kind", [kind.slug for kind in all_kinds()])
def test_every_document_kind_is_named_in_the_documentation(kind):
    assert f"`{kind}`" in documentation(), f"the kind {kind} is told nowhere"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_of_a_page_leads_somewhere(page):
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text())]
    near = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    assert [target for target in near if not (page.parent / target).exists()] == []


def test_every_picture_is_shown_and_is_told_in_words():
    shown = re.findall(r"!?\[([^\]]*)\]\((?:docs/)?pictures/([^)]+)\)", documentation())
    assert {name for _, name in shown} == {picture.name for picture in PICTURES}
    assert [name for words, name in shown if len(words.split()) < 2] == []
    assert [picture.name for picture in PICTURES if picture.stat().st_size > 200_000] == []


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [(OF_ONE_MACHINE, "cd /home/somebody/portal"), (OF_A_REGISTRY, "https://" + "py" + "pi.org/simple")],
    ids=["machine", "registry"],
)
def test_no_file_names_one_machine_or_a_registry(pattern, sample):
    assert pattern.search(sample)
    found = [
        f"{file.relative_to(BASE_DIR)}: {match.group()}"
        for file in written_files()
        if file != Path(__file__) and (match := pattern.search(file.read_text(errors="replace")))
    ]
    assert found == []
