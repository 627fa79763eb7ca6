"""Facts of this app: published studies compared with, and counts of what has been answered."""

from analytics.models.baseline import Baseline, Claim, Driver
from analytics.models.tally import FoldCursor, TalliedResponse, Tally

__all__ = ["Baseline", "Claim", "Driver", "FoldCursor", "TalliedResponse", "Tally"]
