from django.apps import AppConfig


class CaseStudiesConfig(AppConfig):
    name = "casestudies"
    label = "casestudies"
    verbose_name = "Case studies and clinics"

    def ready(self) -> None:
        """Let the history of a city tell of its case study and its answers; all models are loaded by now."""
        from cohorts.teamwork.history import register

        from .cases.history import BOOK as cases
        from .outcomes.history import BOOK as answers

        register(cases)
        register(answers)
