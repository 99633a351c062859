"""What experts help with: the intake's own words for what cities want help with, so that the two find each other."""

from typing import Any

from cohorts.intake.default_questionnaire import THE_CLINIC

_QUESTION: dict[str, Any] = next(question for question in THE_CLINIC if question["key"] == "help-sought")
TOPICS: dict[str, str] = _QUESTION["choices"]


def topics_in_words(topics: list[str]) -> list[str]:
    """The labels of topics by their values; what is no topic any more is left out."""
    return [TOPICS[topic] for topic in topics if topic in TOPICS]
