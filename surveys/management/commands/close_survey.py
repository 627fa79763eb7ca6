"""`manage.py close_survey`: a survey takes no new interviews."""

from django.utils import timezone

from surveys.management.commands._fielding import SurveyCommand
from surveys.services.fielding import close_survey


class Command(SurveyCommand):
    """Those who are under way may finish; answers and coupons stay."""

    help = "Close a survey: nobody new can take part; open_survey opens it again."

    def handle(self, *, slug: str, **options: object) -> None:
        survey, now = self.find_survey(slug), timezone.now()
        standing = survey.standing_at(now)
        if standing == survey.Standing.CLOSED:
            self.stdout.write(f"Survey “{slug}” is closed already.")
            return
        # What is closed may be read about by anybody; a draft may not.
        if standing == survey.Standing.DRAFT:
            self.stdout.write(f"Survey “{slug}” is a draft: nobody can take part as it is.")
            return
        close_survey(survey, now=now)
        self.stdout.write(f"Survey “{slug}” is closed. Interviews under way may still finish.")
