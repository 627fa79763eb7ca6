"""Answers stand beside the counts in blocks, and coded rows are packed: all is counted anew."""

import django.db.models.deletion
from django.db import migrations, models


def leave_every_generation(apps, schema_editor):
    """Have everything counted anew by itself: what is stored is read by neither version.

    The sweep deletes the rows in steps, however many there are.
    """
    apps.get_model("analytics", "Tally").objects.all().delete()
    apps.get_model("analytics", "Generation").objects.update(state="left")


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_tallies_as_arrays"), ("surveys", "0005_catalogue")]

    operations = [
        migrations.CreateModel(
            name='AnswerBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.BinaryField(verbose_name='columns')),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='analytics.generation')),
            ],
            options={
                'verbose_name': 'block of answers',
                'verbose_name_plural': 'blocks of answers',
            },
        ),
        migrations.AddField(
            model_name='talliedresponse',
            name='block',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='rows', to='analytics.answerblock'),
        ),
        migrations.AddIndex(
            model_name='talliedresponse',
            index=models.Index(condition=models.Q(('block', None)), fields=['generation', 'response'], name='tail_of_a_generation'),
        ),
        migrations.DeleteModel(name="UncodedResponse"),
        migrations.CreateModel(
            name='UncodedResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uncoded', to='surveys.survey')),
                ('reason', models.CharField(max_length=100, verbose_name='reason')),
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='uncoded', to='surveys.response')),
            ],
            options={
                'verbose_name': 'uncoded response',
                'verbose_name_plural': 'uncoded responses',
            },
        ),
        migrations.RunPython(leave_every_generation, leave_every_generation),
    ]
