"""Documents in Django's admin: to look at jobs and their technical detail."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Document


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    """Read only: rows are made and settled by services."""

    list_display = ["kind", "place", "version_name", "job_state", "status", "requested_at", "seconds_taken", "code"]
    list_filter = ["job_state", "status", "kind"]
    search_fields = ["title", "place", "code", "prepared_by_name"]
    date_hierarchy = "requested_at"
    ordering = ["-requested_at"]
    exclude = ["snapshot", "anchors"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("snapshot", "anchors", "failure_detail")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return False
