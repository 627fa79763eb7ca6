"""Counts by cell become arrays: what was counted goes, and all is counted anew by itself."""

import django.db.models.deletion
from django.db import migrations, models


def say_nothing_is_counted() -> dict[str, list[object]]:
    """Return the plan of counts that cannot be relied on."""
    return {"variables": [], "pairs": [], "meanings": []}


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_initial"), ("surveys", "0005_catalogue")]

    operations = [
        migrations.DeleteModel(name="TalliedResponse"),
        migrations.DeleteModel(name="Tally"),
        # The default is for the way back: there the next fold counts everything anew as well.
        migrations.AlterField(
            model_name="foldcursor",
            name="plan",
            field=models.JSONField(default=say_nothing_is_counted, verbose_name="tally plan"),
        ),
        migrations.RemoveField(model_name="foldcursor", name="plan"),
        migrations.CreateModel(
            name='Generation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('building', 'in the making'), ('live', 'read'), ('left', 'no longer needed')], default='building', max_length=10, verbose_name='state')),
                ('plan', models.JSONField(verbose_name='tally plan')),
                ('reached', models.BigIntegerField(default=0, verbose_name='last response counted')),
                ('counted_count', models.PositiveIntegerField(default=0, verbose_name='responses counted')),
                ('expected_count', models.PositiveIntegerField(default=0, verbose_name='responses to count')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='generations', to='surveys.survey')),
            ],
            options={
                'verbose_name': 'generation of counts',
                'verbose_name_plural': 'generations of counts',
            },
        ),
        migrations.CreateModel(
            name='TalliedResponse',
            fields=[
                ('pk', models.CompositePrimaryKey('generation_id', 'response_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('row', models.BinaryField(verbose_name='coded row')),
                ('generation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='analytics.generation')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tallied', to='surveys.response')),
            ],
            options={
                'verbose_name': 'tallied response',
                'verbose_name_plural': 'tallied responses',
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('base', 'counted before'), ('recent', 'counted since')], max_length=10, verbose_name='part')),
                ('document', models.BinaryField(verbose_name='counts')),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='analytics.generation')),
            ],
            options={
                'verbose_name': 'tally',
                'verbose_name_plural': 'tallies',
            },
        ),
        migrations.AddConstraint(
            model_name='generation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'left'), _negated=True), fields=('survey', 'state'), name='one_generation_is_live_and_one_in_the_making'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('generation', 'part'), name='part_is_unique'),
        ),
    ]
