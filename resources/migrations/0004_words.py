"""The words that entries have: looked up by likeness, and learned from the entries that are there already."""

from django.db import migrations

# Words whose beginning differs from what was typed by one slip in its second half, or that have most of its three-letter
# pieces.
PORTAL_ALIKE = """
CREATE FUNCTION portal_alike(typed text) RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT text FROM (
    SELECT text FROM (SELECT portal_slips(typed) AS own, left(typed, length(typed) / 2) AS half) AS known, resources_word
    WHERE text >= half AND text < half || chr(1114111) AND (
        left(text, length(typed) - 1) = ANY(own)
        OR portal_slips(left(text, length(typed))) && own
        OR typed = ANY(portal_slips(left(text, length(typed) + 1)))
    )
    UNION SELECT text FROM resources_word WHERE length(typed) >= 6 AND typed <% text
) AS found WHERE text <> typed ORDER BY word_similarity(typed, text) DESC, text LIMIT 8 $$
"""
LEARN = """
INSERT INTO resources_word (text, entries) SELECT word, ndoc FROM ts_stat('SELECT search FROM resources_expert')
WHERE word !~ '[0-9]' AND length(word) BETWEEN 4 AND 40
"""


class Migration(migrations.Migration):
    dependencies = [("resources", "0003_guidebook")]
    operations = [
        migrations.RunSQL(PORTAL_ALIKE, "DROP FUNCTION portal_alike(text)"),
        migrations.RunSQL(LEARN, migrations.RunSQL.noop),
    ]
