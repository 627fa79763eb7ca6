"""Meanings in place of names: a variable's row says in which versions it means what it means."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def note_fielded_versions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every version that a survey gives now, or that somebody in it was given."""
    FieldedVersion = apps.get_model("surveys", "FieldedVersion")
    Response = apps.get_model("surveys", "Response")
    for survey in apps.get_model("surveys", "Survey").objects.all():
        given = Response.objects.filter(survey=survey).order_by().values_list("version_id")
        versions = {survey.version_id, *(version for (version,) in given.distinct())}
        FieldedVersion.objects.bulk_create(
            FieldedVersion(survey=survey, version_id=version) for version in sorted(versions)
        )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_visits_count_on")]

    operations = [
        migrations.CreateModel(
            name="FieldedVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fielded_at", models.DateTimeField(auto_now_add=True, verbose_name="first given")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fielded_versions",
                        to="surveys.survey",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fieldings",
                        to="surveys.questionnaireversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "fielded version",
                "verbose_name_plural": "fielded versions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("survey", "version"), name="one_fielding_per_version"
                    )
                ],
            },
        ),
        migrations.RunPython(note_fielded_versions, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="variable", name="variable_name_is_unique"),
        # The way back has rows to fill.
        migrations.AlterField(
            model_name="variable", name="type", field=models.CharField(default="", max_length=20)
        ),
        migrations.AlterField(
            model_name="variable", name="label", field=models.JSONField(default=dict)
        ),
        migrations.RemoveField(model_name="variable", name="type"),
        migrations.RemoveField(model_name="variable", name="label"),
        migrations.RemoveField(model_name="variable", name="choices"),
        migrations.AddField(
            model_name="variable",
            name="until",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="last_variables",
                to="surveys.questionnaireversion",
            ),
        ),
        migrations.AddField(
            model_name="variable",
            name="successor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="surveys.variable",
            ),
        ),
        migrations.AddField(
            model_name="variable",
            name="recoding",
            field=models.JSONField(default=list, verbose_name="new codes of old ones"),
        ),
        migrations.AddConstraint(
            model_name="variable",
            constraint=models.UniqueConstraint(
                fields=("questionnaire", "name", "since"), name="one_meaning_per_version"
            ),
        ),
    ]
