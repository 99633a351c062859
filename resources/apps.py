from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "resources"
    label = "resources"
    verbose_name = "Resources"

    def ready(self) -> None:
        """Let the history of a city tell of its practices; all models are loaded by now."""
        from cohorts.teamwork.history import register

        from .library.history import BOOK

        register(BOOK)
