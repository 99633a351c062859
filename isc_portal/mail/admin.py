"""The outbox in Django's admin: to look at, without the texts. Decisions are taken on the outbox page."""

from django.contrib import admin
from django.http import HttpRequest

from .models import Message, MessageNote


class NoteInline(admin.TabularInline):
    model = MessageNote
    fields = readonly_fields = ("at", "by", "words")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ("subject", "address", "category", "state", "urgent", "send_at", "sent_at", "attempts")
    list_filter = ("state", "category", "urgent", "secret")
    search_fields = ("address", "subject", "recipient__name", "dedupe_key")
    list_select_related = ("recipient",)
    date_hierarchy = "created_at"
    exclude = ("text", "html", "headers", "claim")
    inlines = (NoteInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
