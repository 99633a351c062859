"""What cities said of introductions moves into the record of who was asked."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

MOVE = """
INSERT INTO resources_helprequest (
    expert_id, participation_id, introduction_id, topics, asked_by_id, asked_at, state, helped_on, helped, note, rated_at
)
SELECT expert_id, participation_id, id, '[]', asked_by_id, asked_at, state,
    CASE WHEN state = 'accepted' THEN answered_at::date END,
    CASE WHEN state <> 'accepted' OR rated_at IS NULL THEN '' WHEN NOT helped THEN 'not' WHEN rating >= 4 THEN 'a lot' ELSE 'somewhat' END,
    CASE WHEN state = 'accepted' THEN rating_note ELSE '' END,
    CASE WHEN state = 'accepted' THEN rated_at END
FROM resources_introduction;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [("resources", "0007_who_was_asked")]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name='introduction',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='introduction',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='introduction',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='introduction',
            name='introduction_rating_from_one_to_five',
        ),
        migrations.RemoveField(
            model_name='introduction',
            name='helped',
        ),
        migrations.RemoveField(
            model_name='introduction',
            name='rated_at',
        ),
        migrations.RemoveField(
            model_name='introduction',
            name='rating',
        ),
        migrations.RemoveField(
            model_name='introduction',
            name='rating_note',
        ),
        migrations.RemoveField(
            model_name='introductionevent',
            name='helped',
        ),
        migrations.RemoveField(
            model_name='introductionevent',
            name='rated_at',
        ),
        migrations.RemoveField(
            model_name='introductionevent',
            name='rating',
        ),
        migrations.RemoveField(
            model_name='introductionevent',
            name='rating_note',
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
    ]
