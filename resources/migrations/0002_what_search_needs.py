"""What the search is built on: trigrams, and functions that make plain words, slips of the finger and numbers of text."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# `unaccent` itself may depend on settings and so cannot stand in an index or a generated column; with its dictionary
# named it depends on nothing.
PORTAL_PLAIN = """
CREATE FUNCTION portal_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, words)) $$
"""
# Signs between words are spaces, so that “planning/zoning” is two words and not the name of a file. They are listed, as
# what a letter is depends on the database's locale.
PORTAL_WORDS = r"""
CREATE FUNCTION portal_words(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT trim(regexp_replace(portal_plain(said),
   '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g')) $$
"""
PORTAL_SLIPS = """
CREATE FUNCTION portal_slips(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT array_agg(DISTINCT left(word, at) || substr(word, at + 2)) || word
   FROM generate_series(0, length(word) - 1) AS at $$
"""
PORTAL_FACETS = """
CREATE FUNCTION portal_facets(kind text, availability text, band text, region text, state text, vendor_ties text,
    topics jsonb, offers jsonb, languages jsonb) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ARRAY(
    SELECT DISTINCT ('x' || left(encode(sha256(convert_to(said, 'UTF8')), 'hex'), 8))::bit(32)::integer FROM (
    SELECT unnest(ARRAY[
        'kind:' || kind, 'availability:' || availability, 'band:' || band, 'region:' || region, 'state:' || state,
        CASE WHEN vendor_ties = '' THEN 'ties:none' ELSE 'ties:stated' END
    ])
    UNION ALL SELECT 'topic:' || jsonb_array_elements_text(topics)
    UNION ALL SELECT 'offer:' || jsonb_array_elements_text(offers)
    UNION ALL SELECT 'language:' || jsonb_array_elements_text(languages)
) AS told (said)) $$
"""


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial")]
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(PORTAL_PLAIN, "DROP FUNCTION portal_plain(text)"),
        migrations.RunSQL(PORTAL_WORDS, "DROP FUNCTION portal_words(text)"),
        migrations.RunSQL(PORTAL_SLIPS, "DROP FUNCTION portal_slips(text)"),
        migrations.RunSQL(
            PORTAL_FACETS, "DROP FUNCTION portal_facets(text, text, text, text, text, text, jsonb, jsonb, jsonb)"
        ),
        migrations.RunSQL("CREATE SEQUENCE resources_directory_version", "DROP SEQUENCE resources_directory_version"),
    ]
