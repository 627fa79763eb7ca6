"""Counts by cell become arrays: what was counted goes, and the next fold counts it anew."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_plans(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """No plan: the periodic task, or the next fold, counts every survey anew."""
    apps.get_model("analytics", "FoldCursor").objects.update(plan=None)


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="foldcursor",
            name="plan",
            field=models.JSONField(null=True, verbose_name="tally plan"),
        ),
        migrations.RunPython(forget_plans, migrations.RunPython.noop),
        migrations.DeleteModel(name="TalliedResponse"),
        migrations.DeleteModel(name="Tally"),
        migrations.CreateModel(
            name="TalliedResponse",
            fields=[
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="tallied",
                        serialize=False,
                        to="surveys.response",
                    ),
                ),
                ("row", models.BinaryField(verbose_name="coded row")),
            ],
            options={
                "verbose_name": "tallied response",
                "verbose_name_plural": "tallied responses",
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("base", "counted before"), ("recent", "counted since")],
                        max_length=10,
                        verbose_name="part",
                    ),
                ),
                ("document", models.BinaryField(verbose_name="counts")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="surveys.survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "tally",
                "verbose_name_plural": "tallies",
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "part"), name="part_is_unique")
                ],
            },
        ),
    ]
