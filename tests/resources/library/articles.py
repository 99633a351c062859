"""Practices for the tests of the library."""

from resources.library import services
from resources.library.models import Practice

WORDS = {"summary": "Shorter.", "text": "# How\n\nWe **counted**.", "topics": ["money"], "evidence": "", "cost": "",
         "contact": ""}  # fmt: skip


def write(cast, title="Permit counter", state="draft", participation=None) -> Practice:
    """A practice of the own city, or another, as far as `state`."""
    practice = services.start(by=cast.editor, participation=participation or cast.own, **(WORDS | {"title": title}))
    if state != "draft":
        services.submit(practice=practice, by=cast.editor)
    if state == "published":
        services.decide(practice=practice, decision="publish", note="", by=cast.facilitator)
    return practice
