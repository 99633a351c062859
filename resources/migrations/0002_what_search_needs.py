"""What the directory's search is built on: trigrams, and text without accents as an immutable function."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# `unaccent` itself may depend on settings and so cannot stand in an index or a generated column; with its dictionary
# named it depends on nothing.
PORTAL_PLAIN = """
CREATE FUNCTION portal_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, words)) $$
"""


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial")]
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(PORTAL_PLAIN, "DROP FUNCTION portal_plain(text)"),
    ]
