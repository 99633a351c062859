"""The record of who was asked to help, for questions through the portal and clinics alike."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cohorts', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('resources', '0006_library_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HelpRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clinic', models.PositiveBigIntegerField(blank=True, null=True)),
                ('seat', models.PositiveBigIntegerField(blank=True, null=True, unique=True)),
                ('topics', models.JSONField(blank=True, default=list, help_text='Keys of `topics.TOPICS`.')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('accepted', 'Said yes'), ('declined', 'Said no'), ('expired', 'Did not answer'), ('withdrawn', 'Taken back')], default='asked', max_length=10)),
                ('helped_on', models.DateField(blank=True, null=True)),
                ('helped', models.CharField(blank=True, choices=[('a lot', 'Helped a lot'), ('somewhat', 'Helped somewhat'), ('not', 'Did not help')], max_length=10)),
                ('note', models.CharField(blank=True, help_text="In the city's words; the expert does not see it.", max_length=300)),
                ('rated_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HelpRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('clinic', models.PositiveBigIntegerField(blank=True, null=True)),
                ('seat', models.PositiveBigIntegerField(blank=True, null=True)),
                ('topics', models.JSONField(blank=True, default=list, help_text='Keys of `topics.TOPICS`.')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('accepted', 'Said yes'), ('declined', 'Said no'), ('expired', 'Did not answer'), ('withdrawn', 'Taken back')], default='asked', max_length=10)),
                ('helped_on', models.DateField(blank=True, null=True)),
                ('helped', models.CharField(blank=True, choices=[('a lot', 'Helped a lot'), ('somewhat', 'Helped somewhat'), ('not', 'Did not help')], max_length=10)),
                ('note', models.CharField(blank=True, help_text="In the city's words; the expert does not see it.", max_length=300)),
                ('rated_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='helprequest',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='helprequest',
            name='expert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_requests', to='resources.expert'),
        ),
        migrations.AddField(
            model_name='helprequest',
            name='introduction',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='help_request', to='resources.introduction'),
        ),
        migrations.AddField(
            model_name='helprequest',
            name='participation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_requests', to='cohorts.participation'),
        ),
        migrations.AddField(
            model_name='helprequest',
            name='rated_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='helprequestevent',
            name='asked_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='helprequestevent',
            name='expert',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.expert'),
        ),
        migrations.AddField(
            model_name='helprequestevent',
            name='introduction',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.introduction'),
        ),
        migrations.AddField(
            model_name='helprequestevent',
            name='participation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.participation'),
        ),
        migrations.AddField(
            model_name='helprequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='helprequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='resources.helprequest'),
        ),
        migrations.AddField(
            model_name='helprequestevent',
            name='rated_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='helprequest',
            index=models.Index(fields=['expert', 'asked_at'], name='help_by_expert'),
        ),
        migrations.AddConstraint(
            model_name='helprequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('clinic', None), ('introduction__isnull', False), ('seat', None)), models.Q(('clinic__isnull', False), ('introduction', None), ('seat__isnull', False)), _connector='OR'), name='help_is_asked_in_one_way'),
        ),
        migrations.AddConstraint(
            model_name='helprequest',
            constraint=models.CheckConstraint(condition=models.Q(('helped', ''), models.Q(('helped_on__isnull', False), ('rated_at__isnull', False)), _connector='OR'), name='help_is_rated_after_it_was_given'),
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
    ]
