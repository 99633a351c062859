"""The chain from a recommendation to its outcome as `<c-chain>` draws it."""

from datetime import date, datetime
from typing import Any

from django.utils.text import Truncator

from isc_portal.templatetags.portal import day, when

from .chain import Link
from .models import Response

LONGEST = 110


def nodes_of(
    *, text: str, said_on: date | datetime, response: Response | None, links: list[Link], my_move: bool = False
) -> list[dict[str, Any]]:
    """Recommendation, answer, row of a tool, document, outcome; `my_move` if the reader gives the answer.

    Only what the reader may see is in `links`; a step that nobody has come to yet is open.
    """
    nodes: list[dict[str, Any]] = [
        {"label": "Recommendation", "text": Truncator(text).chars(LONGEST), "quiet": day(said_on), "state": "done"}
    ]
    answered = response is not None and response.sent_at is not None
    if answered and response is not None:
        nodes.append(
            {
                "label": "Answer",
                "text": response.get_answer_display(),
                "strong": True,
                "quiet": when(response.sent_at),
                "state": "done",
            }
        )
    else:
        due = f"due {day(response.due_on)}" if response else ""
        words = "Your answer" if my_move else "Not answered yet"
        nodes.append({"label": "Answer", "text": words, "quiet": due, "state": "next" if my_move else "open"})
    if not links:
        return [
            *nodes,
            {"label": "Tool", "text": "Not in a tool yet", "state": "open"},
            {"label": "Document", "text": "Not cited yet", "state": "open"},
            {"label": "Outcome", "text": "Not known yet", "state": "open"},
        ]
    first, *others = links
    more = f"and {len(others)} more" if others else ""
    document = next((one.document for one in links if one.document), None)
    outcome = next((one.outcome for one in links if one.outcome), None)
    nodes.append({"label": first.label, "text": first.text, "url": first.url, "quiet": more, "state": "done"})
    for label, place, words in (("Document", document, "Not cited yet"), ("Outcome", outcome, "Not known yet")):
        nodes.append(
            {"label": label, "text": place.text, "url": place.url, "state": "done"}
            if place
            else {"label": label, "text": words, "state": "open"}
        )
    return nodes
