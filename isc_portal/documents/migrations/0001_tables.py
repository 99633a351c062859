import django.db.models.deletion
import django.utils.timezone
import isc_portal.documents.numbering
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('documents', '0001_initial')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('subject_id', models.PositiveBigIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('try_number', models.PositiveSmallIntegerField(default=1)),
                ('code', models.CharField(default=isc_portal.documents.numbering.new_code, editable=False, max_length=9, unique=True)),
                ('title', models.CharField(max_length=300)),
                ('place', models.CharField(max_length=200)),
                ('summary', models.TextField(blank=True)),
                ('sources', models.JSONField(blank=True, default=list)),
                ('as_of', models.DateTimeField()),
                ('prepared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_by_name', models.CharField(blank=True, max_length=120)),
                ('snapshot', models.JSONField()),
                ('snapshot_hash', models.CharField(editable=False, max_length=64)),
                ('job_state', models.CharField(choices=[('queued', 'Waiting to be made'), ('rendering', 'Being made'), ('ready', 'Ready'), ('failed', 'Failed')], default='queued', max_length=10)),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('queued_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When it was last put in line.')),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('stage', models.CharField(choices=[('waiting', 'Waiting for its turn'), ('pictures', 'Drawing pictures and tables'), ('pages', 'Setting pages'), ('writing', 'Writing the file'), ('checking', 'Checking that everyone can read it')], default='waiting', max_length=10)),
                ('pages_done', models.PositiveIntegerField(default=0)),
                ('pages_expected', models.PositiveIntegerField(blank=True, null=True)),
                ('claim', models.UUIDField(blank=True, editable=False, null=True)),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure_reason', models.TextField(blank=True, help_text='What went wrong, in plain words.')),
                ('failure_detail', models.TextField(blank=True, help_text='For administrators.')),
                ('file', models.FileField(blank=True, max_length=200, upload_to='documents')),
                ('file_hash', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveIntegerField(blank=True, null=True)),
                ('pages', models.PositiveIntegerField(blank=True, null=True)),
                ('anchors', models.JSONField(blank=True, default=dict)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('in review', 'In review'), ('approved', 'Approved'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by_name', models.CharField(blank=True, max_length=120)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='documents.document')),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-version', '-try_number'],
                'indexes': [models.Index(fields=['kind', 'subject_type', 'subject_id'], name='document_of_subject'), models.Index(models.OrderBy(models.F('requested_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='document_newest'), models.Index(condition=models.Q(('job_state__in', frozenset(['queued', 'rendering']))), fields=['heartbeat_at'], name='document_under_way')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_type', 'subject_id', 'version', 'try_number'), name='document_try_unique'), models.UniqueConstraint(condition=models.Q(('job_state', 'failed'), _negated=True), fields=('kind', 'subject_type', 'subject_id', 'version'), name='document_version_unique'), models.UniqueConstraint(condition=models.Q(('file', ''), ('job_state__in', frozenset(['queued', 'rendering']))), fields=('kind', 'subject_type', 'subject_id', 'snapshot_hash'), name='document_content_made_once_at_a_time'), models.CheckConstraint(condition=models.Q(('job_state__in', ['queued', 'rendering', 'ready', 'failed'])), name='document_job_state_known'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'in review', 'approved', 'superseded', 'withdrawn'])), name='document_status_known'), models.CheckConstraint(condition=models.Q(('try_number__gte', 1), ('version__gte', 1)), name='document_counts_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('job_state', 'ready'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), ('pages__gte', 1), ('size__gte', 1)), _connector='OR'), name='document_ready_has_its_file'), models.CheckConstraint(condition=models.Q(models.Q(('job_state', 'failed'), _negated=True), models.Q(('failure_reason', ''), _negated=True), _connector='OR'), name='document_failure_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('job_state', 'rendering'), _negated=True), models.Q(('claim__isnull', False), ('heartbeat_at__isnull', False)), _connector='OR'), name='document_in_work_has_a_worker'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'approved'), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='document_approval_has_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), _negated=True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='document_withdrawal_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='DocumentKindVersionTryNumberTitleJobStateStatusWithdrawnReasonApprovedByEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='kind_version_try_number_title_job_state_status_withdrawn_reason_approved_by_events', to='documents.document')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('kind', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('try_number', models.PositiveSmallIntegerField(default=1)),
                ('title', models.CharField(max_length=300)),
                ('job_state', models.CharField(choices=[('queued', 'Waiting to be made'), ('rendering', 'Being made'), ('ready', 'Ready'), ('failed', 'Failed')], default='queued', max_length=10)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('in review', 'In review'), ('approved', 'Approved'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "documents_documentkindversiontrynumbertitlejobstatestatuswi459b" ("approved_by_id", "job_state", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title", "try_number", "version", "withdrawn_reason") VALUES (NEW."approved_by_id", NEW."job_state", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status", NEW."title", NEW."try_number", NEW."version", NEW."withdrawn_reason"); RETURN NULL;', hash='8c1e7847787af295fb4c750d588323fe693668cf', operation='INSERT', pgid='pgtrigger_insert_insert_be524', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."job_state" IS DISTINCT FROM (NEW."job_state") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."withdrawn_reason" IS DISTINCT FROM (NEW."withdrawn_reason"))', func='INSERT INTO "documents_documentkindversiontrynumbertitlejobstatestatuswi459b" ("approved_by_id", "job_state", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title", "try_number", "version", "withdrawn_reason") VALUES (NEW."approved_by_id", NEW."job_state", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status", NEW."title", NEW."try_number", NEW."version", NEW."withdrawn_reason"); RETURN NULL;', hash='9f28e1a8ff3fb539ea4a6cde3481740179fde73b', operation='UPDATE', pgid='pgtrigger_update_update_a3ed6', table='documents_document', when='AFTER')),
        ),
    ]
