"""`manage.py simulate_fieldwork`: a survey full of made-up respondents, marked as such."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recruitment.services.errors import SimulationError
from recruitment.services.simulation import Settings, find_study, simulate_fieldwork
from recruitment.services.studies import STUDY, find_owner
from recruitment.simulation.reader import ProfileError
from surveys.services.errors import SurveyError

PROGRESS_STEP = 50
MOST_RESPONDENTS = 5_000


class Command(BaseCommand):
    """Deterministic for a seed; running it again changes nothing."""

    help = "Simulate referral chains through the services that the pages call."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--respondents", type=int, default=300, help="completed responses")
        parser.add_argument("--seed", type=int, default=7, help="seed of chance")
        parser.add_argument("--slug", default="simulated", help="short name of the survey")
        parser.add_argument(
            "--owner", default="", help="log-in of the researcher, else the shipped study's owner"
        )
        parser.add_argument("--questionnaire", default=STUDY, help="what people answer")
        parser.add_argument(
            "--profile", default="", help="file that says what is particular to the people (JSON)"
        )
        parser.add_argument("--days", type=int, default=30, help="days the fieldwork lasted")
        parser.add_argument("--json", action="store_true", help="answer in one line of JSON")

    def handle(
        self,
        *,
        respondents: int,
        seed: int,
        slug: str,
        owner: str,
        days: int,
        questionnaire: str,
        profile: str,
        json: bool,
        **options: object,
    ) -> None:
        if not 1 <= respondents <= MOST_RESPONDENTS or not 1 <= days <= 365:
            raise CommandError(f"Give 1 to {MOST_RESPONDENTS} respondents and 1 to 365 days.")
        begun = time.monotonic()
        try:
            summary = simulate_fieldwork(
                Settings(slug, respondents, seed, days),
                owner=find_owner(owner),
                now=timezone.now(),
                study=find_study(questionnaire, _read_profile(profile)),
                report=self._show_progress,
            )
        except (SimulationError, SurveyError, ProfileError) as error:
            raise CommandError(str(error)) from error
        facts = {**asdict(summary), "seconds": round(time.monotonic() - begun, 1)}
        self.stdout.write(_to_json(facts) if json else _to_sentences(facts))

    def _show_progress(self, completed: int) -> None:
        if completed % PROGRESS_STEP == 0:
            self.stderr.write(f"{completed} respondents")


def _read_profile(file: str) -> dict[str, object] | None:
    """Return the profile in a file; None, which is the study's own, without one."""
    if not file:
        return None
    try:
        data: object = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{file}: {error}") from error
    if not isinstance(data, dict):
        raise CommandError(f"{file}: expected one JSON object")
    return data


def _to_json(facts: dict[str, str | int | float]) -> str:
    return json.dumps({**facts, "researcher_path": f"/research/{facts['survey']}/"})


def _to_sentences(facts: dict[str, str | int | float]) -> str:
    return (
        "Survey “{survey}”: {completed} completed, {screened_out} screened out, {broken_off} broken"
        " off; {seeds} seeds, {waves} waves; {redeemed} of {coupons} coupons used, {expired}"
        " expired; {seconds} seconds."
    ).format(**facts)
