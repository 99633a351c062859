"""How forms look and read everywhere: the renderer, and fields for money, percent, days and counted words."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

from .templatetags.portal import dollars

# Twelve digits before the point: no budget of a US city needs more.
LARGEST_AMOUNT = Decimal("999999999999.99")

MONTHS = "january february march april may june july august september october november december".split()


class PortalRenderer(TemplatesSetting):
    """Django's forms through the portal's own templates (templates/django/forms/), with USWDS's markup."""


def count_words(text: str) -> int:
    """How many words a text has, counted the way the counter on the page does."""
    return len(text.split())


class MoneyInput(forms.TextInput):
    """An amount in dollars, with the sign before the field."""

    template_name = "portal/widgets/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int | float | Decimal):
            return dollars(Decimal(str(value))).replace("$", "")
        return super().format_value(value)


class PercentInput(forms.TextInput):
    """A percentage, with the sign behind the field."""

    template_name = "portal/widgets/percent.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return super().format_value(value)


class DateInput(forms.DateInput):
    """A day as month, day, year; DayField reads what people write."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "usa-input--short", "autocomplete": "off", **(attrs or {})}, format="%m/%d/%Y")


class WordCountTextarea(forms.Textarea):
    """A longer text with a counter below it that goes up while one types."""

    template_name = "portal/widgets/word_count.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, limit: int) -> None:
        super().__init__(attrs)
        self.limit = limit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        count_id = f"{widget['attrs'].get('id') or name}_count"
        described_by = f"{widget['attrs'].get('aria-describedby', '')} {count_id}".strip()
        widget["attrs"] |= {
            "data-word-limit": self.limit,
            "data-word-count": count_id,
            "aria-describedby": described_by,
        }
        widget |= {"limit": self.limit, "count": count_words(widget["value"] or ""), "count_id": count_id}
        return context


class FileInput(forms.FileInput):
    """A file to send, as a place to drop it on."""

    template_name = "portal/widgets/file.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"is_initial": bool(value and getattr(value, "url", False)), "value": value}
        return context


class ComboBox(forms.Select):
    """A long list that narrows while one types."""

    template_name = "portal/widgets/combo_box.html"


def parse_amount(text: str) -> Decimal:
    """Read an amount as people write it: “640,000”, “$1,200.50”, “(1,200)” and “-1200” for negative ones.

    Raises ValueError for anything else, and for more than two places after the point.
    """
    bare = text.strip().replace("\u2212", "-").replace("\u00a0", " ")
    in_parentheses = re.fullmatch(r"\((.*)\)", bare)
    bare = (in_parentheses.group(1) if in_parentheses else bare).strip()
    match = re.fullmatch(r"(-?)\s*\$?\s*(-?)\s*(\d{1,3}(?:[, ]\d{3})+|\d+)?(\.\d{0,2})?", bare)
    if not match or not (match[3] or (match[4] or "").strip(".")):
        raise ValueError(text)
    negative = bool(match[1] or match[2])
    if in_parentheses and negative or match[1] and match[2]:
        raise ValueError(text)
    amount = Decimal(re.sub(r"[, ]", "", match[3] or "0") + (match[4] or "").rstrip("."))
    return -amount if (negative or in_parentheses) and amount else amount


class MoneyField(forms.DecimalField):
    """An amount in dollars and whole cents; negative ones may be written in parentheses."""

    widget = MoneyInput
    default_error_messages = {"invalid": "Write an amount in dollars, like 640,000 or 1,200.50."}

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_value", LARGEST_AMOUNT)
        options.setdefault("min_value", -LARGEST_AMOUNT)
        super().__init__(**{"max_digits": 14, "decimal_places": 2, **options})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for a whole number
        if isinstance(value, str) and value.strip():
            try:
                value = parse_amount(value)
            except ValueError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # No min, max and step: the field is text, so that it can hold commas and parentheses.


class PercentField(forms.DecimalField):
    """A percentage: 12.5 stands for 12.5 %. The sign may be written or left out."""

    widget = PercentInput
    default_error_messages = {"invalid": "Write a percentage, like 12 or 12.5."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 7, "decimal_places": 2, **options})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for a whole number
        if isinstance(value, str):
            value = value.strip().removesuffix("%").strip()
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


def parse_day(text: str) -> dt.date:
    """Read a day as people in the US write it: 11/20/2026, 11-20-26, Nov 20, 2026, November 20 2026, 2026-11-20.

    Raises ValueError for anything else, and for days that no calendar has.
    """
    bare = text.strip().lower().replace(",", " ")
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", bare):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})", bare):
        month, day, year = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\s+(\d{4})", bare):
        month = next((number for number, name in enumerate(MONTHS, 1) if name.startswith(match[1])), 0)
        day, year = int(match[2]), int(match[3])
    else:
        raise ValueError(text)
    return dt.date(year + 2000 if year < 100 else year, month, day)


class DayField(forms.DateField):
    """A day, read as people write it, month first."""

    widget = DateInput
    default_error_messages = {"invalid": "Write a day as month, day, year, like 11/20/2026."}

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Month, day, year")
        super().__init__(**options)

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return parse_day(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class WordLimitedField(forms.CharField):
    """A longer text of at most `limit` words, with a counter."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        self.limit = limit
        super().__init__(**{"widget": WordCountTextarea(limit=limit), **options})

    def validate(self, value: str) -> None:
        super().validate(value)
        words = count_words(value)
        if words > self.limit:
            raise ValidationError(
                f"This has {words} words; at most {self.limit} fit. Leave out {words - self.limit}.", code="too_long"
            )
