"""`manage.py import_rds`: a table of respondents and recruiters becomes a survey with its tree."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recruitment.rules.tables import MOST_BYTES, Layout, TableError, read_table
from recruitment.services.errors import RecruitmentError
from recruitment.services.imports import Imported, ImportSettings, import_table
from recruitment.services.studies import RESEARCHER
from surveys.services.errors import SurveyError
from surveys.services.teams import find_researcher

PROBLEMS_SHOWN = 100
DEGREE_RULES = ("exclude", "sample_maximum")


class Command(BaseCommand):
    """Stores everything or, with any fault in the file, nothing."""

    help = "Import an RDS table (CSV, UTF-8, a header, one row per respondent)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        plain = Layout()
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--slug", required=True, help="short name of the new survey")
        parser.add_argument("--title", default="", help="name of the study")
        parser.add_argument("--id", default=plain.id, help="column of ids")
        parser.add_argument("--recruiter", default=plain.recruiter, help="column of recruiters")
        parser.add_argument(
            "--network-size", default=plain.network_size, help="column of network sizes"
        )
        parser.add_argument(
            "--time", default="", help="column of dates, times, or days since 2000-01-01"
        )
        parser.add_argument(
            "--variables", default="", help="columns to keep, with commas between them"
        )
        parser.add_argument("--seed-value", default=plain.seed_value, help="recruiter of seeds")
        parser.add_argument("--owner", default=RESEARCHER, help="log-in of the researcher")
        parser.add_argument(
            "--degree-rule",
            choices=DEGREE_RULES,
            default=DEGREE_RULES[0],
            help="what a missing network size counts as",
        )

    def handle(self, *, file: Path, slug: str, **options: str) -> None:
        try:
            now = timezone.now()
            zone = timezone.get_current_timezone()
            table = read_table(_read(file), _layout(options), zone, last_year=now.year + 1)
            imported = import_table(
                table,
                ImportSettings(slug, options["title"] or slug, options["degree_rule"]),
                owner=find_researcher(options["owner"]),
                now=now,
            )
        except TableError as error:
            raise CommandError(_list_problems(error)) from error
        except (RecruitmentError, SurveyError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_to_sentences(imported))


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def _layout(options: dict[str, str]) -> Layout:
    named = [name.strip() for name in options["variables"].split(",")]
    return Layout(
        id=options["id"],
        recruiter=options["recruiter"],
        network_size=options["network_size"],
        time=options["time"],
        variables=tuple(dict.fromkeys(name for name in named if name)),
        seed_value=options["seed_value"],
    )


def _list_problems(error: TableError) -> str:
    lines = [str(problem) for problem in error.problems[:PROBLEMS_SHOWN]]
    more = len(error.problems) - PROBLEMS_SHOWN
    if more > 0:
        lines.append(f"and {more} more")
    return "Nothing was imported:\n" + "\n".join(f"  {line}" for line in lines)


def _to_sentences(imported: Imported) -> str:
    lines = [
        f"Survey “{imported.survey}”: {imported.respondents} respondents.",
        f"Seeds: {imported.seeds}, waves: {imported.waves}.",
        f"Variables: {', '.join(imported.variables) or 'none'}.",
    ]
    if imported.missing_network_sizes:
        lines.append(f"Without a network size: {imported.missing_network_sizes}.")
    if imported.left_out:
        lines.append(f"Left out: {', '.join(imported.left_out)}.")
    return "\n".join(lines)
