"""Where each recruit stands in the picture of the chains: waves downwards, chains side by side.

Works in one pass over the recruits and never recurses: real chains reach 191 waves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
class Layout:
    """Places (x, y) by recruit, lines between recruiter and recruit, and the stripes behind."""

    width: int
    height: int
    places: dict[int, tuple[int, int]]
    lines: tuple[tuple[int, int, int, int], ...]
    bands: tuple[Band, ...]
    seeds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Chain:
    """One chain on a grid of its own: columns by recruit, counted from 0."""

    seed: int
    members: tuple[Member, ...]
    columns: dict[int, float]
    column_count: int
    last_wave: int

    @property
    def step(self) -> int:
        return max(NARROWEST_STEP, min(STEP, PAGE_WIDTH // self.column_count))

    @property
    def width(self) -> int:
        return max(NARROWEST_CHAIN, self.column_count * self.step)

    def place(self, member: Member, left: int, top: int, wave_height: int) -> tuple[int, int]:
        indent = (self.width - self.column_count * self.step) // 2
        x = left + indent + round((self.columns[member.id] + 0.5) * self.step)
        return x, top + member.wave * wave_height


def lay_out(members: Sequence[Member]) -> Layout:
    """Place every member whose recruiters lead to a seed; the largest chain comes first.

    Chains fill shelves of PAGE_WIDTH; a chain too wide for one gets narrower steps and, if that
    is not enough, widens the picture.
    """
    chains = _grow_chains(members)
    last_wave = max((chain.last_wave for chain in chains), default=0)
    wave_height = WAVE_HEIGHT if last_wave <= DEEP else DEEP_WAVE_HEIGHT
    places: dict[int, tuple[int, int]] = {}
    bands: list[Band] = []
    top, right = MARGIN_TOP, PAGE_WIDTH
    for shelf in _fill_shelves(chains):
        left = MARGIN_LEFT
        for chain in shelf:
            for member in chain.members:
                places[member.id] = chain.place(member, left, top, wave_height)
            left += chain.width + GAP
        wave_count = 1 + max(chain.last_wave for chain in shelf)
        bands += [Band(wave, top + wave * wave_height) for wave in range(wave_count)]
        top += wave_count * wave_height + MARGIN_TOP
        right = max(right, left - GAP)
    return Layout(
        width=right + MARGIN_LEFT // 2,
        height=top,
        places=places,
        lines=_draw_lines(chains, places),
        bands=tuple(bands),
        seeds=tuple(chain.seed for chain in chains),
    )


def _draw_lines(
    chains: Sequence[_Chain], places: dict[int, tuple[int, int]]
) -> tuple[tuple[int, int, int, int], ...]:
    return tuple(
        (*places[member.recruiter], *places[member.id])
        for chain in chains
        for member in chain.members
        if member.recruiter is not None
    )


def _grow_chains(members: Sequence[Member]) -> list[_Chain]:
    recruited: dict[int, list[Member]] = {}
    seeds = []
    for member in members:
        if member.recruiter is None:
            seeds.append(member)
        else:
            recruited.setdefault(member.recruiter, []).append(member)
    chains = [_grow_chain(seed, recruited) for seed in seeds]
    return sorted(chains, key=lambda chain: -len(chain.members))


def _grow_chain(seed: Member, recruited: dict[int, list[Member]]) -> _Chain:
    """Whoever recruited nobody gets the next column; a recruiter stands above the middle."""
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
            columns[member.id] = column_count
            column_count += 1
    for member in reversed(order):
        if own := recruited.get(member.id):
            columns[member.id] = (columns[own[0].id] + columns[own[-1].id]) / 2
    last_wave = max(member.wave for member in order)
    return _Chain(seed.id, tuple(order), columns, column_count, last_wave)


def _fill_shelves(chains: Sequence[_Chain]) -> list[list[_Chain]]:
    shelves: list[list[_Chain]] = []
    room = 0
    for chain in chains:
        if not shelves or chain.width > room:
            shelves.append([])
            room = PAGE_WIDTH
        shelves[-1].append(chain)
        room -= chain.width + GAP
    return shelves
