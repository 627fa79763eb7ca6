"""`manage.py import_rds`: a table of respondents and recruiters becomes a survey with its tree."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recruitment.interchange.cells import TableError, tidy
from recruitment.interchange.records import MOST_BYTES, read_delimiter, read_names
from recruitment.interchange.report import write_report
from recruitment.interchange.table_layout import TableLayout
from recruitment.interchange.tables import read_table
from recruitment.services.errors import RecruitmentError
from recruitment.services.imports import Imported, ImportSettings, import_table
from recruitment.services.studies import find_owner
from surveys.services.errors import SurveyError

PROBLEMS_SHOWN = 100
DEGREE_RULES = ("exclude", "sample_maximum")


class Command(BaseCommand):
    """Stores everything or, with any fault in the file, nothing."""

    help = "Import an RDS table (CSV, UTF-8, a header, one row per respondent)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        plain = TableLayout()
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
            "--variables",
            action="append",
            default=[],
            help="columns to keep, with commas between them; a name with a comma in quotes",
        )
        parser.add_argument(
            "--missing",
            action="append",
            default=[],
            help="cells that mean no answer besides empty, NA, N/A, NaN, NULL and a point, with"
            " commas between them: --missing=-9,unknown; may be repeated",
        )
        parser.add_argument(
            "--delimiter", default="", help="what stands between cells, where it is not found"
        )
        parser.add_argument("--seed-value", default=plain.seed_value, help="recruiter of seeds")
        parser.add_argument(
            "--owner", default="", help="log-in of the researcher, else the shipped study's owner"
        )
        parser.add_argument(
            "--degree-rule",
            choices=DEGREE_RULES,
            default=DEGREE_RULES[0],
            help="what a missing network size counts as",
        )

    def handle(self, *, file: Path, slug: str, **options: Any) -> None:
        try:
            now = timezone.now()
            zone = timezone.get_current_timezone()
            table = read_table(_read(file), _layout(options), zone, last_year=now.year + 1)
            imported = import_table(
                table,
                ImportSettings(slug, options["title"] or slug, options["degree_rule"]),
                owner=find_owner(options["owner"]),
                now=now,
            )
        except TableError as error:
            raise CommandError(_list_problems(error)) from error
        except (RecruitmentError, SurveyError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_to_text(imported))


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def _layout(options: dict[str, Any]) -> TableLayout:
    try:
        return TableLayout(
            id=tidy(options["id"]),
            recruiter=tidy(options["recruiter"]),
            network_size=tidy(options["network_size"]),
            time=tidy(options["time"]),
            variables=_read_names(options["variables"]),
            seed_value=options["seed_value"],
            missing=_read_names(options["missing"]),
            delimiter=read_delimiter(options["delimiter"]),
        )
    except ValueError as error:
        raise CommandError(str(error)) from error


def _read_names(given: str | list[str]) -> tuple[str, ...]:
    """The names of an option, given once or several times; other code passes one text."""
    return read_names(given if isinstance(given, str) else "\n".join(given))


def _list_problems(error: TableError) -> str:
    lines = [str(problem) for problem in error.problems[:PROBLEMS_SHOWN]]
    more = len(error.problems) - PROBLEMS_SHOWN
    if more > 0:
        lines.append(f"and {more} more")
    return "Nothing was imported:\n" + "\n".join(f"  {line}" for line in lines)


def _to_text(imported: Imported) -> str:
    lines = [
        f"Survey “{imported.survey}”: {imported.respondents} respondents.",
        f"Seeds: {imported.seeds}, waves: {imported.waves}.",
        "",
        *write_report(imported.columns),
    ]
    return "\n".join(lines)
