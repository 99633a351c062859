from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "isc_portal.mail"
    label = "mail"
    verbose_name = "Mail"
