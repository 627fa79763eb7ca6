"""A made-up population on a network: unequal numbers of ties, and ties that favour one's own kind.

People are alike by origin (from Guangdong or not) and by school; randomness is an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

SCHOOLS = 12
GUANGDONG_SCHOOLS = 4
OWN_SCHOOL_CHANCE = 0.35
OWN_ORIGIN_CHANCE = 0.30
MEDIAN_TIES = 18
TIES_SPREAD = 0.6
FEWEST_TIES, MOST_TIES = 2, 150
INELIGIBLE_CHANCE = 0.07


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person; `ties` are the numbers of those who know each other."""

    number: int
    is_eligible: bool
    is_from_guangdong: bool
    school: int
    is_woman: bool
    age: int
    ties: tuple[int, ...] = ()


def make_population(size: int, rng: Random) -> tuple[Person, ...]:
    """People numbered from 0, with their ties."""
    people = [_make_person(number, rng) for number in range(size)]
    ties = _make_ties(people, rng)
    return tuple(
        Person(
            person.number,
            person.is_eligible,
            person.is_from_guangdong,
            person.school,
            person.is_woman,
            person.age,
            tuple(sorted(ties[person.number])),
        )
        for person in people
    )


def _make_person(number: int, rng: Random) -> Person:
    school = min(int(rng.expovariate(1 / 4)), SCHOOLS - 1)
    guangdong_chance = 0.50 if school < GUANGDONG_SCHOOLS else 0.16
    return Person(
        number=number,
        is_eligible=rng.random() >= INELIGIBLE_CHANCE,
        is_from_guangdong=rng.random() < guangdong_chance,
        school=school,
        is_woman=rng.random() < 0.52,
        age=_draw_age(rng),
    )


def _draw_age(rng: Random) -> int:
    low, high = rng.choices([(22, 29), (30, 40), (41, 55)], weights=[70, 24, 6])[0]
    return rng.randint(low, high)


def _make_ties(people: Sequence[Person], rng: Random) -> list[set[int]]:
    """Everyone reaches for half of the ties wanted; being reached for gives the other half."""
    wanted = [_draw_wanted(rng) for _ in people]
    everyone: list[int] = []
    by_school: dict[int, list[int]] = {}
    by_origin: dict[bool, list[int]] = {}
    for person, count in zip(people, wanted, strict=True):
        stubs = [person.number] * count
        everyone += stubs
        by_school.setdefault(person.school, []).extend(stubs)
        by_origin.setdefault(person.is_from_guangdong, []).extend(stubs)
    ties: list[set[int]] = [set() for _ in people]
    for person in people:
        for _ in range(max(1, wanted[person.number] // 2)):
            draw = rng.random()
            if draw < OWN_SCHOOL_CHANCE:
                circle = by_school[person.school]
            elif draw < OWN_SCHOOL_CHANCE + OWN_ORIGIN_CHANCE:
                circle = by_origin[person.is_from_guangdong]
            else:
                circle = everyone
            other = rng.choice(circle)
            if other != person.number:
                ties[person.number].add(other)
                ties[other].add(person.number)
    return ties


def _draw_wanted(rng: Random) -> int:
    drawn = round(MEDIAN_TIES * rng.lognormvariate(0, TIES_SPREAD))
    return max(FEWEST_TIES, min(MOST_TIES, drawn))
