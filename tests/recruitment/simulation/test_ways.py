"""Each way of coming to a value, by itself: what it makes of a chance that is known."""

from collections.abc import Callable, Mapping
from random import Random

import pytest

from recruitment.simulation.fieldwork import INTERVIEW_DAYS, LATEST, Design, Visit, schedule
from recruitment.simulation.population import Person, make_ties
from recruitment.simulation.reader import ProfileError, ProfileReader
from recruitment.simulation.ways import (
    Draw,
    draw_exponential,
    exceed_count,
    fix_value,
    join_codes,
    pick_among,
    pick_by_shares,
    pick_in_bands,
    pick_some,
    recall_count,
    take_chance,
    tick_each,
)
from surveys.engine.operators import KnownNames, Result

NAMES: KnownNames = {"age": 30, "ticked": [2, 10]}
READER = ProfileReader(frozenset({*NAMES, "unset"}), {})
Compile = Callable[[ProfileReader, Mapping[str, object]], Draw]


class Loaded(Random):
    """Chance that comes out the same every time."""

    def __init__(self, chance: float) -> None:
        super().__init__()
        self.chance = chance

    def random(self) -> float:
        return self.chance


@pytest.mark.parametrize(
    ("compile_way", "data", "chance", "drawn"),
    [
        (fix_value, {"value": "age * 2"}, 0, 60),
        (fix_value, {"value": [1, 2]}, 0, [1, 2]),
        (take_chance, {"chance": 0.3}, 0.29, True),
        (take_chance, {"chance": 0.3}, 0.3, False),
        (pick_by_shares, {"shares": {"1": 48, "2": 52}}, 0.479, 1),
        (pick_by_shares, {"shares": {"1": 48, "2": 52}}, 0.481, 2),
        (pick_by_shares, {"shares": {"1": 98, "2": 1, "10": 1}, "of": "ticked"}, 0.4, 2),
        (pick_by_shares, {"shares": {"1": "unset", "2": 1}}, 0, 2),
        (tick_each, {"ticks": {"1": 0.4, "2": 0.6, "3": 0.5}}, 0.5, [2]),
        (tick_each, {"ticks": {"1": 0.4}, "none": 9}, 0.5, [9]),
        (join_codes, {"union": ["ticked", "age", "unset"]}, 0, [2, 10, 30]),
        (pick_in_bands, {"bands": [[1, 1, 3], [8, 8, 1]]}, 0.74, 1),
        (pick_in_bands, {"bands": [[1, 1, 3], [8, 8, 1]]}, 0.76, 8),
        (draw_exponential, {"exponential": 10, "at_most": 20}, 0.5, 6),  # 10 ln 2 = 6.9
        (draw_exponential, {"exponential": 10, "at_most": 20}, 0.9, 20),  # 10 ln 10 = 23.0
        (recall_count, {"recalled": 100}, 0.65, 106),  # off by 6 %, and as it is
        (recall_count, {"recalled": 100}, 0.59, 105),  # off by 4 %, rounded to fives
        (recall_count, {"recalled": 20}, 0.55, 20),  # no more than 20: not rounded
        (recall_count, {"recalled": 0}, 0, 1),  # nobody remembers nobody
        (exceed_count, {"beyond": "age"}, 0.5, 51),  # 30 and 30 ln 2 = 20.8
    ],
)
def test_way_makes_of_a_chance(
    compile_way: Compile, data: Mapping[str, object], chance: float, drawn: Result
) -> None:
    assert compile_way(READER, data)(NAMES, Loaded(chance)) == drawn


def test_shares_above_nothing_are_refused() -> None:
    with pytest.raises(ProfileError, match="no share is above 0"):
        pick_by_shares(READER, {"shares": {"1": 0}})(NAMES, Random(1))


def test_any_of_several_comes_from_the_list_or_the_name() -> None:
    rng = Random(1)
    listed = {pick_among(READER, {"among": [1, 2]})(NAMES, rng) for _ in range(50)}
    named = {pick_among(READER, {"among": "ticked"})(NAMES, rng) for _ in range(50)}
    assert (listed, named) == ({1, 2}, {2, 10})


def test_some_keep_the_order_of_the_list() -> None:
    draw = pick_some(READER, {"some": [3, 1, 2], "most": 3})
    drawn = [draw(NAMES, Random(seed)) for seed in range(50)]
    assert {tuple(one) for one in drawn if isinstance(one, list)} <= {
        (3,),
        (1,),
        (2,),
        (3, 1),
        (3, 2),
        (1, 2),
        (3, 1, 2),
    }


def test_ties_are_mutual_and_within_the_kind_that_they_keep_to() -> None:
    people = [Person(number, True, {"town": number % 2}) for number in range(100)]
    ties = make_ties(people, {"town": 1}, Random(1))
    assert all(number in ties[other] for number, own in enumerate(ties) for other in own)
    assert {(number - other) % 2 for number, own in enumerate(ties) for other in own} == {0}


def test_visits_are_stretched_to_the_days_planned_and_put_in_order() -> None:
    design = Design(3, days=10, coupon_count=1, coupon_days=30, channels=1, pages=1)
    visits = [
        Visit(0, None, 0, 0, 0, 1, 1),
        Visit(1, 0, 1, 0, 1, 4, 5),
        Visit(2, None, 0, 0, 0, 2, 2),
    ]
    scale = LATEST * (10 - 2 * INTERVIEW_DAYS) / 5
    timed = schedule(visits, design, 5)
    assert [(visit.person, visit.recruiter) for visit in timed] == [(0, None), (2, None), (1, 0)]
    days = [1 * scale, 2 * scale, scale + INTERVIEW_DAYS + 4 * scale]
    assert [visit.day for visit in timed] == pytest.approx(days)


def test_no_coupon_is_used_after_it_has_expired() -> None:
    design = Design(2, days=100, coupon_count=1, coupon_days=2, channels=1, pages=1)
    timed = schedule([Visit(0, None, 0, 0, 0, 1, 1), Visit(1, 0, 1, 0, 1, 4, 5)], design, 5)
    assert timed[1].day - timed[0].day - INTERVIEW_DAYS == pytest.approx(LATEST * 2)
