"""Pages for the tests alone: the pictures of the look rebuilt with our components, and every other pattern."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from isc_portal.forms import ComboBox, DayField, FileInput, MoneyField, PercentField, WordLimitedField
from isc_portal.navigation import Item, NowEntry, NowLine, Place

PLACE = Place(
    "Dayton, Ohio",
    "Fall 2026 cohort",
    "#main",
    [
        Item("Belt", "#belt", current=True),
        Item("Intake", "#intake", count=2),
        Item("Documents", "#documents"),
        Item("People", "#people"),
        Item("History", "#history"),
    ],
)
NOW = NowLine(
    due=NowEntry("evidence for two reallocations", "#due", "Friday, November 20 (in 3 days)"),
    waiting=NowEntry("one question from Helen Osei", "#waiting"),
)
PIECES = ["Case", "Answers", "Budget", "Plan", "Questions", "Engagement", "Guidebook", "Blueprint"]
STATES = [("done", "Done"), ("working", "Working"), ("yours", "Review"), ("late", "Late"), ("none", "Not yet")]


class Person(SimpleNamespace):
    """Someone with a name, as far as a page looks at people."""

    is_authenticated = True

    def __str__(self) -> str:
        return self.name


class SampleForm(forms.Form):
    """One field of every kind that the portal's forms know."""

    name = forms.CharField(label="Your name", help_text="As it should stand in documents.")
    email = forms.EmailField(label="Email address")
    cost = MoneyField(label="What will it cost once?", help_text="Your best estimate is enough.")
    share = PercentField(label="Share of the general fund", required=False)
    start = DayField(label="Start")
    note = WordLimitedField(limit=5, label="What have you tried?")
    form_of_government = forms.ChoiceField(
        label="Form of government",
        choices=[("mayor", "Mayor-council"), ("manager", "Council-manager")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Topics", choices=[("a", "Permitting"), ("b", "Mobility")], widget=forms.CheckboxSelectMultiple
    )
    state = forms.ChoiceField(label="State", choices=[("OH", "Ohio"), ("CA", "California")])
    city = forms.ChoiceField(label="City", choices=[("", "Choose"), ("1", "Dayton")], widget=ComboBox, required=False)
    budget = forms.FileField(label="Your current budget", widget=FileInput, required=False)
    agreed = forms.BooleanField(label="The mayor knows of this request")


def context() -> dict[str, Any]:
    """What the sample pages show."""
    today = timezone.localdate()
    people = {name.split()[0].lower(): Person(name=name, initials=name[0] + name.split()[1][0]) for name in NAMES}
    tool = {"url": "#belt", "step": "Give evidence for two of six reallocations.", "who": "Ana Reyes"}
    shared = "In 2024 we asked council for $510,000 for a new permit system. The vote was 3 to 2 against"
    return {
        **people,
        "user": people["ana"],
        "place": PLACE,
        "now_line": NOW,
        "soon": today + dt.timedelta(days=2),
        "past": today - dt.timedelta(days=4),
        "tools": [
            {
                **tool,
                "title": "Budget Analysis",
                "state": "yours",
                "words": "Your turn",
                "mark": "yours",
                "when": today,
            },
            {**tool, "title": "Project Action Plan", "state": "working", "words": "14 of 22", "when": DAY},
            {**tool, "title": "Ten Tech Prompt Questions", "state": "done", "words": "Approved", "mark": "done"},
            {**tool, "title": "Engagement Strategy", "state": "review", "words": "In review", "when": DAY},
            {**tool, "title": "Resource Guidebook", "state": "done", "words": "12 entries", "mark": "done"},
        ],
        "buckle": {
            "title": "Guiding Blueprint",
            "url": "#blueprint",
            "step": "3 of 5 parts are ready. Financing waits for the Budget Analysis.",
            "value": 3,
            "max": 5,
            "when": DAY,
            "who": "Mayor Whitcomb approves",
        },
        "nodes": [
            {"label": "Recommendation, Oct 15", "text": "Decide simple permits the same day.", "quiet": "22 votes"},
            {"label": "Answer, Oct 22", "text": "Adopt", "strong": True},
            {"label": "Action Plan", "text": "Milestone 2.1: one counter, March 2", "url": "#plan"},
            {"label": "Document", "text": "Waits for evidence, due Friday", "state": "next"},
            {"label": "Outcome", "text": "Not yet", "state": "open"},
        ],
        "steps": [
            {"label": "City and team", "url": "#1", "state": "done", "note": "6 of 6"},
            {"label": "The initiative", "url": "#2", "state": "done", "note": "9 of 9"},
            {"label": "Money", "url": "#3", "state": "working", "note": "3 of 6", "current": True},
            {"label": "People and operations", "url": "#4", "state": "none", "note": "0 of 4"},
        ],
        "mine": f"{shared}, because two departments would have kept their own counters.",
        "theirs": f"{shared}. The state turned down our efficiency grant the same spring.",
        "tabs": [("All 8", "#all", True), ("Wait for me, 4", "#mine", False), ("Late, 1", "#late", False)],
        "pieces": PIECES,
        "cities": [
            {
                "name": name,
                "initiative": "Cut permit time from 94 to 30 days",
                "due": today + dt.timedelta(days=row - 1),
                "cells": [(piece, *STATES[(row + column) % 5]) for column, piece in enumerate(PIECES)],
            }
            for row, name in enumerate(["Dayton, OH", "Stockton, CA", "Tacoma, WA", "Chattanooga, TN"])
        ],
        "trail": [("Dayton", "#dayton"), ("Documents", "#documents")],
        "changes": ["Operations, page 12: training for six inspectors", "Chain, page 26: seven answers"],
        "form": SampleForm({"cost": "a lot", "note": "one two three four five six", "start": "soon"}),
        "page": Paginator(range(200), 10).get_page(7),
        "events": [
            {
                "what": "Returned Money",
                "who": "by Helen Osei",
                "when": timezone.now(),
                "note": "One figure is missing.",
            },
            {"what": "Submitted", "who": "by Mayor Whitcomb", "when": timezone.now() - dt.timedelta(days=1)},
            {"what": "Accepted", "state": "open"},
        ],
        "facts": [("Owner", "Marcus Bell"), ("By", "March 2, 2027"), ("Empty", "")],
    }


NAMES = ["Ana Reyes", "Marcus Bell", "Helen Osei"]
DAY = dt.date(2030, 1, 22)


def sample(request: HttpRequest, name: str) -> HttpResponse:
    """One of the sample pages by its name, as Ana Reyes sees it."""
    return render(request, f"samples/{name}.html", context())
