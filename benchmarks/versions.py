"""The product as it was at a commit, asked by the tests and benchmarks of today."""

import io
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("manage.py", "requirements.txt", "templates")
PRODUCT += ("surveyproj", "surveys", "recruitment", "analytics")
OF_TODAY = ("tests", "benchmarks")


def ask_git(*arguments: str) -> bytes:
    """Return what git prints; raises where there is no git or no history."""
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


def export_commit(commit: str, folder: Path) -> None:
    """Write the product of `commit` into `folder`, and link today's tests and benchmarks there."""
    with tarfile.open(fileobj=io.BytesIO(ask_git("archive", commit, *PRODUCT))) as files:
        files.extractall(folder, filter="data")
    for name in OF_TODAY:
        (folder / name).symlink_to(ROOT / name)
