"""People, invitations and what belongs to signing in, in Django's admin.

Accounts are opened by invitations and closed by the services, so that nothing here adds or deletes one.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Count
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.resources import ModelResource

from . import services
from .models import Invitation, User

for model in (Group, EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class _ReadOnly(admin.ModelAdmin):
    """A list to look at: what changes it is a page of the portal."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class UserResource(ModelResource):
    """People as a table, without anything secret."""

    class Meta:
        model = User
        fields = (
            "id",
            "name",
            "email",
            "phone",
            "time_zone",
            "is_administrator",
            "is_active",
            "joined_at",
            "last_seen_at",
        )
        export_order = fields


@admin.register(User)
class UserAdmin(ExportMixin, admin.ModelAdmin):
    """People. Their role is not a field here: it comes from invitations."""

    resource_classes = [UserResource]
    list_display = ["name", "email", "is_administrator", "is_active", "second_factors", "joined_at", "last_seen_at"]
    list_filter = ["is_administrator", "is_active"]
    search_fields = ["name", "email"]
    ordering = ["name", "email"]
    fields = [
        "name",
        "email",
        "phone",
        "time_zone",
        "is_administrator",
        "is_active",
        "joined_at",
        "last_seen_at",
        "previous_visit_at",
    ]
    readonly_fields = ["email", "is_administrator", "is_active", "joined_at", "last_seen_at", "previous_visit_at"]
    actions = ["close_accounts", "open_accounts", "reset_second_factors"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(second_factor_count=Count("authenticator"))

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description="second factor", boolean=True, ordering="second_factor_count")
    def second_factors(self, user) -> bool:
        return user.second_factor_count > 0

    @admin.action(description="Close the accounts: sign out, and let in no more")
    def close_accounts(self, request, people) -> None:
        self._each(request, people, services.deactivate, "closed")

    @admin.action(description="Open closed accounts again")
    def open_accounts(self, request, people) -> None:
        self._each(request, people, services.reactivate, "opened again")

    @admin.action(description="Remove the second factors of people who lost theirs")
    def reset_second_factors(self, request, people) -> None:
        self._each(request, people, services.reset_second_factor, "left without a second factor, and told so by mail")

    def _each(self, request, people, service, what: str) -> None:
        done = 0
        for person in people:
            try:
                service(user=person, by=request.user)
            except ValidationError as refused:
                self.message_user(request, refused.message, messages.ERROR)
            else:
                done += 1
        if done:
            self.message_user(request, f"{done} of the accounts {what}.", messages.SUCCESS)


class InvitationResource(ModelResource):
    """Invitations as a table, without the key that opens them."""

    state = Field(attribute="state", readonly=True)

    class Meta:
        model = Invitation
        fields = (
            "id",
            "email",
            "name",
            "role",
            "subject_name",
            "invited_by__email",
            "created_at",
            "sent_at",
            "times_sent",
            "expires_at",
            "accepted_at",
            "revoked_at",
            "state",
        )
        export_order = fields


@admin.register(Invitation)
class InvitationAdmin(ExportMixin, _ReadOnly):
    """Invitations. They are made, sent again and revoked on the portal's own pages."""

    resource_classes = [InvitationResource]
    list_display = ["email", "role", "subject_name", "state", "times_sent", "sent_at", "expires_at", "invited_by"]
    list_filter = ["role", "accepted_at", "revoked_at"]
    list_select_related = ["invited_by"]
    search_fields = ["email", "name", "subject_name"]
    date_hierarchy = "created_at"
    exclude = ["key"]


@admin.register(EmailAddress)
class EmailAddressAdmin(_ReadOnly):
    """Addresses and whether their owners have shown that they read them."""

    list_display = ["email", "user", "primary", "verified"]
    list_filter = ["primary", "verified"]
    list_select_related = ["user"]
    search_fields = ["email", "user__name"]


@admin.register(Authenticator)
class AuthenticatorAdmin(_ReadOnly):
    """Second factors, without their secrets. Lost ones are removed by an action on people."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    exclude = ["data"]


@admin.register(UserSession)
class UserSessionAdmin(_ReadOnly):
    """Who is signed in where."""

    list_display = ["user", "ip", "user_agent", "created_at", "last_seen_at"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "ip"]
    exclude = ["session_key", "data"]
