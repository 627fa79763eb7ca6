"""The ethics committee gets one text per language; a name given before stands in all of them."""

from django.db import migrations, models


def spread(apps, schema_editor):
    for survey in apps.get_model("surveys", "Survey").objects.select_related("version"):
        languages = survey.version.document.get("languages", [])
        if survey.ethics_name.strip():
            survey.ethics_body = dict.fromkeys(languages, survey.ethics_name)
            survey.save(update_fields=["ethics_body"])


def gather(apps, schema_editor):
    for survey in apps.get_model("surveys", "Survey").objects.all():
        survey.ethics_name = next(iter(survey.ethics_body.values()), "")[:200]
        survey.save(update_fields=["ethics_name"])


class Migration(migrations.Migration):

    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.RenameField("survey", "ethics_body", "ethics_name"),
        migrations.AlterField(
            "survey", "ethics_name", models.CharField(max_length=200, default="")
        ),
        migrations.AddField(
            "survey",
            "ethics_body",
            models.JSONField(
                default=dict,
                help_text="One text for each language of the questionnaire.",
                verbose_name="ethics committee",
            ),
        ),
        migrations.RunPython(spread, gather),
        migrations.RemoveField("survey", "ethics_name"),
    ]
