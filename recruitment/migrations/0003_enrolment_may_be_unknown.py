"""When somebody enrolled is unknown where an import has no times."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recruitment', '0002_channels_by_kind_and_whole_days'),
    ]

    operations = [
        migrations.AlterField(
            model_name='recruit',
            name='enrolled_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='enrolled'),
        ),
    ]
