"""Drawing components from markup, and a real Chromium for the sample pages."""

import copy
import os
import shutil

import pytest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from tests.portal import samples

# Playwright keeps an event loop in the test's thread; Django would then refuse the database to it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture
def draw():
    """A function that draws markup with components in it, as a page would, and gives the HTML."""

    def drawn(markup: str, **context: object) -> str:
        template = engines["django"].from_string(CottonCompiler().process("{% load portal %}" + markup))
        return template.render(context, RequestFactory().get("/somewhere/?state=late&page=2"))

    return drawn


@pytest.fixture
def sample_pages(settings):
    """The sample pages at /samples/<name>/."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], settings.BASE_DIR / "tests" / "portal" / "templates"]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.portal.urls"
    return samples


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: apt-get install chromium"
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_FLAGS}
