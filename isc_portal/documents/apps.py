from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "isc_portal.documents"
    label = "documents"
    verbose_name = "Documents"
