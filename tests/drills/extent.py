"""How long the drills go on: the whole form, or the short one that every change has to pass."""

import os

IS_SHORT = os.environ.get("DRILL_EXTENT") == "short"


def choose(whole: float, short: float) -> float:
    """Return the number for this run."""
    return short if IS_SHORT else whole
