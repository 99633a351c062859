"""Reads what people type into a field: amounts, numbers, percents and days, in the ways people write them.

Every function takes text that is not blank and raises ValueError for what it cannot read.
"""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from isc_portal.forms import LARGEST_AMOUNT, parse_amount, parse_day

CENT = Decimal("0.01")
UNITS = {
    Decimal(1_000): ("k", "thousand", "thousands"),
    Decimal(1_000_000): ("m", "mm", "mil", "million", "millions"),
    Decimal(1_000_000_000): ("b", "bn", "billion", "billions"),
}
_UNIT = {word: factor for factor, words in UNITS.items() for word in words}
_WITH_UNIT = re.compile(
    rf"(?P<sign>-?)\s*\$?\s*(?P<figure>[\d,]*\.?\d+|\d[\d,]*\.?)\s*(?P<unit>{'|'.join(_UNIT)})\.?",
    re.IGNORECASE | re.ASCII,
)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+|\d+")
# Line breaks and tabs stay; the other control characters are no text, and PostgreSQL stores no NUL.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def tidy(text: str, *, lines: bool = False) -> str:
    """The text as it is stored: composed (NFC), no control characters or blank ends, one line unless `lines`."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub("", text).strip()
    return text if lines else re.sub(r"\s+", " ", text)


def amount(text: str) -> Decimal:
    """Dollars in whole cents: “640,000”, “$1.2 million”, “1.2M”, “(1,200)” and “-1,200” for negative ones."""
    bare = re.sub(r"\s*\b(us ?dollars?|dollars?|usd)\b\.?|\busd?\s*(?=\$)", "", text.strip(), flags=re.I).strip()
    bare = bare.replace("\u2212", "-").replace("\u2013", "-")
    in_parentheses = re.fullmatch(r"\((.*)\)", bare)
    inner = in_parentheses.group(1).strip() if in_parentheses else bare
    if match := _WITH_UNIT.fullmatch(inner):
        if in_parentheses and match["sign"]:
            raise ValueError(text)
        found = _figure(match["figure"]) * _UNIT[match["unit"].lower()]
        found = -found if in_parentheses or match["sign"] else found
    else:
        found = parse_amount(bare)
    if abs(found) > LARGEST_AMOUNT:
        raise ValueError(text)
    return found.quantize(CENT, ROUND_HALF_UP) + 0  # no negative zero


def _figure(text: str) -> Decimal:
    whole, _, part = text.partition(".")
    if whole and not _GROUPED.fullmatch(whole):
        raise ValueError(text)
    return Decimal(f"{whole.replace(',', '') or 0}.{part or 0}")


def whole_number(text: str) -> int:
    """A count: “137,000”, “137 000”, “12 thousand”."""
    found = amount(text) if "$" not in text else None
    if found is None or found != found.to_integral_value() or text.strip().startswith("("):
        raise ValueError(text)
    return int(found)


def percent(text: str) -> Decimal:
    """A percentage of up to two places: 12.5 stands for 12.5 %. The sign or the word may be written or left out."""
    bare = re.sub(r"\s*(%|percent|per cent|pct\.?)$", "", text.strip(), flags=re.I)
    if not re.fullmatch(r"-?\d{1,5}(\.\d{1,2})?|-?\.\d{1,2}", bare, re.ASCII):
        raise ValueError(text)
    return Decimal(bare) + 0


def day(text: str) -> date:
    """A day between 1900 and 2100, month first: 11/20/2026, Nov 20, 2026, 2026-11-20; a weekday before it is fine."""
    bare = re.sub(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", "", text.strip(), flags=re.I)
    found = parse_day(bare)
    if not 1900 <= found.year <= 2100:
        raise ValueError(text)
    return found
