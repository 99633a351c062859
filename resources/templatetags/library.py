"""What the library has for pages on which something else is looked for."""

from django import template
from django.template.context import RequestContext

from resources.library.models import Practice
from resources.library.searching import about

SHOWN = 3

register = template.Library()


@register.simple_tag(takes_context=True)
def practices_about(context: RequestContext, asked: str) -> list[Practice]:
    """The published practices that fit words best, a few of them."""
    return about(context["user"], asked, SHOWN)
