"""`rebuild_tallies`: count everything anew, or check that the counts are right."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from analytics.services.checking import check_tallies
from analytics.services.rebuilding import rebuild_tallies
from surveys.models import Survey


class Command(BaseCommand):
    """Rebuild or check the tallies of one survey or of all."""

    help = "Counts all completed responses anew; with --check only compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The survey's short name, and whether to compare only."""
        parser.add_argument("--survey", help="short name of one survey; all by default")
        parser.add_argument(
            "--check", action="store_true", help="compare, and exit with 1 on a difference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the surveys in order."""
        surveys = Survey.objects.select_related("version").order_by("slug")
        if options["survey"]:
            surveys = surveys.filter(slug=options["survey"])
            if not surveys:
                raise CommandError(f"There is no survey {options['survey']!r}.")
        wrong = [survey.slug for survey in surveys if not self._run(survey, options["check"])]
        if wrong:
            raise CommandError(f"The tallies of {', '.join(wrong)} differ from the responses.")

    def _run(self, survey: Survey, is_check: bool) -> bool:
        if not is_check:
            rebuild_tallies(survey, now=timezone.now())
            self.stdout.write(f"{survey.slug}: rebuilt")
            return True
        check = check_tallies(survey)
        self.stdout.write(
            f"{survey.slug}: {check.wrong_count} counts and {len(check.responses)} responses differ"
        )
        return check.is_right
