"""What analytics costs at a given number of responses, line by line beside its budget.

python -m benchmarks.dataset --responses 10000 --database postgresql
"""

import argparse
import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.budget import BudgetLine, print_budget
from benchmarks.service import free_port, own_database, own_environment


@contextmanager
def own_file() -> Iterator[str]:
    """Name an SQLite database in a folder of its own; remove both at the end."""
    with tempfile.TemporaryDirectory(prefix="linktrace-dataset-") as folder:
        yield f"sqlite:///{Path(folder) / 'linktrace.sqlite3'}"


def measure(count: int) -> list[BudgetLine]:
    """Fill the database with `count` responses and return the lines of the table."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from benchmarks import figures, made_up
    from recruitment.services.studies import STUDY, find_owner
    from surveys.selectors.runner import load_survey

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_study", "--json", stdout=io.StringIO())
    survey, owner = load_survey(STUDY), find_owner()
    assert survey is not None
    people = made_up.interview_people(survey, min(count, made_up.MOST_PEOPLE))
    began = time.perf_counter()
    made_up.fill(survey, people, range(count), now=timezone.now())
    filling = time.perf_counter() - began
    lines = [BudgetLine("filling the database", filling, "s", count=count)]
    lines += figures.measure_coding(survey, people)
    lines += figures.measure_rebuilding(survey, count)
    extra = range(count, count + figures.EXTRA_COUNT)
    made_up.fill(survey, people, extra, now=timezone.now())
    lines += figures.measure_folds(survey)
    lines += figures.measure_pages(survey, owner)
    lines += figures.measure_files(survey, owner)
    lines += figures.measure_libraries()
    connection.close()
    return lines


def main() -> None:
    """Measure on one database and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=10_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432/postgres")
    wishes = parser.parse_args()
    is_file = wishes.database == "sqlite"
    own = own_file() if is_file else own_database(wishes.server, "linktrace_dataset")
    with own as database_url, own_environment(database_url, "", free_port()):
        lines = measure(wishes.responses)
    print(f"{wishes.responses:,} responses on {wishes.database}")
    print_budget(lines)


if __name__ == "__main__":
    main()
