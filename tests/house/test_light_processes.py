"""What is large to load is loaded where it is used: the processes that answer people stay small."""

import subprocess
import sys

import pytest

from tests.house.files import ROOT

START = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "surveyproj.settings_test"
import surveyproj.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
{more}
sys.exit(", ".join(sorted(set('numpy scipy pandas pyarrow'.split()) & set(sys.modules))) or 0)
"""


def _run(more: str) -> str:
    command = [sys.executable, "-c", START.format(more=more)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return result.stderr.strip()


def test_web_process_loads_no_arrays() -> None:
    # Tasks are for the worker, which counts: the web process only sends their names.
    assert _run("import surveyproj.celery, analytics.services.nudging") == ""


@pytest.mark.parametrize("module", ["numpy", "pandas"])
def test_a_heavy_library_is_noticed(module: str) -> None:
    assert module in _run(f"import {module}")
