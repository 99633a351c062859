from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"
    label = "cohorts"
    verbose_name = "Cohorts"

    def ready(self) -> None:
        """Let the history of a city tell of its intake; all models are loaded by now."""
        from .intake.history import BOOK
        from .teamwork.history import register

        register(BOOK)
