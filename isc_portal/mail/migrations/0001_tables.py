import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('mail', '0001_initial')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dedupe_key', models.CharField(help_text='Names the occasion: a second message for the same one is not made.', max_length=250, unique=True)),
                ('category', models.CharField(choices=[('account', 'Account and sign-in'), ('intake', 'Intake'), ('cohort', 'Cohort and applications'), ('documents', 'Documents that are ready'), ('reminders', 'Reminders of what is due'), ('digest', 'Summaries of what changed')], max_length=20)),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to=settings.AUTH_USER_MODEL)),
                ('address', models.CharField(max_length=320)),
                ('reply_to', models.CharField(blank=True, max_length=320)),
                ('subject', models.CharField(max_length=250)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('urgent', models.BooleanField(default=False, help_text='Goes before all others: someone is waiting at the screen.')),
                ('secret', models.BooleanField(default=False, help_text='Carries a one-time code or link: never shown, and removed once it is sent.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('send_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('send_before', models.DateTimeField(blank=True, help_text='From this moment on the message is of no use and is cancelled.', null=True)),
                ('due_at', models.DateTimeField(help_text='When the next attempt may be made: `send_at` at first, later after each temporary refusal, and a little later while a worker has the message in hand.')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('sending', 'Being sent'), ('held', 'Held for review'), ('failed', 'Failed'), ('sent', 'Sent'), ('cancelled', 'Cancelled')], default='queued', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('claim', models.UUIDField(blank=True, editable=False, null=True)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, help_text='What is wrong, in plain words.')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(models.OrderBy(models.F('urgent'), descending=True), models.F('due_at'), models.F('id'), condition=models.Q(('state', 'queued')), name='mail_message_in_line'), models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_at'], name='mail_message_claimed'), models.Index(fields=['state', '-created_at', '-id'], name='mail_message_by_state'), models.Index(fields=['-created_at', '-id'], name='mail_message_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'held', 'failed', 'sent', 'cancelled'])), name='mail_message_state_known'), models.CheckConstraint(condition=models.Q(('category__in', ['account', 'intake', 'cohort', 'documents', 'reminders', 'digest'])), name='mail_message_category_known'), models.CheckConstraint(condition=models.Q(('dedupe_key', ''), _negated=True), name='mail_message_has_a_key'), models.CheckConstraint(condition=models.Q(models.Q(('subject__regex', '[\\r\\n]'), _negated=True), models.Q(('subject', ''), _negated=True)), name='mail_message_subject_is_one_line'), models.CheckConstraint(condition=models.Q(models.Q(('address__regex', '[\\r\\n]'), _negated=True), models.Q(('reply_to__regex', '[\\r\\n]'), _negated=True)), name='mail_message_addresses_are_one_line'), models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('claimed_at__isnull', False), ('state__in', frozenset(['held', 'sending']))), models.Q(models.Q(('state__in', frozenset(['held', 'sending'])), _negated=True), ('claim', None), ('claimed_at', None)), _connector='OR'), name='mail_message_claimed_while_it_is_being_sent'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='mail_message_sent_has_a_time'), models.CheckConstraint(condition=models.Q(('error', ''), ('state__in', ['failed', 'held', 'cancelled']), _negated=True), name='mail_message_stopped_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('secret', True), ('state__in', frozenset(['cancelled', 'sent'])), _negated=True), models.Q(('html', ''), ('text', '')), _connector='OR'), name='mail_message_finished_secret_is_blank')],
            },
        ),
        migrations.CreateModel(
            name='MessageNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='mail.message')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('words', models.TextField()),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
    ]
