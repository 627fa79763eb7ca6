"""When somebody began is unknown where answers come from elsewhere."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0002_ethics_body_by_language'),
    ]

    operations = [
        migrations.AlterField(
            model_name='response',
            name='started_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='started'),
        ),
    ]
