"""A made-up population and its plan of fieldwork: repeatable, connected, in the order of time."""

from collections import Counter
from random import Random
from statistics import mean

import pytest

from recruitment.simulation.fieldwork import Course, Design, Visit, plan_fieldwork
from recruitment.simulation.population import Person, make_population
from tests.recruitment.simulation.builders import study_profile

DESIGN = Design(respondents=200, days=30, coupon_count=3, coupon_days=14, channels=3, pages=7)


@pytest.fixture(scope="module")
def population() -> tuple[Person, ...]:
    return make_population(study_profile(), 1600, Random(7))


@pytest.fixture(scope="module")
def visits(population: tuple[Person, ...]) -> tuple[Visit, ...]:
    return plan_fieldwork(population, DESIGN, Random(7))


def test_the_same_seed_makes_the_same_people_and_plan(
    population: tuple[Person, ...], visits: tuple[Visit, ...]
) -> None:
    assert make_population(study_profile(), 1600, Random(7)) == population
    assert plan_fieldwork(population, DESIGN, Random(7)) == visits
    assert plan_fieldwork(population, DESIGN, Random(8)) != visits


def test_ties_are_mutual_and_unequal(population: tuple[Person, ...]) -> None:
    for person in population:
        assert person.number not in person.ties
        assert all(person.number in population[other].ties for other in person.ties)
    counts = sorted(len(person.ties) for person in population)
    assert counts[-80] > 2 * counts[800]


@pytest.mark.parametrize("trait", ["is_from_guangdong", "school"])
def test_ties_favour_ones_own_kind(population: tuple[Person, ...], trait: str) -> None:
    kinds = [person.traits[trait] for person in population]
    by_chance = sum((count / len(kinds)) ** 2 for count in Counter(kinds).values())
    alike = mean(
        kinds[person.number] == kinds[other] for person in population for other in person.ties
    )
    assert alike > by_chance + 0.1


def test_as_many_complete_as_were_asked_for(visits: tuple[Visit, ...]) -> None:
    courses = Counter(visit.course for visit in visits)
    assert courses[Course.COMPLETED] == DESIGN.respondents
    assert set(courses) == set(Course)


def test_recruiters_completed_before_their_recruits_come(visits: tuple[Visit, ...]) -> None:
    for position, visit in enumerate(visits):
        if visit.recruiter is not None:
            recruiter = visits[visit.recruiter]
            assert visit.recruiter < position
            assert recruiter.course is Course.COMPLETED
            assert (recruiter.day < visit.day, recruiter.wave + 1) == (True, visit.wave)


def test_nobody_is_invited_twice_and_no_coupon_used_twice(visits: tuple[Visit, ...]) -> None:
    assert len({visit.person for visit in visits}) == len(visits)
    used = [(one.recruiter, one.number) for one in visits if one.recruiter is not None]
    assert len(set(used)) == len(used)


def test_people_invite_those_they_know(
    population: tuple[Person, ...], visits: tuple[Visit, ...]
) -> None:
    for visit in visits:
        if visit.recruiter is not None:
            assert visit.person in population[visits[visit.recruiter].person].ties


@pytest.mark.parametrize("days", [1, 30, 90])
def test_fieldwork_keeps_to_its_days_and_coupons_to_theirs(
    population: tuple[Person, ...], days: int
) -> None:
    design = Design(100, days, 3, 14, 3, 7)
    planned = plan_fieldwork(population, design, Random(3))
    assert 0 < planned[-1].day < days
    for visit in planned:
        if visit.recruiter is not None:
            assert visit.day - planned[visit.recruiter].day < design.coupon_days


def test_too_small_a_population_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        plan_fieldwork(make_population(study_profile(), 30, Random(1)), DESIGN, Random(1))


def test_questionnaire_of_one_page_can_only_be_left_before_it(
    population: tuple[Person, ...],
) -> None:
    planned = plan_fieldwork(population, Design(100, 30, 3, 14, 3, 1), Random(3))
    left = [visit.last_page for visit in planned if visit.course is Course.BROKEN_OFF]
    assert set(left) == {0}
