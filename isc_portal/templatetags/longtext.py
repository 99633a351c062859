"""The filter that shows long text."""

from django import template
from django.utils.safestring import SafeString

from isc_portal.longtext import rendered

register = template.Library()


@register.filter
def longtext(text: str) -> SafeString:
    """A Markdown text as cleaned HTML."""
    return rendered(text or "")
