"""The library is searched by the same plain words as the directory."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import resources.directory.generated


class Migration(migrations.Migration):

    dependencies = [('resources', '0005_search_at_scale')]

    operations = [
        migrations.RemoveIndex(model_name='practice', name='practice_words'),
        migrations.RemoveIndex(model_name='practice', name='practice_search'),
        migrations.RemoveField(model_name='practice', name='words'),
        migrations.RemoveField(model_name='practice', name='search'),
        migrations.AddField(
            model_name='practice',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('title'), config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('search_words'), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('summary'), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(resources.directory.generated.Words('text'), config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='practice',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='practice_search'),
        ),
    ]
