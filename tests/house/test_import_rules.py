"""Every import rule of `pyproject.toml` is seen to break when violated, in a copy of the code."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import ROOT, list_files, read

PACKAGES = {"surveyproj", "surveys", "recruitment", "analytics"}
BREACHES = {
    "An app imports only the apps below it": (
        "surveys/selectors/teams.py",
        "import recruitment.selectors.chains",
    ),
    "Inside surveys a line imports only the lines below it": (
        "surveys/models/survey.py",
        "import surveys.services.keys",
    ),
    "Inside recruitment a line imports only the lines below it": (
        "recruitment/querysets.py",
        "import recruitment.models.coupon",
    ),
    "Inside analytics a line imports only the lines below it": (
        "analytics/selectors/samples.py",
        "import analytics.services.folding",
    ),
    "The pure packages know no framework and no settings": (
        "recruitment/rules/codes.py",
        "import django.conf",
    ),
    "Arrays belong to analytics": ("surveys/engine/scoring.py", "import numpy"),
    "The pure packages of recruitment know no other app": (
        "recruitment/interchange/numbers.py",
        "import surveys.engine.missing",
    ),
    "The pure packages of analytics know no other app": (
        "analytics/tallies/tallies.py",
        "import recruitment.rules.codes",
    ),
    "The comparison knows the estimators alone": (
        "analytics/comparison/reading.py",
        "import analytics.tallies.plan",
    ),
    "The dataset knows the engine of surveys alone": (
        "analytics/dataset/columns.py",
        "import analytics.tallies.plan",
    ),
    "Views and tasks import no models": ("analytics/tasks.py", "import surveys.models"),
    "Nobody enters surveys by its edges": (
        "recruitment/views/staff.py",
        "import surveys.exports.texts",
    ),
    "Nobody enters recruitment by its edges": (
        "analytics/views/estimates.py",
        "import recruitment.views.staff",
    ),
    "Analytics calls no other app's services": (
        "analytics/services/folding.py",
        "import recruitment.services.coupons",
    ),
    "Neighbours do not import each other in circles": (
        "recruitment/rules/codes.py",
        "import recruitment.rules.redemption",
    ),
}
# The second half of a circle: the first is the breach itself.
OTHER_HALF = ("recruitment/rules/redemption.py", "import recruitment.rules.codes")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their rules, to be damaged."""
    for path in list_files(".py"):
        if path.parts[0] in PACKAGES:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, tmp_path / path)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def _lint(copy: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True)


def _list_broken(copy: Path) -> set[str]:
    lines = _lint(copy).stdout.splitlines()
    return {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}


def _append(copy: Path, name: str, statement: str) -> None:
    with (copy / name).open("a") as file:
        file.write(f"\n{statement}\n")


@pytest.mark.parametrize("contract", BREACHES)
def test_breach_is_noticed(copy: Path, contract: str) -> None:
    name, statement = BREACHES[contract]
    _append(copy, name, statement)
    if contract.startswith("Neighbours"):
        _append(copy, *OTHER_HALF)
    assert contract in _list_broken(copy)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("recruitment/selectors/chains.py", "import surveys.admin"),
        ("analytics/selectors/samples.py", "import recruitment.admin"),
    ],
)
def test_administration_is_entered_by_nobody(copy: Path, name: str, statement: str) -> None:
    _append(copy, name, statement)
    app = statement.split()[1].split(".")[0]
    assert f"Nobody enters {app} by its edges" in _list_broken(copy)


def test_stray_module_is_noticed(copy: Path) -> None:
    (copy / "surveys" / "utils.py").write_text('"""A place for everything."""\n')
    result = _lint(copy)
    assert "utils" in result.stdout
    assert result.returncode != 0


def test_every_rule_is_tried() -> None:
    rules = read(Path("pyproject.toml")).split("[[tool.importlinter.contracts]]")[1:]
    names = {rule.split('name = "')[1].split('"')[0] for rule in rules}
    assert names == set(BREACHES)
