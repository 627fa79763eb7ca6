"""Ten awkward files and what the import says of each; the reports stand beside the files."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories import make_researcher

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent / "awkward"
OPTIONS = {
    "below_zero.csv": {"missing": "unknown"},
    "missing_marks.csv": {"missing": "-9,refused"},
    "seeds.csv": {"seed_value": "0"},
    "dates.csv": {"time": "day"},
}


@pytest.mark.parametrize("name", sorted(file.name for file in FOLDER.glob("*.?sv")))
def test_report_of_an_awkward_file(name: str) -> None:
    make_researcher("owner")
    answer = io.StringIO()
    options = {"slug": "study", "owner": "owner", **OPTIONS.get(name, {})}
    call_command("import_rds", str(FOLDER / name), stdout=answer, **options)
    assert answer.getvalue() == (FOLDER / name).with_suffix(".txt").read_text()


def test_there_are_ten() -> None:
    assert len(list(FOLDER.glob("*.?sv"))) == len(list(FOLDER.glob("*.txt"))) == 10
