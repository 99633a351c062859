from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "isc_portal.documents"
    label = "documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        """Let every slice register its kinds; all models are loaded by now."""
        from .kinds import load_kinds

        load_kinds()
