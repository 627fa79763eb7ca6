"""What a data folder remembers of its last run: the code it was prepared for, and its address.

If the code is the same, the web server may start while the rest is still being looked at.
"""

import hashlib
from pathlib import Path

PARTS = ("surveys", "recruitment", "analytics", "surveyproj")
STAMP = "prepared"
ADDRESS = "address"


def take_fingerprint(root: Path) -> str:
    """Changes when a source file, a static file or the lock file does."""
    found = (path for part in PARTS for path in (root / part).rglob("*"))
    ours = (path for path in found if path.is_file() and path.suffix != ".pyc")
    states = ((path, path.stat()) for path in [root / "requirements.txt", *ours])
    lines = sorted(f"{path} {state.st_size} {state.st_mtime_ns}" for path, state in states)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_prepared(var_dir: Path, fingerprint: str) -> bool:
    """Whether `var_dir` was prepared by exactly this code."""
    stamp = var_dir / STAMP
    return stamp.exists() and stamp.read_text() == fingerprint


def note_prepared(var_dir: Path, fingerprint: str) -> None:
    """Remember that it was."""
    (var_dir / STAMP).write_text(fingerprint)


def forget_prepared(var_dir: Path) -> None:
    """Let the next start look at the database before anything else."""
    (var_dir / STAMP).unlink(missing_ok=True)


def recall_address(var_dir: Path) -> str:
    """Return the address that links of the last run begin with; empty before the first."""
    place = var_dir / ADDRESS
    return place.read_text().strip() if place.exists() else ""


def note_address(var_dir: Path, base_url: str) -> None:
    """Remember what links handed out from now on begin with."""
    (var_dir / ADDRESS).write_text(base_url)
