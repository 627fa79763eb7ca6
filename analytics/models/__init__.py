"""Facts of this app: published studies compared with, and counts of what has been answered."""

from analytics.models.baseline import Baseline
from analytics.models.tally import (
    AnswerBlock,
    FoldCursor,
    Generation,
    TalliedResponse,
    Tally,
    UncodedResponse,
)

__all__ = [
    "AnswerBlock",
    "Baseline",
    "FoldCursor",
    "Generation",
    "TalliedResponse",
    "Tally",
    "UncodedResponse",
]
