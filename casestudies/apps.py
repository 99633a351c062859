from django.apps import AppConfig


class CaseStudiesConfig(AppConfig):
    name = "casestudies"
    label = "casestudies"
    verbose_name = "Case studies and clinics"

    def ready(self) -> None:
        """Tell the floors below of a city's history, of what ends with a facilitator's work, and of experts' help."""
        from cohorts.institutes import leaving
        from cohorts.teamwork.history import register
        from resources.matching import sources

        from .cases.history import BOOK as cases
        from .clinics.leaving import leave_clinics
        from .outcomes.history import BOOK as answers
        from .outcomes.telling import SOURCE

        register(cases)
        register(answers)
        leaving.register(leave_clinics)
        sources.register(SOURCE)
