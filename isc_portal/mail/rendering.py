"""Writing a message: its subject, its text and its HTML."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import css_inline
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.text import Truncator

from .states import REASONS, Category

SUBJECT_LENGTH = 250
PREHEADER_LENGTH = 110


@dataclass(frozen=True)
class Writing:
    """The three parts of a message as the reader gets them."""

    subject: str
    text: str
    html: str


def write(*, template: str, context: dict, recipient, category: str, unsubscribe_url: str = "") -> Writing:
    """Render `<template>.subject.txt`, `<template>.txt` and `<template>.html` for one reader.

    Times are told in the reader's time zone. The text gets a footer that says who sent it and why; the HTML extends
    `mail/base.html`, which says the same. Raises `TemplateDoesNotExist` if one of the three is missing, and ValueError
    if the subject comes out empty.
    """
    parts = [get_template(f"{template}{suffix}") for suffix in (".subject.txt", ".txt", ".html")]
    context = _context(context, recipient=recipient, category=category, unsubscribe_url=unsubscribe_url)
    with timezone.override(context["time_zone"]):
        if not (subject := one_line(_plain(parts[0], context))):
            raise ValueError("The subject is empty.")
        body = _plain(parts[1], context)
        page = parts[2].render(context | {"subject": subject, "preheader": _preheader(body)})
    return Writing(subject=subject, text=_with_footer(body, context), html=inline(page))


def one_line(words: str) -> str:
    """A subject without line breaks, short enough to be stored."""
    return Truncator(" ".join(words.split())).chars(SUBJECT_LENGTH)


def inline(page: str) -> str:
    """Move our mail styles into the elements of a page, where every mail program finds them."""
    return _inliner().inline(page)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        extra_css=(Path(__file__).parent / "mail.css").read_text(),
        inline_style_tags=False,
        load_remote_stylesheets=False,
        resolve_css_variables=True,
        apply_width_attributes=True,
    )


def _context(context: dict, *, recipient, category: str, unsubscribe_url: str) -> dict:
    """What every mail template may count on, under what the sender gave."""
    return {
        "recipient": recipient,
        "reason": REASONS[Category(category)],
        "time_zone": getattr(recipient, "time_zone", None) or settings.TIME_ZONE,
        **context,
        "portal_url": settings.PORTAL_URL,
        "unsubscribe_url": unsubscribe_url,
        "institute_name": settings.INSTITUTE_NAME,
        "institute_short_name": settings.INSTITUTE_SHORT_NAME,
        "institute_mark": settings.INSTITUTE_MARK,
        "institute_hosts": settings.INSTITUTE_HOSTS,
        "institute_email": settings.INSTITUTE_EMAIL,
        "institute_phone": settings.INSTITUTE_PHONE,
        "institute_address": settings.INSTITUTE_ADDRESS,
    }


def _plain(template, context: dict) -> str:
    """Render a template of plain text, where an apostrophe is an apostrophe."""
    return _tidy(template.template.render(Context(context, autoescape=False)))


def _tidy(text: str) -> str:
    """At most one empty line in a row, none at either end, none that ends in spaces."""
    lines = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _with_footer(body: str, context: dict) -> str:
    return f"{body}\n\n-- \n{_plain(get_template('mail/footer.txt'), context)}\n"


def _preheader(body: str) -> str:
    """The first sentence after the greeting, which mail programs show beside the subject."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in body.split("\n\n")]
    first = next((paragraph for paragraph in paragraphs if not paragraph.endswith(",")), "")
    return Truncator(first).chars(PREHEADER_LENGTH)
