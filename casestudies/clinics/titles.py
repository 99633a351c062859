"""What a clinic is about, in the few words that may be told before anybody reads the case."""

from collections.abc import Iterable

from casestudies.cases.models import CaseAnswer, CaseStudy

from .models import Clinic

NO_TITLE = "its initiative"


def title_of_case(case: CaseStudy) -> str:
    """What the city calls its initiative; a plain word until it has a name. One query."""
    return titles_of_cases([case.pk])[case.pk]


def titles_of_cases(cases: Iterable[int]) -> dict[int, str]:
    """The same for several cases by id. One query."""
    titles = dict.fromkeys(cases, NO_TITLE)
    for case, value in CaseAnswer.objects.filter(case__in=titles, field="title").values_list("case", "value"):
        if isinstance(value, str) and value.strip():
            titles[case] = value.strip()
    return titles


def with_titles(clinics: Iterable[Clinic]) -> list[Clinic]:
    """The clinics with `title` on each. One query."""
    clinics = list(clinics)
    titles = titles_of_cases(clinic.case_id for clinic in clinics)
    for clinic in clinics:
        clinic.title = titles[clinic.case_id]
    return clinics
