"""Visits of one kind are numbered per response, and one that repeats the last counts on."""

import django.db.models.deletion
from django.db import migrations, models

# What is there is numbered in its order; nothing is merged.
NUMBER_VISITS = """UPDATE surveys_pagevisit
SET last_visited_at = visited_at, visit_number = (
    SELECT count(*) FROM surveys_pagevisit earlier
    WHERE earlier.response_id = surveys_pagevisit.response_id
        AND earlier.kind = surveys_pagevisit.kind AND earlier.id <= surveys_pagevisit.id
)"""


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0003_times_may_be_unknown'),
    ]

    operations = [
        migrations.AddField(
            model_name='pagevisit',
            name='visit_count',
            field=models.PositiveIntegerField(default=1, verbose_name='times in a row'),
        ),
        migrations.AddField(
            model_name='pagevisit',
            name='visit_number',
            field=models.PositiveIntegerField(default=0, verbose_name='number of the visit'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='pagevisit',
            name='last_visited_at',
            field=models.DateTimeField(null=True, verbose_name='time of the last repetition'),
        ),
        migrations.RunSQL(NUMBER_VISITS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='pagevisit',
            name='last_visited_at',
            field=models.DateTimeField(verbose_name='time of the last repetition'),
        ),
        migrations.AddConstraint(
            model_name='pagevisit',
            constraint=models.UniqueConstraint(
                fields=('response', 'kind', 'visit_number'), name='one_visit_per_number'
            ),
        ),
        migrations.AlterField(
            model_name='pagevisit',
            name='response',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='page_visits', to='surveys.response'),
        ),
    ]
