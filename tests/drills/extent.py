"""How long the drills go on: the whole form, or the short one that every change has to pass."""

import os

import pytest

IS_SHORT = os.environ.get("DRILL_EXTENT") == "short"
# Long controls, and drills of which the short form has a sibling.
whole_only = pytest.mark.skipif(IS_SHORT, reason="left to the whole form")


def choose(whole: float, short: float) -> float:
    """Return the number for this run."""
    return short if IS_SHORT else whole


def allow(seconds: float) -> float:
    """Return the most seconds it may take; three times as many in the short form.

    Every change has to pass that one, on whatever machine is free: it judges what was lost.
    """
    return choose(seconds, 3 * seconds)
