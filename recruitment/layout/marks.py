"""Where each recruit stands in the picture of the chains: waves downwards, chains side by side.

Works in one pass over the recruits and never recurses: real chains reach 191 waves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

STEP = 14
NARROWEST_STEP = 5
WAVE_HEIGHT = 26
DEEP_WAVE_HEIGHT = 16
DEEP = 30
PAGE_WIDTH = 1080
GAP = 28
MARGIN_LEFT = 40
MARGIN_TOP = 30
NARROWEST_CHAIN = 30


@dataclass(frozen=True, slots=True)
class Member:
    """A recruit as the picture needs it; `recruiter` is None for a seed."""

    id: int
    recruiter: int | None
    wave: int


@dataclass(frozen=True, slots=True)
class Band:
    """One wave of one shelf, a horizontal stripe."""

    wave: int
    y: int


@dataclass(frozen=True, slots=True)
class ChainLayout:
    """Points (x, y) by recruit, lines between recruiter and recruit, and the stripes behind."""

    width: int
    height: int
    points: dict[int, tuple[int, int]]
    lines: tuple[tuple[int, int, int, int], ...]
    bands: tuple[Band, ...]
    seeds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _GrownChain:
    """One chain on a grid of its own: columns by recruit, counted from 0."""

    members: tuple[Member, ...]
    columns: dict[int, float]
    column_count: int

    @property
    def step(self) -> int:
        return max(NARROWEST_STEP, min(STEP, PAGE_WIDTH // self.column_count))

    @property
    def width(self) -> int:
        return max(NARROWEST_CHAIN, self.column_count * self.step)

    def indent(self, member: Member) -> int:
        """Return how far from the left end of the chain a recruit stands."""
        # The narrowest chains are wider than their columns, which stand in their middle.
        margin = (self.width - self.column_count * self.step) // 2
        return margin + round((self.columns[member.id] + 0.5) * self.step)

    @property
    def last_wave(self) -> int:
        return max(member.wave for member in self.members)


def lay_out(members: Sequence[Member]) -> ChainLayout:
    """Return points for all members whose recruiters lead to a seed; the largest chain is first.

    Chains fill shelves of PAGE_WIDTH; a chain too wide for one gets narrower steps and, if that
    is not enough, widens the picture.
    """
    recruited: dict[int | None, list[Member]] = {}
    for member in members:
        recruited.setdefault(member.recruiter, []).append(member)
    chains = [_grow_chain(seed, recruited) for seed in recruited.get(None, [])]
    chains.sort(key=lambda chain: -len(chain.members))
    is_deep = any(chain.last_wave > DEEP for chain in chains)
    wave_height = DEEP_WAVE_HEIGHT if is_deep else WAVE_HEIGHT
    points: dict[int, tuple[int, int]] = {}
    bands: list[Band] = []
    top, right = MARGIN_TOP, PAGE_WIDTH
    for shelf in fill_shelves([chain.width for chain in chains]):
        left = MARGIN_LEFT
        for chain in chains[shelf]:
            for member in chain.members:
                points[member.id] = left + chain.indent(member), top + member.wave * wave_height
            left += chain.width + GAP
        wave_count = 1 + max(chain.last_wave for chain in chains[shelf])
        bands += [Band(wave, top + wave * wave_height) for wave in range(wave_count)]
        top += wave_count * wave_height + MARGIN_TOP
        right = max(right, left - GAP)
    return ChainLayout(
        width=right + MARGIN_LEFT // 2,
        height=top,
        points=points,
        lines=tuple(
            (*points[member.recruiter], *points[member.id])
            for chain in chains
            for member in chain.members
            if member.recruiter is not None
        ),
        bands=tuple(bands),
        seeds=tuple(chain.members[0].id for chain in chains),
    )


def _grow_chain(seed: Member, recruited: dict[int | None, list[Member]]) -> _GrownChain:
    order: list[Member] = []
    columns: dict[int, float] = {}
    waiting, column_count = [seed], 0
    while waiting:
        member = waiting.pop()
        order.append(member)
        own = recruited.get(member.id)
        if own:
            waiting.extend(reversed(own))
        else:
            # Whoever recruited nobody gets the next column.
            columns[member.id] = column_count
            column_count += 1
    # Recruits come after their recruiter: from behind, a recruiter finds the columns of his or her
    # recruits settled, and stands above the middle of them.
    for member in reversed(order):
        if own := recruited.get(member.id):
            columns[member.id] = (columns[own[0].id] + columns[own[-1].id]) / 2
    return _GrownChain(tuple(order), columns, column_count)


def fill_shelves(widths: Sequence[int]) -> list[slice]:
    """Return which chains of these widths, in their order, stand side by side on each shelf.

    A shelf is PAGE_WIDTH wide, with a GAP between chains; a wider chain has one to itself.
    """
    firsts: list[int] = []
    room = 0
    for position, width in enumerate(widths):
        if not firsts or width > room:
            firsts.append(position)
            room = PAGE_WIDTH
        room -= width + GAP
    return [slice(*ends) for ends in pairwise([*firsts, len(widths)])]
