"""The pages of the shipped study: short, in turn, and in orders that keep what must stay."""

import pytest

from surveys.engine.flow import next_page, show_page
from surveys.engine.schema import Page
from tests.surveys.engine.builders import SEED, study

MOST_QUESTIONS = 8


@pytest.mark.parametrize("page", study().pages, ids=lambda page: page.id)
def test_a_page_has_at_most_eight_questions(page: Page) -> None:
    assert sum(len(item.rows) or 1 for item in page.items) <= MOST_QUESTIONS


@pytest.mark.parametrize("seed", range(20))
def test_random_orders_keep_what_must_stay_in_place(seed: int) -> None:
    reasons = show_page(study(), 3, {}, SEED, seed).items[0]
    more_rows = show_page(study(), 4, {}, SEED, seed).items[0].rows
    helps = show_page(study(), 7, {}, SEED, seed).items[0]
    assert [one.code for one in reasons.choices][-2:] == [97, 90]
    assert [one.code for one in helps.choices][-2:] == [8, 90]
    assert more_rows[3].variable == "attention"


def test_drivers_are_shown_in_different_orders_to_different_people() -> None:
    views = [show_page(study(), 3, {}, SEED, seed).items for seed in range(10)]
    assert len({tuple(one.code for one in items[0].choices) for items in views}) == 10
    assert len({tuple(row.code for row in items[1].rows) for items in views}) == 10


def test_twelve_pages_are_asked_in_turn() -> None:
    numbers = [next_page(study(), after, {"job_channel": [3, 8]}, SEED) for after in range(13)]
    assert numbers == [*range(1, 13), None]


def test_the_page_about_the_first_job_is_passed_by_who_never_worked() -> None:
    assert next_page(study(), 7, {"job_channel": [90]}, SEED) == 9
