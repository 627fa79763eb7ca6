"""What made-up people of the shipped study reply: near the baseline, and of one piece."""

from random import Random
from statistics import mean

import pytest

from recruitment.simulation.population import Person, make_population
from recruitment.simulation.replies import draw_replies
from surveys.engine.schema import Value
from tests.recruitment.simulation.builders import study_profile


@pytest.fixture(scope="module")
def population() -> tuple[Person, ...]:
    return make_population(study_profile(), 1600, Random(7))


def _all_replies(population: tuple[Person, ...]) -> list[dict[str, Value]]:
    return [
        draw_replies(study_profile(), one, Random(one.number), survey_year=2026, recruiter=None)
        for one in population
    ]


def _share(replies: list[dict[str, Value]], code: int) -> float:
    return mean(code in one["driver_mention"] for one in replies)  # type: ignore[operator]


def test_motives_lie_near_the_baseline(population: tuple[Person, ...]) -> None:
    replies = _all_replies(population)
    baseline = {2: 0.815, 3: 0.463, 4: 0.333, 5: 0.444, 6: 0.389, 7: 0.407, 8: 0.278, 9: 0.167}
    for code, share in baseline.items():
        assert _share(replies, code) == pytest.approx(share, abs=0.10)


def test_family_draws_those_from_guangdong(population: tuple[Person, ...]) -> None:
    by_origin: dict[bool, list[dict[str, Value]]] = {True: [], False: []}
    for person, replies in zip(population, _all_replies(population), strict=True):
        by_origin[bool(person.traits["is_from_guangdong"])].append(replies)
    assert _share(by_origin[True], 7) > 0.8
    assert _share(by_origin[False], 7) < 0.2


def test_replies_hang_together(population: tuple[Person, ...]) -> None:
    for replies in _all_replies(population):
        mention = replies["driver_mention"]
        assert isinstance(mention, list)
        if 8 in mention:
            assert replies["partner_before"] in (2, 3)
        assert int(str(replies["deg_contact"])) <= int(str(replies["deg_know"]))
        assert replies.get("driver_decisive", 96) in (*mention, 96)


def test_schoolmates_of_the_recruiter_mostly_say_so(population: tuple[Person, ...]) -> None:
    recruiter = population[0]
    said = [
        draw_replies(
            study_profile(), one, Random(one.number), survey_year=2026, recruiter=recruiter
        )
        for one in population
        if one.traits["school"] == recruiter.traits["school"]
    ]
    assert mean(one["recruiter_rel"] == 3 for one in said) == pytest.approx(0.85, abs=0.06)


def test_seed_says_nothing_of_a_recruiter(population: tuple[Person, ...]) -> None:
    assert all("recruiter_rel" not in one for one in _all_replies(population))
