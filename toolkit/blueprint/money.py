"""The sums of a blueprint, from the money part of its snapshot. Dollars."""

from decimal import Decimal
from typing import Any

from isc_portal.templatetags.portal import dollars

YEARS = 5
CERTAINTIES = ("Certain", "Likely", "Possible")


def five_year_cost(money: dict[str, Any]) -> Decimal | None:
    """What the initiative costs once and in five years of running, in dollars; None when nothing is known."""
    if money["one_time"] is None and money["yearly"] is None:
        return None
    return Decimal(money["one_time"] or 0) + YEARS * Decimal(money["yearly"] or 0)


def sources_found(money: dict[str, Any]) -> Decimal:
    """The sum of the sources whose amount is known, in dollars."""
    return sum((Decimal(source["amount"]) for source in money["sources"] if source["amount"]), Decimal(0))


def found_by_certainty(money: dict[str, Any]) -> dict[str, Decimal]:
    """The sum of the sources of each certainty, in dollars; sources whose certainty is not said are left out."""
    sums = dict.fromkeys(CERTAINTIES, Decimal(0))
    for source in money["sources"]:
        if source["amount"] and source["sure"] in sums:
            sums[source["sure"]] += Decimal(source["amount"])
    return sums


def brief_dollars(amount: Decimal) -> str:
    """An amount as a headline: $2.74M, $640K, $900."""
    if abs(amount) >= 1_000_000:
        return f"${(amount / 1_000_000).quantize(Decimal('0.01')):f}M"
    if abs(amount) >= 10_000:
        return f"${(amount / 1000).quantize(Decimal(1)):f}K"
    return dollars(amount)
