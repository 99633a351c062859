"""What is known of a city before anyone answers, as values of the default questionnaire's kinds."""

from datetime import date
from typing import Any

from cohorts.institutes.models import Participation
from cohorts.places.models import FormOfGovernment
from cohorts.teamwork import kinds

from .answered import Answered
from .models import Question, QuestionKind

MONTHS = frozenset(str(month) for month in range(1, 13))


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


def learn(participation: Participation, answers: Answered) -> None:
    """Take over what the accepted answers tell of the city and its mayor and nobody knew before.

    What is known stays: it may have been corrected since, and the next cohort's questionnaire begins with it.
    """
    city, mayor = participation.city, participation.mayor
    government, month = answers.value("form-of-government"), answers.value("fiscal-year-start")
    if not city.form_of_government and government in FormOfGovernment.values:
        city.form_of_government = government
    if not city.fiscal_year_start_month and month in MONTHS:
        city.fiscal_year_start_month = int(month)
    city.save(update_fields=["form_of_government", "fiscal_year_start_month"])
    term_end = answers.value("term-end")
    if mayor and not mayor.term_end and term_end and not (mayor.term_start and term_end <= str(mayor.term_start)):
        mayor.term_end = date.fromisoformat(term_end)
        mayor.save(update_fields=["term_end"])


def prefilled_value(question: Question, facts: dict[str, Any]) -> Any:
    """The fact that a question asks for, as its stored value; None where it is not known or does not fit the kind."""
    fact = facts.get(question.prefill)
    if fact is None or question.kind in (QuestionKind.TABLE, QuestionKind.FILE, QuestionKind.SEVERAL_OF):
        return None
    value = kinds.read_text(question, fact.isoformat() if isinstance(fact, date) else str(fact))
    return None if kinds.is_raw(value) or kinds.problems(question, value) else value
