"""The pure packages load without the framework, in a process that has never seen it."""

import subprocess
import sys

import pytest

from tests.house.files import ROOT

PURE = (
    "surveys.engine",
    "recruitment.rules",
    "recruitment.interchange",
    "recruitment.layout",
    "recruitment.simulation",
    "analytics.estimators",
    "analytics.tallies",
    "analytics.comparison",
    "analytics.dataset",
)
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
known = {"django", "environ", "celery", "surveyproj"}
sys.exit(", ".join(sorted(known & set(sys.modules))) or 0)
"""


@pytest.mark.parametrize("package", PURE)
def test_pure_package_loads_without_the_framework(package: str) -> None:
    command = [sys.executable, "-c", IMPORT_ALL, package]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (result.stderr.strip(), result.returncode) == ("", 0)
