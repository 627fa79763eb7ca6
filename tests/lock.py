"""Compares the lock files with their sources without a network: every wish has a pin that fits."""

import re
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PAIRS = {"requirements.in": "requirements.txt", "requirements-dev.in": "requirements-dev.txt"}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def _pins(lock: Path) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for name, version in PIN.findall(lock.read_text()):
        pins.setdefault(canonicalize_name(name), set()).add(version)
    return pins


def _wishes(source: Path) -> list[Requirement]:
    lines = (line.split("#")[0].strip() for line in source.read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def list_stale(root: Path = ROOT) -> list[str]:
    """Each wish in a `.in` file that its lock does not meet, as one sentence."""
    stale = []
    for source, lock in PAIRS.items():
        pins = _pins(root / lock)
        for wish in _wishes(root / source):
            versions = pins.get(canonicalize_name(wish.name), set())
            if not versions or not all(version in wish.specifier for version in versions):
                stale.append(f"{lock} does not meet {wish} of {source}; run `make lock`.")
    return stale


if __name__ == "__main__":
    sys.stderr.writelines(f"{sentence}\n" for sentence in list_stale())
    sys.exit(1 if list_stale() else 0)
