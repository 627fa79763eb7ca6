"""The recruitment tree as positions: cycles, waves, seeds and an order; nothing recurses."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Descent:
    """From whom somebody comes: steps from the seed, and its position (its own for a seed)."""

    wave: int
    seed: int


def find_cycles(recruiters: Sequence[int | None]) -> tuple[tuple[int, ...], ...]:
    """Every cycle once, each in the order of invitation, beginning with its smallest position."""
    seen_in: list[int] = [-1] * len(recruiters)
    cycles = []
    for start in range(len(recruiters)):
        path: list[int] = []
        position: int | None = start
        while position is not None and seen_in[position] == -1:
            seen_in[position] = start
            path.append(position)
            position = recruiters[position]
        if position is not None and seen_in[position] == start:
            cycle = path[path.index(position) :][::-1]
            first = cycle.index(min(cycle))
            cycles.append((*cycle[first:], *cycle[:first]))
    return tuple(cycles)


def sort_chains(recruiters: Sequence[int | None], ranks: Sequence[float]) -> tuple[int, ...]:
    """Positions with every recruiter before its recruits, and low ranks first where that is free.

    Raises ValueError on a cycle.
    """
    recruits: list[list[int]] = [[] for _ in recruiters]
    for position, recruiter in enumerate(recruiters):
        if recruiter is not None:
            recruits[recruiter].append(position)
    free = [(ranks[position], position) for position, by in enumerate(recruiters) if by is None]
    heapq.heapify(free)
    order = []
    while free:
        _, position = heapq.heappop(free)
        order.append(position)
        for recruit in recruits[position]:
            heapq.heappush(free, (ranks[recruit], recruit))
    if len(order) < len(recruiters):
        raise ValueError("somebody is at once above and below somebody else")
    return tuple(order)


def find_descents(recruiters: Sequence[int | None], order: Sequence[int]) -> tuple[Descent, ...]:
    """Return the descent of every position, given an order of `sort_chains`."""
    descents = [Descent(0, position) for position in range(len(recruiters))]
    for position in order:
        recruiter = recruiters[position]
        if recruiter is not None:
            descents[position] = Descent(descents[recruiter].wave + 1, descents[recruiter].seed)
    return tuple(descents)
