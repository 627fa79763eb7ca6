"""`manage.py load_study`: the shipped study, ready to look at."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from recruitment.services.studies import LoadedStudy, load_study


class Command(BaseCommand):
    """May be run any number of times; the password is shown only when it is made."""

    help = "Publish and open the shipped study, with a researcher and an unused seed coupon."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in one line of JSON")

    def handle(self, *, json: bool, **options: object) -> None:
        loaded = load_study(now=timezone.now())
        self.stdout.write(_to_json(loaded) if json else _to_sentences(loaded))


def _to_json(loaded: LoadedStudy) -> str:
    return json.dumps(
        {
            "survey": loaded.survey,
            "respondent_path": loaded.respondent_path,
            "researcher": {"username": loaded.researcher, "password": loaded.password},
        }
    )


def _to_sentences(loaded: LoadedStudy) -> str:
    lines = [
        f"Survey “{loaded.survey}” is open.",
        f"A seed's referral link: {loaded.respondent_path}",
        f"Researcher: {loaded.researcher}",
    ]
    if loaded.password:
        lines.append(f"Password: {loaded.password} (shown once; note it now)")
    return "\n".join(lines)
