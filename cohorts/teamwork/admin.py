"""Comments in Django's admin, to look things up. They are written and answered beside the fields they are about."""

from django.contrib import admin

from .models import Comment


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ["author", "participation", "page", "field", "made_at", "resolved_at"]
    list_filter = ["page", "participation__cohort"]
    list_select_related = ["author", "participation__city", "participation__cohort"]
    search_fields = ["text", "author__name", "participation__city__name"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
