from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "isc_portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"
