"""A profile is data: each way of drawing does what it says, and every fault is told by name."""

from collections import Counter
from collections.abc import Mapping
from random import Random
from statistics import mean

import pytest

from recruitment.simulation.draws import compile_draw
from recruitment.simulation.population import make_population
from recruitment.simulation.profile import load_profile
from recruitment.simulation.reader import ProfileError, ProfileReader
from recruitment.simulation.replies import draw_replies
from surveys.engine.operators import KnownNames, Result
from surveys.engine.schema import Value
from tests.recruitment.simulation.builders import CHOIR
from tests.surveys.engine.builders import study

NAMES: KnownNames = {"age": 30, "ticked": [2, 10], "one": 7, "is_old": False}
SHARES = {"even": {"1": 1, "2": 1}}


def _draw(data: Mapping[str, object], count: int = 1) -> list[Result]:
    draw = compile_draw(ProfileReader(frozenset({*NAMES, "unset"}), SHARES), data)
    rng = Random(5)
    return [draw(NAMES, rng) for _ in range(count)]


@pytest.mark.parametrize(
    ("data", "drawn"),
    [
        ({"value": "age + 1"}, 31),
        ({"value": 4}, 4),
        ({"value": [2, 3]}, [2, 3]),
        ({"value": 4, "when": "age > 30"}, None),
        ({"value": 4, "when": "unset = 1"}, None),
        ({"cases": [{"when": "is_old", "value": 1}, {"value": 2}]}, 2),
        ({"cases": [{"when": "age = 30", "value": 1}, {"value": 2}]}, 1),
        ({"chance": 0}, False),
        ({"chance": "if(age = 30, 1, 0)"}, True),
        ({"shares": {"1": 0, "2": 1}}, 2),
        ({"shares": {"1": 5, "2": 1}, "of": "ticked"}, 2),
        ({"shares": {"1": "unset", "x": 1}}, "x"),
        ({"among": [9]}, 9),
        ({"among": "one"}, 7),
        ({"ticks": {"1": 1, "2": 0, "3": 1}}, [1, 3]),
        ({"ticks": {"1": 0}, "none": 90}, [90]),
        ({"union": ["ticked", "one", 8, "unset"]}, [2, 7, 8, 10]),
        ({"bands": [[4, 4, 1]]}, 4),
        ({"exponential": 100_000_000, "at_most": "age"}, 30),
    ],
)
def test_way_of_drawing(data: Mapping[str, object], drawn: Result) -> None:
    assert _draw(data) == [drawn]


def test_shares_are_kept_to() -> None:
    drawn = Counter(_draw({"shares": {"1": 30, "2": 60, "3": 10}}, 10_000))
    assert [drawn[code] / 10_000 for code in (1, 2, 3)] == pytest.approx([0.3, 0.6, 0.1], abs=0.015)


def test_shares_may_have_a_name() -> None:
    assert set(_draw({"shares": "even"}, 50)) == {1, 2}


def test_some_are_at_least_one_and_at_most_so_many() -> None:
    drawn = _draw({"some": [1, 2, 3, 4], "most": 2}, 200)
    assert {len(one) for one in drawn if isinstance(one, list)} == {1, 2}


def test_count_is_recalled_within_a_fifth_and_often_rounded() -> None:
    drawn = [one for one in _draw({"recalled": 100}, 500) if isinstance(one, int)]
    assert (min(drawn) >= 80, max(drawn) <= 120) == (True, True)
    assert mean(one % 5 == 0 for one in drawn) > 0.6


def test_count_beyond_another_is_never_smaller() -> None:
    drawn = [one for one in _draw({"beyond": "age"}, 500) if isinstance(one, int)]
    assert min(drawn) >= 30
    assert mean(drawn) == pytest.approx(60, abs=5)


def test_each_person_is_of_ones_own_kind_more_often() -> None:
    data = {"traits": [{"name": "town", "shares": {"1": 1, "2": 1, "3": 2}}], "alike": {"town": 1}}
    people = make_population(load_profile(data, CHOIR), 300, Random(3))
    assert all(
        people[other].traits["town"] == one.traits["town"] for one in people for other in one.ties
    )


def test_without_a_profile_the_network_size_follows_the_ties() -> None:
    profile = load_profile({}, CHOIR)
    people = make_population(profile, 400, Random(3))
    for one in people:
        replies = draw_replies(profile, one, Random(1), survey_year=2026, recruiter=None)
        assert set(replies) == {"met"}
        assert replies["met"] == pytest.approx(len(one.ties), rel=0.2, abs=3)


def test_without_a_profile_a_derived_network_size_follows_them_too() -> None:
    assert [step.name for step in load_profile({}, study()).replies] == ["deg_contact"]


def test_later_step_replaces_what_an_earlier_one_said() -> None:
    data = {"replies": [{"name": "sings", "value": 1}, {"name": "sings", "value": 2}]}
    profile = load_profile(data, CHOIR)
    person = make_population(profile, 5, Random(1))[0]
    expected: dict[str, Value] = {"sings": 2}
    assert draw_replies(profile, person, Random(1), survey_year=2026, recruiter=None) == expected


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"people": []}, "unknown: people"),
        ({"replies": {}}, "expected a list of steps"),
        ({"replies": [{"name": "sings"}]}, "sings: expected one of cases, value, chance"),
        ({"replies": [{"name": "sings", "value": 3}]}, "sings: 3 is not among its choices"),
        ({"replies": [{"name": "sings", "shares": {"9": 1}}]}, "sings: 9 is not among its choices"),
        ({"replies": [{"name": "sings", "shares": "usual"}]}, "sings: there are no shares “usual”"),
        ({"replies": [{"name": "met", "value": "age"}]}, "met: “age” speaks of age"),
        ({"replies": [{"name": "met", "value": "1 +"}]}, "met: “1 +”: "),
        ({"replies": [{"name": "met", "among": 3}]}, "met: expected a list, found 3"),
        ({"traits": [{"name": "age", "value": "ties"}]}, "age: “ties” speaks of ties"),
        ({"alike": {"school": 0.5}}, "alike: school is no trait"),
        ({"alike": {"is_ineligible": 2}}, "alike: expected a chance from 0 to 1, found 2"),
    ],
)
def test_fault_is_told_by_name(data: Mapping[str, object], fault: str) -> None:
    with pytest.raises(ProfileError) as told:
        load_profile(data, CHOIR)
    assert fault in str(told.value)


def test_shares_that_leave_nothing_are_told() -> None:
    with pytest.raises(ProfileError, match="no share is above 0"):
        _draw({"shares": {"1": 1}, "of": "ticked"})
