"""The pictures of a blueprint: only where one says more than the words beside it."""

from datetime import date
from typing import Any

from isc_portal import charts
from isc_portal.templatetags.portal import dollars

from .money import five_year_cost, found_by_certainty, sources_found


def pictures_of(snapshot: dict[str, Any]) -> dict[str, charts.Picture]:
    """Only where a picture says more than the words beside it."""
    pictures = {}
    money, initiative = snapshot["money"], snapshot["initiative"]
    counted = [(row["group"], int(row["count"])) for row in initiative["affected"] if row["count"]]
    if len(counted) > 1:
        pictures["affected"] = charts.bars(
            title="Who is affected", unit="People", rows=counted, head=("Group", "People")
        )
    cost = five_year_cost(money)
    if cost:
        by_certainty = found_by_certainty(money)
        unsaid = sources_found(money) - sum(by_certainty.values())
        rows = [(f"{sure} sources", amount) for sure, amount in by_certainty.items() if amount]
        if unsaid:
            rows.append(("Other sources", unsaid))
        if sources_found(money) < cost:
            rows.append(("Not found yet", cost - sources_found(money)))
        pictures["found"] = charts.bars(
            title="What is found, and what is not",
            unit=f"Dollars, of {dollars(cost)} over five years",
            rows=rows,
            head=("", "Dollars"),
            say=dollars,
            accent="Not found yet",
        )
    if events := _events(snapshot):
        pictures["dates"] = charts.timeline(title="The dates that decide", events=events)
    return pictures


def _events(snapshot: dict[str, Any]) -> list[charts.Event]:
    initiative, operations = snapshot["initiative"], snapshot["operations"]
    events = [charts.Event(date.fromisoformat(row["day"]), row["what"]) for row in operations["calendar"] if row["day"]]
    events += [
        charts.Event(date.fromisoformat(row["day"]), f"{row['system']}: contract ends")
        for row in operations["systems"]
        if row["day"]
    ]
    if initiative["decision_date"]:
        body = initiative["decision_body"]
        events.append(
            charts.Event(
                date.fromisoformat(initiative["decision_date"]),
                f"Decision needed ({body})" if body else "Decision needed",
            )
        )
    return events if len(events) > 1 else []
