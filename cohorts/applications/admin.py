"""Requests to take part and late codes in Django's admin. The portal's own pages answer them and write the mails."""

from django.contrib import admin
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.resources import ModelResource

from .models import Application, LateCode


class ApplicationResource(ModelResource):
    """A row a request. Requests come in by the public form only, so that there is nothing to import."""

    cohort = Field("cohort__name")
    decided_by = Field("decided_by__name")

    class Meta:
        model = Application
        exclude = ["id", "late_code", "participation"]


@admin.register(Application)
class ApplicationAdmin(ExportMixin, admin.ModelAdmin):
    resource_classes = [ApplicationResource]
    list_display = ["city_name", "state", "cohort", "mayor_name", "contact_email", "status", "received_at"]
    list_filter = ["status", "cohort", "state"]
    list_select_related = ["cohort"]
    search_fields = ["city_name", "mayor_name", "contact_name", "contact_email"]
    date_hierarchy = "received_at"
    readonly_fields = ["status", "decided_at", "decided_by", "participation", "late_code"]


@admin.register(LateCode)
class LateCodeAdmin(admin.ModelAdmin):
    list_display = ["city_name", "state", "cohort", "expires_at", "used_at", "revoked_at", "made_by"]
    list_filter = ["cohort"]
    list_select_related = ["cohort", "made_by"]
    search_fields = ["city_name"]
    readonly_fields = ["used_at", "made_by"]
