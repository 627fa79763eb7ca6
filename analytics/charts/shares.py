"""Tables of shares as figures: every value, weighted and unweighted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.charts.blocks import Block
from analytics.charts.figure import Figure, LegendKey, Series
from analytics.charts.rows import NARROW, WIDE, Frame, ShareRow, draw_rows


@dataclass(frozen=True, slots=True)
class DrawnBlock:
    """A table of shares with its figure for both widths of a page."""

    block: Block
    wide: Figure
    narrow: Figure


def draw_blocks(blocks: Iterable[Block]) -> tuple[DrawnBlock, ...]:
    """Return every block with its figures."""
    return tuple(
        DrawnBlock(block, draw_shares(block, WIDE), draw_shares(block, NARROW)) for block in blocks
    )


def name_series_of_shares() -> tuple[LegendKey, ...]:
    """Return what the two marks of a value mean, in their order from above."""
    return (
        LegendKey(Series.WEIGHTED, _("RDS-II, weighted by network size")),
        LegendKey(Series.UNWEIGHTED, _("Unweighted")),
    )


def draw_shares(block: Block, frame: Frame) -> Figure:
    """Return both shares of every value of a block, in the order of its table."""
    description = _(
        "For each answer the share of respondents weighted by RDS-II (filled circle) and "
        "unweighted (open square), each with its 95-percent interval as a line."
    )
    rows = [
        ShareRow(
            line.label,
            (
                (Series.WEIGHTED, line.value.rds_ii),
                (Series.UNWEIGHTED, line.value.unweighted),
            ),
        )
        for line in block.lines
    ]
    return draw_rows(block.title, description, rows, frame)
