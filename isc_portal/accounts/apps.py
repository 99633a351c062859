from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "isc_portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"
    default = True


class PortalAdminConfig(admin_apps.AdminConfig):
    """Stands in for django.contrib.admin in INSTALLED_APPS."""

    default_site = "isc_portal.accounts.admin_site.PortalAdminSite"
    default = False
