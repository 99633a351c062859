from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "isc_portal"
    label = "portal"
    verbose_name = "Portal"
