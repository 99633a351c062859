"""What is known of a city before anyone answers, as values of the default questionnaire's kinds."""

from datetime import date
from typing import Any

from cohorts.institutes.models import Participation
from cohorts.teamwork import kinds

from .models import Question, QuestionKind


def known_facts(participation: Participation) -> dict[str, Any]:
    """The facts that a question's `prefill` can name; unknown ones are left out."""
    city, mayor = participation.city, participation.mayor
    facts = {
        "city": city.name,
        "state": city.state_name,
        "population": city.population,
        "time-zone": city.time_zone,
        "form-of-government": city.form_of_government,
        "fiscal-year-start": city.fiscal_year_start_month and str(city.fiscal_year_start_month),
        "mayor": mayor and mayor.name,
        "term-end": mayor and mayor.term_end,
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}


def prefilled_value(question: Question, facts: dict[str, Any]) -> Any:
    """The fact that a question asks for, as its stored value; None where it is not known or does not fit the kind."""
    fact = facts.get(question.prefill)
    if fact is None or question.kind in (QuestionKind.TABLE, QuestionKind.FILE, QuestionKind.SEVERAL_OF):
        return None
    value = kinds.read_text(question, fact.isoformat() if isinstance(fact, date) else str(fact))
    return None if kinds.is_raw(value) or kinds.problems(question, value) else value
