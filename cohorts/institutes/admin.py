"""Cohorts, cities in them and their teams in Django's admin. What has a page of its own is better done there."""

from django.contrib import admin
from import_export.admin import ExportMixin, ImportExportModelAdmin
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from cohorts.places.models import City

from .models import Cohort, Facilitator, Participation, TeamMember


class FacilitatorInline(admin.TabularInline):
    model = Facilitator
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    list_display = ["name", "status", "starts_on", "capacity", "application_deadline", "intake_due_on"]
    list_filter = ["status"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["copied_from"]
    inlines = [FacilitatorInline]


@admin.register(Facilitator)
class FacilitatorAdmin(admin.ModelAdmin):
    list_display = ["user", "cohort", "since"]
    list_filter = ["cohort"]
    list_select_related = ["user", "cohort"]
    search_fields = ["user__name", "user__email"]
    autocomplete_fields = ["user", "cohort"]


class ParticipationResource(ModelResource):
    """A row a city in a cohort, both by their addresses."""

    cohort = Field("cohort", "cohort", ForeignKeyWidget(Cohort, "slug"))
    city = Field("city", "city", ForeignKeyWidget(City, "slug"))

    class Meta:
        model = Participation
        import_id_fields = ["cohort", "city"]
        fields = ["cohort", "city", "intake_due_on"]
        skip_unchanged = True


@admin.register(Participation)
class ParticipationAdmin(ImportExportModelAdmin):
    resource_classes = [ParticipationResource]
    list_display = ["city", "cohort", "mayor", "intake_due_on", "created_at"]
    list_filter = ["cohort"]
    list_select_related = ["city", "cohort", "mayor"]
    search_fields = ["city__name", "mayor__name"]
    autocomplete_fields = ["city", "cohort", "mayor"]


class TeamMemberResource(ModelResource):
    """A row a person of a team. People come in by invitation only, so that there is nothing to import."""

    cohort = Field("participation__cohort__name")
    city = Field("participation__city__name")
    state = Field("participation__city__state")
    name = Field("user__name")
    email = Field("user__email")

    class Meta:
        model = TeamMember
        fields = ["cohort", "city", "state", "name", "email", "role", "job_title", "may_sign", "joined_at"]


@admin.register(TeamMember)
class TeamMemberAdmin(ExportMixin, admin.ModelAdmin):
    resource_classes = [TeamMemberResource]
    list_display = ["user", "participation", "role", "job_title", "may_sign", "joined_at"]
    list_filter = ["role", "participation__cohort"]
    list_select_related = ["user", "participation__city", "participation__cohort"]
    search_fields = ["user__name", "user__email", "participation__city__name"]
    autocomplete_fields = ["user", "participation"]
