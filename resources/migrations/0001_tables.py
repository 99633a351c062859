"""The tables of the directory and its guidebook, and what the search is built on.

Functions of the database make plain words, slips of the finger and numbers of text.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import isc_portal.accounts.models
import pgtrigger.compiler
import pgtrigger.migrations
import resources.directory.generated
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

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
CREATE FUNCTION portal_facets(kind text, availability text, band text, state text, vendor_ties text,
    topics jsonb, offers jsonb, languages jsonb) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ARRAY(
    SELECT DISTINCT ('x' || left(encode(sha256(convert_to(said, 'UTF8')), 'hex'), 8))::bit(32)::integer FROM (
    SELECT unnest(ARRAY[
        'kind:' || kind, 'availability:' || availability, 'band:' || band, 'state:' || state,
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


class Migration(migrations.Migration):

    replaces = [
        ('resources', '0001_initial'),
        ('resources', '0002_what_search_needs'),
        ('resources', '0003_guidebook'),
        ('resources', '0004_words'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('cohorts', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(PORTAL_PLAIN, "DROP FUNCTION portal_plain(text)"),
        migrations.RunSQL(PORTAL_WORDS, "DROP FUNCTION portal_words(text)"),
        migrations.RunSQL(PORTAL_SLIPS, "DROP FUNCTION portal_slips(text)"),
        migrations.RunSQL(
            PORTAL_FACETS, "DROP FUNCTION portal_facets(text, text, text, text, text, jsonb, jsonb, jsonb)"
        ),
        migrations.RunSQL("CREATE SEQUENCE resources_directory_version", "DROP SEQUENCE resources_directory_version"),
        migrations.CreateModel(
            name='Expert',
            # What a search reads of each entry stands first: PostgreSQL goes through a row from left to right.
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facets', models.GeneratedField(db_persist=True, expression=resources.directory.generated.FacetCodes('kind', 'availability', models.Case(models.When(population__gte=500000, then=models.Value('over-500k')), models.When(population__gte=150000, then=models.Value('150k-500k')), models.When(population__gte=50000, then=models.Value('50k-150k')), models.When(population__gte=1, then=models.Value('under-50k')), default=models.Value('')), 'state', 'vendor_ties', 'topics', 'offers', 'languages'), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None))),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('name'), config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words(django.db.models.functions.text.Concat(django.db.models.functions.text.Concat(django.db.models.functions.text.Concat(django.db.models.functions.text.Concat(models.F('organization'), models.Value(' '), models.F('role_title'), output_field=models.TextField()), models.Value(' '), models.F('city'), output_field=models.TextField()), models.Value(' '), models.F('state'), output_field=models.TextField()), models.Value(' '), models.F('search_words'), output_field=models.TextField())), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('experience'), config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('status', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('archived', 'Archived')], default='active', max_length=10)),
                ('unanswered', models.PositiveSmallIntegerField(default=0, help_text='Mails in a row that nobody answered.')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='expert', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=120)),
                ('role_title', models.CharField(blank=True, max_length=160)),
                ('organization', models.CharField(blank=True, max_length=160)),
                ('kind', models.CharField(choices=[('expert', 'Expert'), ('city-administrator', 'City administrator'), ('university', 'University'), ('employer', 'Employer'), ('nonprofit', 'Nonprofit'), ('agency', 'Agency')], default='expert', max_length=20)),
                ('email', models.EmailField(blank=True, help_text='Where the Institute writes. It is never shown to others.', max_length=254)),
                ('city', models.CharField(blank=True, max_length=100)),
                ('state', models.CharField(blank=True, help_text='Postal code of the state or territory.', max_length=2)),
                ('population', models.PositiveIntegerField(blank=True, help_text='Residents of the city worked for.', null=True)),
                ('topics', models.JSONField(blank=True, default=list, help_text='Keys of `topics.TOPICS`.')),
                ('initiative_kinds', models.JSONField(blank=True, default=list, help_text='Keys of `topics.INITIATIVE_KINDS`.')),
                ('experience', models.TextField(blank=True, help_text='What was done, in a few sentences.', max_length=4000)),
                ('offers', models.JSONField(blank=True, default=list, help_text='Values of `Offer`.')),
                ('languages', models.JSONField(blank=True, default=list, help_text='Keys of `choices.LANGUAGES`.')),
                ('availability', models.CharField(choices=[('now', 'Has time now'), ('month', 'Within a month'), ('quarter', 'Within three months'), ('ask', 'Please ask')], default='ask', max_length=10)),
                ('time_zone', models.CharField(blank=True, max_length=64, validators=[isc_portal.accounts.models.validate_time_zone])),
                ('vendor_ties', models.TextField(blank=True, help_text='Ties to vendors as last stated.', max_length=500)),
                ('ties_stated_on', models.DateField(blank=True, editable=False, help_text='When they were last stated; the database notes it.', null=True)),
                ('photo', models.FileField(blank=True, max_length=200, upload_to='experts')),
                ('asks_a_quarter', models.PositiveSmallIntegerField(default=4, help_text='How often the expert may be asked.')),
                ('source', models.CharField(blank=True, help_text='Where the entry comes from.', max_length=200)),
                ('assured_date', models.DateField(blank=True, help_text='When somebody last said: this is right.', null=True)),
                ('assurer', models.CharField(blank=True, help_text='Who said so.', max_length=120)),
                ('next_check', models.DateField(blank=True, help_text='When the portal asks again.', null=True)),
                ('asked_at', models.DateTimeField(blank=True, help_text='When the portal last asked.', null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('search_words', models.TextField(blank=True, editable=False)),
                ('population_band', models.GeneratedField(db_persist=True, expression=models.Case(models.When(population__gte=500000, then=models.Value('over-500k')), models.When(population__gte=150000, then=models.Value('150k-500k')), models.When(population__gte=50000, then=models.Value('50k-150k')), models.When(population__gte=1, then=models.Value('under-50k')), default=models.Value('')), output_field=models.CharField(choices=[('under-50k', 'Under 50,000'), ('50k-150k', '50,000 to 150,000'), ('150k-500k', '150,000 to 500,000'), ('over-500k', 'Over 500,000')], max_length=20))),
            ],
            options={
                'ordering': ['name', 'pk'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(condition=models.Q(('status', 'active'), ('unanswered__lt', 2)), fields=['search'], name='expert_search'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('status', 'active'), ('unanswered__lt', 2)), fields=['facets'], name='expert_facets'), django.contrib.postgres.indexes.GinIndex(fields=['topics'], name='expert_topics'), models.Index(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='expert_email'), models.Index(fields=['state', 'city'], name='expert_place'), models.Index(fields=['name', 'id'], name='expert_by_name'), models.Index(fields=['next_check'], name='expert_next_check')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', ''), ('state', django.db.models.functions.text.Upper('state')), _connector='OR'), name='expert_state_in_capitals'), models.CheckConstraint(condition=models.Q(('population', 0), _negated=True), name='expert_population_known_or_empty')],
            },
        ),
        migrations.CreateModel(
            name='ExpertEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.expert')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('role_title', models.CharField(blank=True, max_length=160)),
                ('organization', models.CharField(blank=True, max_length=160)),
                ('kind', models.CharField(choices=[('expert', 'Expert'), ('city-administrator', 'City administrator'), ('university', 'University'), ('employer', 'Employer'), ('nonprofit', 'Nonprofit'), ('agency', 'Agency')], default='expert', max_length=20)),
                ('email', models.EmailField(blank=True, help_text='Where the Institute writes. It is never shown to others.', max_length=254)),
                ('city', models.CharField(blank=True, max_length=100)),
                ('state', models.CharField(blank=True, help_text='Postal code of the state or territory.', max_length=2)),
                ('population', models.PositiveIntegerField(blank=True, help_text='Residents of the city worked for.', null=True)),
                ('topics', models.JSONField(blank=True, default=list, help_text='Keys of `topics.TOPICS`.')),
                ('initiative_kinds', models.JSONField(blank=True, default=list, help_text='Keys of `topics.INITIATIVE_KINDS`.')),
                ('experience', models.TextField(blank=True, help_text='What was done, in a few sentences.', max_length=4000)),
                ('offers', models.JSONField(blank=True, default=list, help_text='Values of `Offer`.')),
                ('languages', models.JSONField(blank=True, default=list, help_text='Keys of `choices.LANGUAGES`.')),
                ('availability', models.CharField(choices=[('now', 'Has time now'), ('month', 'Within a month'), ('quarter', 'Within three months'), ('ask', 'Please ask')], default='ask', max_length=10)),
                ('time_zone', models.CharField(blank=True, max_length=64, validators=[isc_portal.accounts.models.validate_time_zone])),
                ('vendor_ties', models.TextField(blank=True, help_text='Ties to vendors as last stated.', max_length=500)),
                ('photo', models.FileField(blank=True, max_length=200, upload_to='experts')),
                ('status', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('archived', 'Archived')], default='active', max_length=10)),
                ('asks_a_quarter', models.PositiveSmallIntegerField(default=4, help_text='How often the expert may be asked.')),
                ('source', models.CharField(blank=True, help_text='Where the entry comes from.', max_length=200)),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('assured_date', models.DateField(blank=True, help_text='When somebody last said: this is right.', null=True)),
                ('assurer', models.CharField(blank=True, help_text='Who said so.', max_length=120)),
                ('next_check', models.DateField(blank=True, help_text='When the portal asks again.', null=True)),
                ('asked_at', models.DateTimeField(blank=True, help_text='When the portal last asked.', null=True)),
                ('unanswered', models.PositiveSmallIntegerField(default=0, help_text='Mails in a row that nobody answered.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to='resources.expert')),
                ('kind', models.CharField(choices=[('email', 'Email'), ('phone', 'Phone'), ('website', 'Website')], max_length=10)),
                ('value', models.CharField(help_text='Phone numbers as in E.164, with “;ext=” before an extension.', max_length=300)),
                ('label', models.CharField(blank=True, help_text='“Office”, “Assistant”.', max_length=60)),
                ('consented', models.BooleanField(default=False)),
                ('consented_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['kind', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('expert', 'kind', 'value'), name='contact_point_once_an_entry'), models.CheckConstraint(condition=models.Q(('consented', False), ('consented_at__isnull', False), _connector='OR'), name='contact_consent_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='ContactPointEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.contactpoint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('expert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.expert')),
                ('kind', models.CharField(choices=[('email', 'Email'), ('phone', 'Phone'), ('website', 'Website')], max_length=10)),
                ('value', models.CharField(help_text='Phone numbers as in E.164, with “;ext=” before an extension.', max_length=300)),
                ('label', models.CharField(blank=True, help_text='“Office”, “Assistant”.', max_length=60)),
                ('consented', models.BooleanField(default=False)),
                ('consented_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(db_collation='C')),
                ('entries', models.PositiveIntegerField(default=1)),
                ('slips', models.GeneratedField(db_persist=True, expression=resources.directory.generated.Slips('text'), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None))),
            ],
            options={
                'indexes': [models.Index(fields=['text'], name='word_text'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['slips'], name='word_slips'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('text'), name='gin_trgm_ops'), fastupdate=False, name='word_alike')],
            },
        ),
        migrations.CreateModel(
            name='OutdatedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outdated_reports', to='resources.expert')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('expert', 'by'), name='one_open_report_a_person')],
            },
        ),
        migrations.CreateModel(
            name='OutdatedReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.outdatedreport')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('expert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.expert')),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Shortlist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shortlists', to='cohorts.participation')),
                ('name', models.CharField(max_length=100)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('participation'), django.db.models.functions.text.Lower('name'), name='shortlist_name_once_a_city')],
            },
        ),
        migrations.CreateModel(
            name='ShortlistEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.shortlist')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('participation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.participation')),
                ('name', models.CharField(max_length=100)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ShortlistEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shortlist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='resources.shortlist')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.expert')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['expert__name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('shortlist', 'expert'), name='expert_once_a_shortlist')],
            },
        ),
        migrations.CreateModel(
            name='ShortlistEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.shortlistentry')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('shortlist', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.shortlist')),
                ('expert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.expert')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('added_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('query', models.CharField(blank=True, max_length=2000)),
                ('shortlist', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='edition', to='resources.shortlist')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('shortlist', None), ('query', ''), _connector='OR'), name='edition_of_a_search_or_a_shortlist'), models.UniqueConstraint(condition=models.Q(('shortlist', None)), fields=('created_by', 'query'), name='edition_of_a_search_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='EditionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.edition')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('query', models.CharField(blank=True, max_length=2000)),
                ('shortlist', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.shortlist')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to='resources.expert')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to='cohorts.participation')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='introductions_asked', to=settings.AUTH_USER_MODEL)),
                ('question', models.TextField(max_length=2000)),
                ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Not answered'), ('withdrawn', 'Withdrawn')], default='asked', max_length=10)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('key', models.CharField(default=isc_portal.accounts.models.new_key, editable=False, max_length=64, unique=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-asked_at'],
                'indexes': [models.Index(fields=['expert', 'asked_at'], name='introduction_by_expert')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('expert', 'participation'), name='one_open_introduction_a_city'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'declined']), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='introduction_answer_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='IntroductionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.introduction')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('expert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.expert')),
                ('participation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.participation')),
                ('asked_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.TextField(max_length=2000)),
                ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Not answered'), ('withdrawn', 'Withdrawn')], default='asked', max_length=10)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('slug', models.SlugField(max_length=180, unique=True)),
                ('summary', models.CharField(blank=True, max_length=400)),
                ('text', models.TextField(blank=True, max_length=20000)),
                ('topics', models.JSONField(blank=True, default=list, help_text='Keys of `directory.topics.TOPICS`.')),
                ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='practices', to='cohorts.city')),
                ('evidence', models.TextField(blank=True, help_text='How one knows that it worked.', max_length=2000)),
                ('cost', models.CharField(blank=True, help_text='One-time and yearly, in words and figures.', max_length=300)),
                ('contact', models.CharField(blank=True, help_text='Whom to ask.', max_length=300)),
                ('participation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='practices', to='cohorts.participation')),
                ('expert', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='practices', to='resources.expert')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='practices', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Waiting for review'), ('returned', 'Returned'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('review_note', models.TextField(blank=True, max_length=1000)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('search_words', models.TextField(blank=True, editable=False)),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('title'), config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('search_words'), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('summary'), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('text'), config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'ordering': ['-published_at', 'title'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='practice_search'), django.contrib.postgres.indexes.GinIndex(fields=['topics'], name='practice_topics')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='practice_published_has_a_day'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'published', 'retired'])), name='practice_state_known')],
            },
        ),
        migrations.CreateModel(
            name='PracticeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.practice')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('slug', models.SlugField(db_index=False, max_length=180)),
                ('summary', models.CharField(blank=True, max_length=400)),
                ('text', models.TextField(blank=True, max_length=20000)),
                ('topics', models.JSONField(blank=True, default=list, help_text='Keys of `directory.topics.TOPICS`.')),
                ('city', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.city')),
                ('evidence', models.TextField(blank=True, help_text='How one knows that it worked.', max_length=2000)),
                ('cost', models.CharField(blank=True, help_text='One-time and yearly, in words and figures.', max_length=300)),
                ('contact', models.CharField(blank=True, help_text='Whom to ask.', max_length=300)),
                ('participation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.participation')),
                ('expert', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.expert')),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Waiting for review'), ('returned', 'Returned'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('review_note', models.TextField(blank=True, max_length=1000)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PracticeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='resources.practice')),
                ('name', models.CharField(max_length=120)),
                ('file', models.FileField(max_length=200, upload_to='practices')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['uploaded_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PracticeFileEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.practicefile')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('practice', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.practice')),
                ('name', models.CharField(max_length=120)),
                ('file', models.FileField(max_length=200, upload_to='practices')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='resources.practice')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='cohorts.participation')),
                ('note', models.CharField(blank=True, help_text='What the city does, since when.', max_length=300)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('adopted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['adopted_at'],
                'constraints': [models.UniqueConstraint(fields=('practice', 'participation'), name='practice_adopted_once_a_city')],
            },
        ),
        migrations.CreateModel(
            name='AdoptionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.adoption')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('practice', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.practice')),
                ('participation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.participation')),
                ('note', models.CharField(blank=True, help_text='What the city does, since when.', max_length=300)),
                ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('adopted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HelpRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_requests', to='resources.expert')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_requests', to='cohorts.participation')),
                ('introduction', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='help_request', to='resources.introduction')),
                ('clinic', models.PositiveBigIntegerField(blank=True, null=True)),
                ('seat', models.PositiveBigIntegerField(blank=True, null=True, unique=True)),
                ('topics', models.JSONField(blank=True, default=list, help_text='Keys of `topics.TOPICS`.')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('accepted', 'Said yes'), ('declined', 'Said no'), ('expired', 'Did not answer'), ('withdrawn', 'Taken back')], default='asked', max_length=10)),
                ('helped_on', models.DateField(blank=True, null=True)),
                ('helped', models.CharField(blank=True, choices=[('a lot', 'Helped a lot'), ('somewhat', 'Helped somewhat'), ('not', 'Did not help')], max_length=10)),
                ('note', models.CharField(blank=True, help_text="In the city's words; the expert does not see it.", max_length=300)),
                ('rated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rated_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'indexes': [models.Index(fields=['expert', 'asked_at'], name='help_by_expert')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('clinic', None), ('introduction__isnull', False), ('seat', None)), models.Q(('clinic__isnull', False), ('introduction', None), ('seat__isnull', False)), _connector='OR'), name='help_is_asked_in_one_way'), models.CheckConstraint(condition=models.Q(('helped', ''), models.Q(('helped_on__isnull', False), ('rated_at__isnull', False)), _connector='OR'), name='help_is_rated_after_it_was_given')],
            },
        ),
        migrations.CreateModel(
            name='HelpRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.helprequest')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('expert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.expert')),
                ('participation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.participation')),
                ('introduction', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.introduction')),
                ('clinic', models.PositiveBigIntegerField(blank=True, null=True)),
                ('seat', models.PositiveBigIntegerField(blank=True, null=True)),
                ('topics', models.JSONField(blank=True, default=list, help_text='Keys of `topics.TOPICS`.')),
                ('asked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('accepted', 'Said yes'), ('declined', 'Said no'), ('expired', 'Did not answer'), ('withdrawn', 'Taken back')], default='asked', max_length=10)),
                ('helped_on', models.DateField(blank=True, null=True)),
                ('helped', models.CharField(blank=True, choices=[('a lot', 'Helped a lot'), ('somewhat', 'Helped somewhat'), ('not', 'Did not help')], max_length=10)),
                ('note', models.CharField(blank=True, help_text="In the city's words; the expert does not see it.", max_length=300)),
                ('rated_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('rated_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text="The file's name as uploaded.", max_length=200)),
                ('file', models.FileField(blank=True, max_length=200, upload_to='rosters')),
                ('source', models.CharField(blank=True, help_text='Where the list comes from, as people name it.', max_length=200)),
                ('consented', models.BooleanField(default=False, help_text='The people on the list have agreed that their contact points are shown.')),
                ('state', models.CharField(choices=[('mapping', 'Columns to check'), ('reading', 'Being read'), ('checked', 'Ready to import'), ('committing', 'Being imported'), ('committed', 'Imported'), ('undoing', 'Being undone'), ('undone', 'Undone'), ('cancelled', 'Cancelled'), ('failed', 'Not imported')], default='mapping', max_length=12)),
                ('headers', models.JSONField(blank=True, default=list)),
                ('samples', models.JSONField(blank=True, default=list, help_text='The first rows, to choose the columns by.')),
                ('mapping', models.JSONField(blank=True, default=dict)),
                ('left_out', models.JSONField(blank=True, default=list)),
                ('row_total', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(blank=True, default=dict)),
                ('failure_reason', models.TextField(blank=True, help_text='What went wrong, in a sentence.')),
                ('claim', models.UUIDField(blank=True, editable=False, null=True)),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, help_text='As of when the rows were compared.', null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('committed_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('failure_reason', ''), _negated=True), _connector='OR'), name='roster_failure_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'committed'), _negated=True), ('committed_at__isnull', False), _connector='OR'), name='roster_committed_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='RosterNameStateByEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='name_state_by_events', to='resources.roster')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('name', models.CharField(help_text="The file's name as uploaded.", max_length=200)),
                ('state', models.CharField(choices=[('mapping', 'Columns to check'), ('reading', 'Being read'), ('checked', 'Ready to import'), ('committing', 'Being imported'), ('committed', 'Imported'), ('undoing', 'Being undone'), ('undone', 'Undone'), ('cancelled', 'Cancelled'), ('failed', 'Not imported')], default='mapping', max_length=12)),
                ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RosterRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='resources.roster')),
                ('number', models.PositiveIntegerField(help_text="The row's number in a spreadsheet program.")),
                ('part', models.PositiveSmallIntegerField(default=0)),
                ('values', models.JSONField(default=dict)),
                ('outcome', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('unchanged', 'Unchanged'), ('repeated', 'Repeated in the file'), ('doubtful', 'To decide'), ('refused', 'Refused')], max_length=10)),
                ('expert', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='resources.expert')),
                ('reason', models.CharField(blank=True, help_text='Why it is repeated, doubtful or refused.', max_length=300)),
                ('problems', models.JSONField(blank=True, default=list)),
                ('decision', models.CharField(blank=True, choices=[('merge', 'Merge into the entry'), ('keep', 'Keep both'), ('skip', 'Leave the row out')], max_length=5)),
                ('fingerprint', models.CharField(max_length=64)),
                ('before', models.JSONField(blank=True, null=True)),
                ('after', models.JSONField(blank=True, null=True)),
            ],
            options={
                'ordering': ['number', 'part'],
                'indexes': [models.Index(fields=['roster', 'outcome', 'number'], name='roster_row_outcome')],
                'constraints': [models.UniqueConstraint(fields=('roster', 'number', 'part'), name='roster_row_once')],
            },
        ),
        migrations.CreateModel(
            name='RememberedDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64)),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.expert')),
                ('decision', models.CharField(choices=[('merge', 'Merge into the entry'), ('keep', 'Keep both'), ('skip', 'Leave the row out')], max_length=5)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('fingerprint', 'expert'), name='decision_remembered_once')],
            },
        ),
        migrations.CreateModel(
            name='RememberedColumn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('header', models.CharField(max_length=200, unique=True)),
                ('field', models.CharField(blank=True, max_length=40)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expert',
            trigger=pgtrigger.compiler.Trigger(name='date_ties', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF TG_OP = 'INSERT' THEN\n    IF NEW.vendor_ties <> '' THEN NEW.ties_stated_on := COALESCE(NEW.ties_stated_on, CURRENT_DATE); END IF;\nELSIF NEW.vendor_ties <> OLD.vendor_ties AND NEW.ties_stated_on IS NOT DISTINCT FROM OLD.ties_stated_on THEN\n    NEW.ties_stated_on := CURRENT_DATE;\nEND IF;\nRETURN NEW;\n", hash='50980e9bd6be9011aac1882d3e729c0a67f9e3a7', operation='INSERT OR UPDATE', pgid='pgtrigger_date_ties_c2075', table='resources_expert', when='BEFORE')),
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
        pgtrigger.migrations.AddTrigger(
            model_name='expert',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_expertevent" ("asked_at", "asks_a_quarter", "assured_date", "assurer", "availability", "city", "created_at", "email", "experience", "id", "initiative_kinds", "kind", "languages", "name", "next_check", "offers", "organization", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo", "population", "role_title", "source", "state", "status", "time_zone", "topics", "unanswered", "updated_at", "user_id", "vendor_ties") VALUES (NEW."asked_at", NEW."asks_a_quarter", NEW."assured_date", NEW."assurer", NEW."availability", NEW."city", NEW."created_at", NEW."email", NEW."experience", NEW."id", NEW."initiative_kinds", NEW."kind", NEW."languages", NEW."name", NEW."next_check", NEW."offers", NEW."organization", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."photo", NEW."population", NEW."role_title", NEW."source", NEW."state", NEW."status", NEW."time_zone", NEW."topics", NEW."unanswered", NEW."updated_at", NEW."user_id", NEW."vendor_ties"); RETURN NULL;', hash='947b65cc6621f7a0da1b0ab6fee3d37b30bf2863', operation='INSERT', pgid='pgtrigger_insert_insert_9799f', table='resources_expert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expert',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asks_a_quarter" IS DISTINCT FROM (NEW."asks_a_quarter") OR OLD."assured_date" IS DISTINCT FROM (NEW."assured_date") OR OLD."assurer" IS DISTINCT FROM (NEW."assurer") OR OLD."availability" IS DISTINCT FROM (NEW."availability") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."experience" IS DISTINCT FROM (NEW."experience") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."initiative_kinds" IS DISTINCT FROM (NEW."initiative_kinds") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."next_check" IS DISTINCT FROM (NEW."next_check") OR OLD."offers" IS DISTINCT FROM (NEW."offers") OR OLD."organization" IS DISTINCT FROM (NEW."organization") OR OLD."photo" IS DISTINCT FROM (NEW."photo") OR OLD."population" IS DISTINCT FROM (NEW."population") OR OLD."role_title" IS DISTINCT FROM (NEW."role_title") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone") OR OLD."topics" IS DISTINCT FROM (NEW."topics") OR OLD."unanswered" IS DISTINCT FROM (NEW."unanswered") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."vendor_ties" IS DISTINCT FROM (NEW."vendor_ties"))', func='INSERT INTO "resources_expertevent" ("asked_at", "asks_a_quarter", "assured_date", "assurer", "availability", "city", "created_at", "email", "experience", "id", "initiative_kinds", "kind", "languages", "name", "next_check", "offers", "organization", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo", "population", "role_title", "source", "state", "status", "time_zone", "topics", "unanswered", "updated_at", "user_id", "vendor_ties") VALUES (NEW."asked_at", NEW."asks_a_quarter", NEW."assured_date", NEW."assurer", NEW."availability", NEW."city", NEW."created_at", NEW."email", NEW."experience", NEW."id", NEW."initiative_kinds", NEW."kind", NEW."languages", NEW."name", NEW."next_check", NEW."offers", NEW."organization", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."photo", NEW."population", NEW."role_title", NEW."source", NEW."state", NEW."status", NEW."time_zone", NEW."topics", NEW."unanswered", NEW."updated_at", NEW."user_id", NEW."vendor_ties"); RETURN NULL;', hash='7cfa38f3eb102d96f1de1097ffac094204df90eb', operation='UPDATE', pgid='pgtrigger_update_update_d1d35', table='resources_expert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expert',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_expertevent" ("asked_at", "asks_a_quarter", "assured_date", "assurer", "availability", "city", "created_at", "email", "experience", "id", "initiative_kinds", "kind", "languages", "name", "next_check", "offers", "organization", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo", "population", "role_title", "source", "state", "status", "time_zone", "topics", "unanswered", "updated_at", "user_id", "vendor_ties") VALUES (OLD."asked_at", OLD."asks_a_quarter", OLD."assured_date", OLD."assurer", OLD."availability", OLD."city", OLD."created_at", OLD."email", OLD."experience", OLD."id", OLD."initiative_kinds", OLD."kind", OLD."languages", OLD."name", OLD."next_check", OLD."offers", OLD."organization", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."photo", OLD."population", OLD."role_title", OLD."source", OLD."state", OLD."status", OLD."time_zone", OLD."topics", OLD."unanswered", OLD."updated_at", OLD."user_id", OLD."vendor_ties"); RETURN NULL;', hash='3b85f3037f19682b36a0a082b24c1e5089b30978', operation='DELETE', pgid='pgtrigger_delete_delete_43852', table='resources_expert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_contactpointevent" ("consented", "consented_at", "expert_id", "id", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value") VALUES (NEW."consented", NEW."consented_at", NEW."expert_id", NEW."id", NEW."kind", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."value"); RETURN NULL;', hash='64d7d3642abc6683e6b748d014d23f1f9f6a82b3', operation='INSERT', pgid='pgtrigger_insert_insert_2e4e2', table='resources_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_contactpointevent" ("consented", "consented_at", "expert_id", "id", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value") VALUES (NEW."consented", NEW."consented_at", NEW."expert_id", NEW."id", NEW."kind", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."value"); RETURN NULL;', hash='7188f4d9c974e8ed7dcb39f239e701e9c62d860d', operation='UPDATE', pgid='pgtrigger_update_update_42d6c', table='resources_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_contactpointevent" ("consented", "consented_at", "expert_id", "id", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value") VALUES (OLD."consented", OLD."consented_at", OLD."expert_id", OLD."id", OLD."kind", OLD."label", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."value"); RETURN NULL;', hash='d218b0a380a7d62622a755593f83bb89c8b831a5', operation='DELETE', pgid='pgtrigger_delete_delete_6f032', table='resources_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='outdatedreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_outdatedreportevent" ("by_id", "created_at", "expert_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by_id") VALUES (NEW."by_id", NEW."created_at", NEW."expert_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."settled_at", NEW."settled_by_id"); RETURN NULL;', hash='e474b0e7d19060dcf87746d407545c8c84c9f448', operation='INSERT', pgid='pgtrigger_insert_insert_6124b', table='resources_outdatedreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='outdatedreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_outdatedreportevent" ("by_id", "created_at", "expert_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by_id") VALUES (NEW."by_id", NEW."created_at", NEW."expert_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."settled_at", NEW."settled_by_id"); RETURN NULL;', hash='e776fffe5cd190b9e617ba0d734ae9453ef6bcd1', operation='UPDATE', pgid='pgtrigger_update_update_8262b', table='resources_outdatedreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='outdatedreport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_outdatedreportevent" ("by_id", "created_at", "expert_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by_id") VALUES (OLD."by_id", OLD."created_at", OLD."expert_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."settled_at", OLD."settled_by_id"); RETURN NULL;', hash='28f12b73dc062c8b77cda8e62697525c6fee8735', operation='DELETE', pgid='pgtrigger_delete_delete_f3875', table='resources_outdatedreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shortlist',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_shortlistevent" ("created_at", "created_by_id", "id", "name", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."id", NEW."name", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='01e589cf86c312a22caeb63aff7d20574f56ab43', operation='INSERT', pgid='pgtrigger_insert_insert_990ae', table='resources_shortlist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shortlist',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_shortlistevent" ("created_at", "created_by_id", "id", "name", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."id", NEW."name", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='a328137420c0ace35f43f126fc402e0f1df8f9fc', operation='UPDATE', pgid='pgtrigger_update_update_83903', table='resources_shortlist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shortlist',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_shortlistevent" ("created_at", "created_by_id", "id", "name", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."id", OLD."name", OLD."participation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='f696ebd8337a697b58487ddb9d00ad3f78bc881a', operation='DELETE', pgid='pgtrigger_delete_delete_cc981', table='resources_shortlist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shortlistentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_shortlistentryevent" ("added_at", "added_by_id", "expert_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortlist_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."expert_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."shortlist_id"); RETURN NULL;', hash='a22efdc7748b8281def83ccf8b7ed20f75b639a5', operation='INSERT', pgid='pgtrigger_insert_insert_230eb', table='resources_shortlistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shortlistentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_shortlistentryevent" ("added_at", "added_by_id", "expert_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortlist_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."expert_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."shortlist_id"); RETURN NULL;', hash='0a38a7bc55cc1b6a76cc8fed168a9ffdabf64c06', operation='UPDATE', pgid='pgtrigger_update_update_0f175', table='resources_shortlistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shortlistentry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_shortlistentryevent" ("added_at", "added_by_id", "expert_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortlist_id") VALUES (OLD."added_at", OLD."added_by_id", OLD."expert_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."shortlist_id"); RETURN NULL;', hash='45c3d8ad79a081ead69ca7ef044d8b95d6c55f00', operation='DELETE', pgid='pgtrigger_delete_delete_42944', table='resources_shortlistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='edition',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_editionevent" ("created_at", "created_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "shortlist_id", "title") VALUES (NEW."created_at", NEW."created_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."query", NEW."shortlist_id", NEW."title"); RETURN NULL;', hash='170cb0747e3c6deabd16b7fe315265c1f2fcc4c6', operation='INSERT', pgid='pgtrigger_insert_insert_8e4ff', table='resources_edition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='edition',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_editionevent" ("created_at", "created_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "shortlist_id", "title") VALUES (NEW."created_at", NEW."created_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."query", NEW."shortlist_id", NEW."title"); RETURN NULL;', hash='04e378277f0649b52be2192a691b791862f288be', operation='UPDATE', pgid='pgtrigger_update_update_0941f', table='resources_edition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='edition',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_editionevent" ("created_at", "created_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "shortlist_id", "title") VALUES (OLD."created_at", OLD."created_by_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."query", OLD."shortlist_id", OLD."title"); RETURN NULL;', hash='e3e8da645b328ab583cade349f51656aec0ac774', operation='DELETE', pgid='pgtrigger_delete_delete_84c3e', table='resources_edition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='introduction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_introductionevent" ("answer", "answered_at", "asked_at", "asked_by_id", "expert_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "state") VALUES (NEW."answer", NEW."answered_at", NEW."asked_at", NEW."asked_by_id", NEW."expert_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."question", NEW."state"); RETURN NULL;', hash='1d52ae973ad633b46b3b63c30e6e4bc42481873e', operation='INSERT', pgid='pgtrigger_insert_insert_1371c', table='resources_introduction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='introduction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."expert_id" IS DISTINCT FROM (NEW."expert_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."participation_id" IS DISTINCT FROM (NEW."participation_id") OR OLD."question" IS DISTINCT FROM (NEW."question") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "resources_introductionevent" ("answer", "answered_at", "asked_at", "asked_by_id", "expert_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "state") VALUES (NEW."answer", NEW."answered_at", NEW."asked_at", NEW."asked_by_id", NEW."expert_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."question", NEW."state"); RETURN NULL;', hash='ad71fbb804e53420a50e17108140ae6d6721fb7a', operation='UPDATE', pgid='pgtrigger_update_update_4cecf', table='resources_introduction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='introduction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_introductionevent" ("answer", "answered_at", "asked_at", "asked_by_id", "expert_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "state") VALUES (OLD."answer", OLD."answered_at", OLD."asked_at", OLD."asked_by_id", OLD."expert_id", OLD."id", OLD."participation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."question", OLD."state"); RETURN NULL;', hash='109d8b9c6c0d49db095e62531ab66396f931e086', operation='DELETE', pgid='pgtrigger_delete_delete_9698d', table='resources_introduction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_practiceevent" ("author_id", "city_id", "contact", "cost", "created_at", "evidence", "expert_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_note", "reviewed_at", "reviewed_by_id", "slug", "state", "submitted_at", "summary", "text", "title", "topics", "updated_at", "version") VALUES (NEW."author_id", NEW."city_id", NEW."contact", NEW."cost", NEW."created_at", NEW."evidence", NEW."expert_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."review_note", NEW."reviewed_at", NEW."reviewed_by_id", NEW."slug", NEW."state", NEW."submitted_at", NEW."summary", NEW."text", NEW."title", NEW."topics", NEW."updated_at", NEW."version"); RETURN NULL;', hash='b4cccc2048e0f56b16311988aa9fa25af0067c64', operation='INSERT', pgid='pgtrigger_insert_insert_b6b2f', table='resources_practice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."city_id" IS DISTINCT FROM (NEW."city_id") OR OLD."contact" IS DISTINCT FROM (NEW."contact") OR OLD."cost" IS DISTINCT FROM (NEW."cost") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."expert_id" IS DISTINCT FROM (NEW."expert_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."participation_id" IS DISTINCT FROM (NEW."participation_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."review_note" IS DISTINCT FROM (NEW."review_note") OR OLD."reviewed_at" IS DISTINCT FROM (NEW."reviewed_at") OR OLD."reviewed_by_id" IS DISTINCT FROM (NEW."reviewed_by_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."topics" IS DISTINCT FROM (NEW."topics") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "resources_practiceevent" ("author_id", "city_id", "contact", "cost", "created_at", "evidence", "expert_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_note", "reviewed_at", "reviewed_by_id", "slug", "state", "submitted_at", "summary", "text", "title", "topics", "updated_at", "version") VALUES (NEW."author_id", NEW."city_id", NEW."contact", NEW."cost", NEW."created_at", NEW."evidence", NEW."expert_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."review_note", NEW."reviewed_at", NEW."reviewed_by_id", NEW."slug", NEW."state", NEW."submitted_at", NEW."summary", NEW."text", NEW."title", NEW."topics", NEW."updated_at", NEW."version"); RETURN NULL;', hash='2bfd79b39d91e0900fb058a0466b76410f797090', operation='UPDATE', pgid='pgtrigger_update_update_2af24', table='resources_practice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_practiceevent" ("author_id", "city_id", "contact", "cost", "created_at", "evidence", "expert_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_note", "reviewed_at", "reviewed_by_id", "slug", "state", "submitted_at", "summary", "text", "title", "topics", "updated_at", "version") VALUES (OLD."author_id", OLD."city_id", OLD."contact", OLD."cost", OLD."created_at", OLD."evidence", OLD."expert_id", OLD."id", OLD."participation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_at", OLD."review_note", OLD."reviewed_at", OLD."reviewed_by_id", OLD."slug", OLD."state", OLD."submitted_at", OLD."summary", OLD."text", OLD."title", OLD."topics", OLD."updated_at", OLD."version"); RETURN NULL;', hash='61897878be9ffbb91656a58ff30a5b3bb0a28511', operation='DELETE', pgid='pgtrigger_delete_delete_b7518', table='resources_practice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practicefile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_practicefileevent" ("content_type", "file", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "sha256", "size", "uploaded_at", "uploaded_by_id") VALUES (NEW."content_type", NEW."file", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."sha256", NEW."size", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;', hash='200256f17425a387bb5de2b3104b7a0af2a9d585', operation='INSERT', pgid='pgtrigger_insert_insert_c06ef', table='resources_practicefile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practicefile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_practicefileevent" ("content_type", "file", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "sha256", "size", "uploaded_at", "uploaded_by_id") VALUES (NEW."content_type", NEW."file", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."sha256", NEW."size", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;', hash='85eb0001efe753bd305b77502642c45bfac5d77c', operation='UPDATE', pgid='pgtrigger_update_update_567ad', table='resources_practicefile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practicefile',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_practicefileevent" ("content_type", "file", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "sha256", "size", "uploaded_at", "uploaded_by_id") VALUES (OLD."content_type", OLD."file", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."sha256", OLD."size", OLD."uploaded_at", OLD."uploaded_by_id"); RETURN NULL;', hash='6153525d3b9f329a44aea89d53dfae21921c11c5', operation='DELETE', pgid='pgtrigger_delete_delete_3122d', table='resources_practicefile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adoption',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_adoptionevent" ("adopted_at", "by_id", "id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."adopted_at", NEW."by_id", NEW."id", NEW."note", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='a9868012727631a351b4519c73db25b43bebc163', operation='INSERT', pgid='pgtrigger_insert_insert_2df40', table='resources_adoption', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adoption',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_adoptionevent" ("adopted_at", "by_id", "id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."adopted_at", NEW."by_id", NEW."id", NEW."note", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='be19b02ec5cdec0fe62fd9302fe4ad611d0d0056', operation='UPDATE', pgid='pgtrigger_update_update_84aa9', table='resources_adoption', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adoption',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_adoptionevent" ("adopted_at", "by_id", "id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."adopted_at", OLD."by_id", OLD."id", OLD."note", OLD."participation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;', hash='01bf78600ff843c597458aa7b08c7b1d2ad23423', operation='DELETE', pgid='pgtrigger_delete_delete_79a17', table='resources_adoption', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='helprequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_helprequestevent" ("asked_at", "asked_by_id", "clinic", "expert_id", "helped", "helped_on", "id", "introduction_id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_at", "rated_by_id", "seat", "state", "topics") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."clinic", NEW."expert_id", NEW."helped", NEW."helped_on", NEW."id", NEW."introduction_id", NEW."note", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rated_at", NEW."rated_by_id", NEW."seat", NEW."state", NEW."topics"); RETURN NULL;', hash='a03c20cf1bb63ce9e045938289dfc6514732b85c', operation='INSERT', pgid='pgtrigger_insert_insert_44dbf', table='resources_helprequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='helprequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_helprequestevent" ("asked_at", "asked_by_id", "clinic", "expert_id", "helped", "helped_on", "id", "introduction_id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_at", "rated_by_id", "seat", "state", "topics") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."clinic", NEW."expert_id", NEW."helped", NEW."helped_on", NEW."id", NEW."introduction_id", NEW."note", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rated_at", NEW."rated_by_id", NEW."seat", NEW."state", NEW."topics"); RETURN NULL;', hash='5ba953d560d07b634d09b17ec7d1beaec340a347', operation='UPDATE', pgid='pgtrigger_update_update_666f3', table='resources_helprequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='helprequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_helprequestevent" ("asked_at", "asked_by_id", "clinic", "expert_id", "helped", "helped_on", "id", "introduction_id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_at", "rated_by_id", "seat", "state", "topics") VALUES (OLD."asked_at", OLD."asked_by_id", OLD."clinic", OLD."expert_id", OLD."helped", OLD."helped_on", OLD."id", OLD."introduction_id", OLD."note", OLD."participation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rated_at", OLD."rated_by_id", OLD."seat", OLD."state", OLD."topics"); RETURN NULL;', hash='4afc835044e5b1994a89c8f9af817659cae8ab8c', operation='DELETE', pgid='pgtrigger_delete_delete_2d4bd', table='resources_helprequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roster',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_rosternamestatebyevent" ("by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."by_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state"); RETURN NULL;', hash='d2d5921b13a9317f4662268aeedb1dc7728f5088', operation='INSERT', pgid='pgtrigger_insert_insert_63834', table='resources_roster', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roster',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "resources_rosternamestatebyevent" ("by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."by_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;', hash='2cbce01df4564fb5b3d9e0efde64232dc4d949e4', operation='UPDATE', pgid='pgtrigger_update_update_3778b', table='resources_roster', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roster',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_rosternamestatebyevent" ("by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."by_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;', hash='2a07a65242c5c6adf8dce3a27227c3e17ec61452', operation='DELETE', pgid='pgtrigger_delete_delete_c7af1', table='resources_roster', when='AFTER')),
        ),
        migrations.RunSQL(PORTAL_ALIKE, "DROP FUNCTION portal_alike(text)"),
    ]
