"""`manage.py open_survey`: a survey takes interviews from now on, or from its own first day."""

from django.core.management.base import CommandError
from django.utils import timezone

from surveys.management.commands._fielding import SurveyCommand
from surveys.services.errors import SurveyNotReadyError
from surveys.services.fielding import open_survey


class Command(SurveyCommand):
    """May be run again; a closing day that has passed is taken away."""

    help = "Open a survey for interviews; refused while something it needs is missing."

    def handle(self, *, slug: str, **options: object) -> None:
        now = timezone.now()
        try:
            survey = open_survey(self.find_survey(slug), now=now)
        except SurveyNotReadyError as error:
            reasons = "\n".join(f"  {reason}" for reason in error.reasons)
            raise CommandError(
                f"Survey “{slug}” was not opened. Missing, or not allowed:\n{reasons}\n"
                "Set these in the administration and run the command again."
            ) from error
        if not survey.is_open_at(now):
            day = timezone.localtime(survey.opens_at).strftime("%Y-%m-%d %H:%M")
            self.stdout.write(f"Survey “{slug}” will open on {day}, its own first day.")
            return
        until = survey.closes_at and timezone.localtime(survey.closes_at)
        end = f", until {until:%Y-%m-%d %H:%M}" if until else ""
        self.stdout.write(f"Survey “{slug}” is open{end}.")
