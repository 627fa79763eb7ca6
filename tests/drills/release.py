"""The code of the release before the newest migration, and an installation's worth of its rows."""

import io
import subprocess
import tarfile
from pathlib import Path

from tests.house.files import ROOT

PRODUCT = ("manage.py", "requirements.txt", "surveyproj", "surveys", "recruitment", "analytics")
PRODUCT += ("templates",)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


def export_release(folder: Path) -> str | None:
    """Put the code before the newest migration into `folder`; its commit, or None without history.

    Drills and benchmarks are those of today: they are what asks the old code.
    """
    try:
        newest = _git("log", "-1", "--format=%H", "--", "*/migrations/*").decode().strip()
        archive = _git("archive", f"{newest}^", *PRODUCT)
    except (OSError, subprocess.CalledProcessError):
        return None
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    for name in ("tests", "benchmarks"):
        (folder / name).symlink_to(ROOT / name)
    return newest[:7]
