"""Cities and mayors in Django's admin, with import and export: the list of cities is long."""

from django.contrib import admin
from import_export.admin import ImportExportModelAdmin
from import_export.resources import ModelResource

from .models import City, Mayor


class CityResource(ModelResource):
    """A row a city; name and state are what a city is known by."""

    class Meta:
        model = City
        import_id_fields = ["name", "state"]
        fields = [
            "name",
            "state",
            "slug",
            "population",
            "time_zone",
            "form_of_government",
            "fiscal_year_start_month",
            "geonames_id",
        ]
        clean_model_instances = True
        skip_unchanged = True


class MayorInline(admin.TabularInline):
    model = Mayor
    extra = 0


@admin.register(City)
class CityAdmin(ImportExportModelAdmin):
    resource_classes = [CityResource]
    list_display = ["name", "state", "population", "time_zone", "form_of_government"]
    list_filter = ["state", "form_of_government"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name", "state"]}
    inlines = [MayorInline]


@admin.register(Mayor)
class MayorAdmin(admin.ModelAdmin):
    list_display = ["name", "city", "term_start", "term_end"]
    list_select_related = ["city"]
    search_fields = ["name", "city__name"]
    autocomplete_fields = ["city"]
