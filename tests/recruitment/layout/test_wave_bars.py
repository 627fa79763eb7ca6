"""Bars by wave hold everybody once, stand inside the picture and are bounded in number."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recruitment.layout.wave_bars import BESIDE, MOST_CHAINS, MOST_ROWS, lay_out_bars

COUNTS = st.dictionaries(
    st.tuples(st.integers(1, 40), st.integers(0, 300)), st.integers(1, 9999), min_size=1
)


@given(COUNTS)
def test_bars_hold_everybody_once_and_are_bounded(counts: dict[tuple[int, int], int]) -> None:
    layout = lay_out_bars(counts)
    assert sum(bar.count for bar in layout.bars) == layout.people_count == sum(counts.values())
    assert len(layout.columns) <= MOST_CHAINS + 1
    assert len(layout.rows) <= MOST_ROWS


@given(COUNTS)
def test_bars_stand_inside_and_overlap_nowhere(counts: dict[tuple[int, int], int]) -> None:
    layout = lay_out_bars(counts)
    for bar in layout.bars:
        assert bar.x > 0
        assert bar.x + bar.width + BESIDE <= layout.width
        assert bar.y + layout.bar_height <= layout.height
    spans = sorted((bar.y, bar.x, bar.x + bar.width) for bar in layout.bars)
    assert all(after[0] > one[0] or after[1] > one[2] for one, after in pairwise(spans))


def test_widths_follow_the_counts_and_the_largest_chain_comes_first() -> None:
    layout = lay_out_bars({(1, 0): 1, (1, 1): 50, (2, 0): 1, (2, 1): 100})
    bars = [(bar.chain, bar.waves, bar.count, bar.width) for bar in layout.bars]
    assert bars == [(1, "0", 1, 5), (1, "1", 50, 250), (2, "0", 1, 5), (2, "1", 100, 500)]
    assert [(column.chain, column.x) for column in layout.columns] == [(2, 40), (1, 580)]
    assert layout.rows == ((30, "0"), (56, "1"))


def test_smaller_chains_share_the_last_column_and_many_waves_a_row() -> None:
    chains = {(number, 0): 100 - number for number in range(1, 15)}
    layout = lay_out_bars(chains | {(1, 119): 1})
    assert layout.smaller_count == 2
    assert [bar.count for bar in layout.bars if not bar.chain] == [87 + 86]
    assert (layout.rows[0][1], layout.rows[-1][1]) == ("0–1", "118–119")


def test_chains_together_do_not_make_lines_of_single_ones() -> None:
    layout = lay_out_bars({(number, 0): 10 for number in range(1, 100)})
    assert {bar.count: bar.width for bar in layout.bars} == {10: 43, 870: 43}
