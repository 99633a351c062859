"""The floors of the house: imports run down only, and nobody imports the roof."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

APPS = ("toolkit", "casestudies", "resources", "cohorts", "isc_portal")  # from the top floor down
ROOF = {
    f"isc_portal.{module}"
    for module in (
        *("settings", "urls", "asgi", "wsgi", "celery", "home", "context", "pages", "management"),
        *("agenda", "agenda_clinics", "agenda_resources", "agenda_shapes"),
    )
}
# The rooms of the ground floor and the rooms each may look into. What lies in isc_portal/ itself serves them all.
ROOMS = {
    "isc_portal.mail": set(),
    "isc_portal.charts": set(),
    "isc_portal.accounts": {"isc_portal.mail"},
    "isc_portal.imports": {"isc_portal.mail", "isc_portal.accounts"},
    "isc_portal.documents": {"isc_portal.mail", "isc_portal.accounts", "isc_portal.charts"},
}


def part_of(module: str) -> str:
    """The floor, room or roof piece a module belongs to: `isc_portal.mail.models` is in `isc_portal.mail`."""
    names = module.split(".")
    return ".".join(names[:2]) if names[0] == "isc_portal" else names[0]


def is_allowed(importer: str, imported: str) -> bool:
    """Whether a module of ours may import another of ours."""
    above, below = part_of(importer), part_of(imported)
    if above in ROOF or importer == "isc_portal" or above == below:
        return True
    if below in ROOF:
        return False
    if above.split(".")[0] != below.split(".")[0]:
        return APPS.index(above.split(".")[0]) < APPS.index(below.split(".")[0])
    return below not in ROOMS or below in ROOMS.get(above, set())


def imports_of(file: Path, module: str) -> Iterator[tuple[int, str]]:
    """Line and name of every module that a file imports, those inside functions included."""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, *([base] if base else [])])
            # `from isc_portal import mail` imports a room, not only the package.
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def upward_imports(root: Path) -> list[str]:
    """Every import below `root` that breaks the order, as `file:line imports module`."""
    found = []
    for app in APPS:
        for file in sorted((root / app).rglob("*.py")):
            path = file.relative_to(root)
            module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
            found += [
                f"{path}:{line} imports {imported}"
                for line, imported in imports_of(file, module)
                if imported.split(".")[0] in APPS and not is_allowed(module, imported)
            ]
    return found


def test_no_import_runs_upwards_and_nobody_imports_the_roof():
    assert upward_imports(settings.BASE_DIR) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("cohorts/intake/services.py", "from toolkit.blueprint import models"),
        ("cohorts/intake/services.py", "def late():\n    import resources.directory.models"),
        ("isc_portal/mail/services.py", "from isc_portal import accounts"),
        ("isc_portal/mail/services.py", "from ..accounts.models import User"),
        ("isc_portal/accounts/views.py", "from isc_portal.documents import services"),
        ("isc_portal/middleware.py", "from isc_portal.accounts.models import User"),
        ("toolkit/blueprint/views.py", "from isc_portal.settings import DEBUG"),
        ("resources/directory/views.py", "from isc_portal import home"),
    ],
)
def test_an_import_that_runs_upwards_is_found(tmp_path, file, source):
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(source)

    [found] = upward_imports(tmp_path)

    assert found.startswith(file)


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("toolkit/blueprint/services.py", "from cohorts.institutes.models import Participation"),
        ("cohorts/intake/services.py", "from isc_portal.mail.services import enqueue\nfrom . import models"),
        ("isc_portal/accounts/services.py", "from isc_portal.mail import services\nfrom isc_portal.forms import Form"),
        ("isc_portal/urls.py", "from toolkit import urls"),
        ("isc_portal/management/commands/demo.py", "from cohorts.intake import services"),
    ],
)
def test_an_import_that_runs_down_is_let_through(tmp_path, file, source):
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(source)

    assert upward_imports(tmp_path) == []
