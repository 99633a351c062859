"""Where an entry's region stood in a column and among its facets, before it followed from the state alone."""

from importlib import import_module

from django.db import migrations

TABLES = import_module("resources.migrations.0001_tables")
FORMER = "portal_facets(text, text, text, text, text, text, jsonb, jsonb, jsonb)"


def forget_regions(apps, schema_editor):
    """Make `facets` anew; a database that began without regions is left as it is."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure(%s)", [FORMER])
        if cursor.fetchone()[0] is None:
            return
    expert = apps.get_model("resources", "Expert")
    schema_editor.execute("ALTER TABLE resources_expert DROP COLUMN facets, DROP COLUMN region")
    schema_editor.execute(f"DROP FUNCTION {FORMER}")
    schema_editor.execute(TABLES.PORTAL_FACETS)
    schema_editor.add_field(expert, expert._meta.get_field("facets"))
    schema_editor.add_index(expert, next(index for index in expert._meta.indexes if index.name == "expert_facets"))


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_tables")]
    operations = [migrations.RunPython(forget_regions, migrations.RunPython.noop)]
