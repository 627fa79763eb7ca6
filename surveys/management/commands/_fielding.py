"""What the commands on one survey share: its name as the argument, and a clear refusal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.selectors.runner import list_slugs, load_survey


class SurveyCommand(BaseCommand):
    """A command about the survey that is named by its short name."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="short name of the survey")

    def find_survey(self, slug: str) -> Any:
        """Return the survey, or say which ones there are."""
        survey = load_survey(slug)
        if survey is None:
            known = ", ".join(list_slugs()) or "none yet"
            raise CommandError(f"No survey is called “{slug}”. There are: {known}.")
        return survey
