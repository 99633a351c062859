"""Drawing components from markup, and a real Chromium for the sample pages."""

import copy

import pytest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from tests.portal import samples


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
