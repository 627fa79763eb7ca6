"""Where the bars stand in the picture of many recruits: one per wave and chain, by its people.

The picture has a bounded number of bars, whatever the number of recruits, chains and waves.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from recruitment.layout.marks import (
    DEEP,
    DEEP_WAVE_HEIGHT,
    MARGIN_LEFT,
    MARGIN_TOP,
    PAGE_WIDTH,
    WAVE_HEIGHT,
)

MOST_CHAINS = 12
MOST_ROWS = 60
BETWEEN = 4
# Room for the number beside the widest bar, and for a line of words below the last row.
BESIDE, BELOW = 40, 20


@dataclass(frozen=True, slots=True)
class Bar:
    """The recruits of one chain in the waves of one row; `chain` is 0 for the smaller chains."""

    x: int
    y: int
    waves: str
    width: int
    count: int
    chain: int

    @property
    def end(self) -> int:
        """Return where its number stands."""
        return self.x + self.width + 4


@dataclass(frozen=True, slots=True)
class BarColumn:
    """One chain, or the smaller ones together (0); `x` is its left end."""

    x: int
    chain: int


@dataclass(frozen=True, slots=True)
class BarLayout:
    """Bars, the columns they stand in and the rows (y, waves) they stand on."""

    width: int
    height: int
    bar_height: int
    bars: tuple[Bar, ...]
    columns: tuple[BarColumn, ...]
    rows: tuple[tuple[int, str], ...]
    chain_count: int
    last_wave: int

    @property
    def people_count(self) -> int:
        """Return how many people all bars stand for."""
        return sum(bar.count for bar in self.bars)

    @property
    def smaller_count(self) -> int:
        """Return how many chains share the last column."""
        return max(0, self.chain_count - MOST_CHAINS)


def lay_out_bars(counts: Mapping[tuple[int, int], int]) -> BarLayout:
    """Return a bar for every chain and wave that `counts` names, the largest chain first.

    Bars of chains have one scale. The chains beyond the largest twelve stand together in a last
    column, with a scale of its own, and where there are many waves a row takes several.
    """
    sizes: Counter[int] = Counter()
    for (chain, _), count in counts.items():
        sizes[chain] += count
    largest = [chain for chain, _ in sizes.most_common(MOST_CHAINS)]
    last_wave = max(wave for _, wave in counts)
    step = last_wave // MOST_ROWS + 1
    cells: Counter[tuple[int, int]] = Counter()
    for (chain, wave), count in counts.items():
        cells[chain if chain in largest else 0, wave // step] += count
    # One scale for all would draw single chains as lines beside so many together.
    widest = dict.fromkeys((True, False), 0)
    for (chain, _), count in cells.items():
        widest[chain > 0] = max(widest[chain > 0], count)
    firsts = range(0, last_wave + 1, step)
    row_height = WAVE_HEIGHT if len(firsts) <= DEEP else DEEP_WAVE_HEIGHT
    chains = largest if len(sizes) <= MOST_CHAINS else [*largest, 0]
    column_width = PAGE_WIDTH // len(chains)
    lefts = {chain: MARGIN_LEFT + number * column_width for number, chain in enumerate(chains)}
    waves = [str(first) if step == 1 else f"{first}–{first + step - 1}" for first in firsts]
    rows = [(MARGIN_TOP + row * row_height, name) for row, name in enumerate(waves)]
    bars = []
    for (chain, row), count in sorted(cells.items()):
        width = max(2, round(count / widest[chain > 0] * (column_width - BESIDE)))
        bars.append(Bar(lefts[chain], *rows[row], width, count, chain))
    return BarLayout(
        width=MARGIN_LEFT + PAGE_WIDTH,
        height=MARGIN_TOP + len(firsts) * row_height + BELOW,
        bar_height=row_height - BETWEEN,
        bars=tuple(bars),
        columns=tuple(BarColumn(x, chain) for chain, x in lefts.items()),
        rows=tuple(rows),
        chain_count=len(sizes),
        last_wave=last_wave,
    )
