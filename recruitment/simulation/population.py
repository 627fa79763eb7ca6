"""A made-up population on a network: unequal numbers of ties, and ties that favour one's own kind.

Which traits people have, and by which they are alike, is the profile's; randomness is an argument.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from recruitment.simulation.profile import Profile
from surveys.engine.operators import KnownNames, Result, truth

MEDIAN_TIES = 18
TIES_SPREAD = 0.6
FEWEST_TIES, MOST_TIES = 2, 150


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person; `ties` are the numbers of those who know each other."""

    number: int
    is_eligible: bool
    traits: Mapping[str, Result]
    ties: tuple[int, ...] = ()


def make_population(profile: Profile, size: int, rng: Random) -> tuple[Person, ...]:
    """Return people numbered from 0, with their ties."""
    people = []
    for number in range(size):
        names: KnownNames = {}
        for step in profile.traits:
            names[step.name] = step.draw(names, rng)
        people.append(Person(number, truth(names.get("is_ineligible")) is not True, names))
    ties = make_ties(people, profile.alike, rng)
    return tuple(replace(one, ties=tuple(sorted(ties[one.number]))) for one in people)


def make_ties(people: Sequence[Person], alike: Mapping[str, float], rng: Random) -> list[set[int]]:
    """Return whom each of the people, numbered from 0, knows; everybody is known in turn.

    Everyone reaches for half of the ties wanted; being reached for gives the other half.
    """
    drawn = [round(MEDIAN_TIES * rng.lognormvariate(0, TIES_SPREAD)) for _ in people]
    wanted = [max(FEWEST_TIES, min(MOST_TIES, one)) for one in drawn]
    everyone: list[int] = []
    circles: dict[tuple[str, Result], list[int]] = {}
    for person, count in zip(people, wanted, strict=True):
        # As often as somebody reaches out, so often he or she is reached for.
        stubs = [person.number] * count
        everyone += stubs
        for trait in alike:
            circles.setdefault((trait, person.traits[trait]), []).extend(stubs)
    ties: list[set[int]] = [set() for _ in people]
    for person in people:
        for _ in range(max(1, wanted[person.number] // 2)):
            draw, reach, circle = rng.random(), 0.0, everyone
            for trait, chance in alike.items():
                reach += chance
                if draw < reach:
                    circle = circles[trait, person.traits[trait]]
                    break
            other = rng.choice(circle)
            if other != person.number:
                ties[person.number].add(other)
                ties[other].add(person.number)
    return ties
