"""Search and counts of a large directory: numbers for what is counted, plain words, and the words that entries have."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import resources.directory.generated
from django.conf import settings
from django.db import migrations, models


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

    dependencies = [
        ('resources', '0004_roster_checked_at'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(PORTAL_WORDS, "DROP FUNCTION portal_words(text)"),
        migrations.RunSQL(PORTAL_SLIPS, "DROP FUNCTION portal_slips(text)"),
        migrations.RunSQL(
            PORTAL_FACETS, "DROP FUNCTION portal_facets(text, text, text, text, text, text, jsonb, jsonb, jsonb)"
        ),
        migrations.RunSQL("CREATE SEQUENCE resources_directory_version", "DROP SEQUENCE resources_directory_version"),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(db_collation='C')),
                ('entries', models.PositiveIntegerField(default=1)),
                ('slips', models.GeneratedField(db_persist=True, expression=resources.directory.generated.Slips('text'), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None))),
            ],
        ),
        migrations.RemoveIndex(
            model_name='expert',
            name='expert_search',
        ),
        migrations.RemoveIndex(
            model_name='expert',
            name='expert_words',
        ),
        migrations.RemoveField(
            model_name='expert',
            name='words',
        ),
        migrations.AddField(
            model_name='expert',
            name='facets',
            field=models.GeneratedField(db_persist=True, expression=resources.directory.generated.FacetCodes('kind', 'availability', models.Case(models.When(population__gte=500000, then=models.Value('over-500k')), models.When(population__gte=150000, then=models.Value('150k-500k')), models.When(population__gte=50000, then=models.Value('50k-150k')), models.When(population__gte=1, then=models.Value('under-50k')), default=models.Value('')), models.Case(models.When(state__in=['CT', 'ME', 'MA', 'NH', 'RI', 'VT', 'NJ', 'NY', 'PA'], then=models.Value('northeast')), models.When(state__in=['IL', 'IN', 'MI', 'OH', 'WI', 'IA', 'KS', 'MN', 'MO', 'NE', 'ND', 'SD'], then=models.Value('midwest')), models.When(state__in=['DE', 'DC', 'FL', 'GA', 'MD', 'NC', 'SC', 'VA', 'WV', 'AL', 'KY', 'MS', 'TN', 'AR', 'LA', 'OK', 'TX'], then=models.Value('south')), models.When(state__in=['AZ', 'CO', 'ID', 'MT', 'NV', 'NM', 'UT', 'WY', 'AK', 'CA', 'HI', 'OR', 'WA'], then=models.Value('west')), models.When(state__in=['AS', 'GU', 'MP', 'PR', 'VI'], then=models.Value('territories')), default=models.Value('')), 'state', 'vendor_ties', 'topics', 'offers', 'languages'), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
        ),
        migrations.RemoveField(model_name='expert', name='search'),
        migrations.AddField(
            model_name='expert',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('name'), config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words(django.db.models.functions.text.Concat(django.db.models.functions.text.Concat(django.db.models.functions.text.Concat(django.db.models.functions.text.Concat(models.F('organization'), models.Value(' '), models.F('role_title'), output_field=models.TextField()), models.Value(' '), models.F('city'), output_field=models.TextField()), models.Value(' '), models.F('state'), output_field=models.TextField()), models.Value(' '), models.F('search_words'), output_field=models.TextField())), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('experience'), config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='expert',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('status', 'active'), ('unanswered__lt', 2)), fields=['search'], name='expert_search'),
        ),
        migrations.AddIndex(
            model_name='expert',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('status', 'active'), ('unanswered__lt', 2)), fields=['facets'], name='expert_facets'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expert',
            trigger=pgtrigger.compiler.Trigger(name='learn_from_new', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nINSERT INTO resources_word (text, entries)\nSELECT word, count(*) FROM fresh, unnest(tsvector_to_array(fresh.search)) AS word\nWHERE word !~ \'[0-9]\' AND length(word) BETWEEN 4 AND 40\n    AND NOT EXISTS (SELECT FROM resources_word WHERE resources_word.text = word COLLATE "C")\nGROUP BY word;\nPERFORM nextval(\'resources_directory_version\');\nRETURN NULL;\n', hash='bf179bad8a2a1c2fa9a399dfe154347d3f3f29cc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_learn_from_new_75216', referencing='REFERENCING NEW TABLE AS fresh ', table='resources_expert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expert',
            trigger=pgtrigger.compiler.Trigger(name='learn_from_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nINSERT INTO resources_word (text, entries)\nSELECT word, count(*) FROM fresh JOIN former USING (id), unnest(tsvector_to_array(fresh.search)) AS word\nWHERE fresh.search <> former.search AND word !~ \'[0-9]\' AND length(word) BETWEEN 4 AND 40\n    AND NOT EXISTS (SELECT FROM resources_word WHERE resources_word.text = word COLLATE "C")\nGROUP BY word;\nIF EXISTS (\n    SELECT FROM fresh JOIN former USING (id)\n    WHERE (fresh.search, fresh.facets, fresh.status, fresh.unanswered)\n        IS DISTINCT FROM (former.search, former.facets, former.status, former.unanswered)\n) THEN\n    PERFORM nextval(\'resources_directory_version\');\nEND IF;\nRETURN NULL;\n', hash='cef4a2f1d20fa532028ee554707482b57e6bd790', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_learn_from_changed_451a9', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS fresh ', table='resources_expert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expert',
            trigger=pgtrigger.compiler.Trigger(name='notice_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nPERFORM nextval('resources_directory_version');\nRETURN NULL;\n", hash='8c3e6244335ef248f309765664d1dd8dbeab207e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_notice_removed_ef9ba', table='resources_expert', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='word',
            index=models.Index(fields=['text'], name='word_text'),
        ),
        migrations.AddIndex(
            model_name='word',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['slips'], name='word_slips'),
        ),
        migrations.AddIndex(
            model_name='word',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('text'), name='gin_trgm_ops'), fastupdate=False, name='word_alike'),
        ),
        migrations.RunSQL(PORTAL_ALIKE, "DROP FUNCTION portal_alike(text)"),
        migrations.RunSQL(LEARN, migrations.RunSQL.noop),
    ]
