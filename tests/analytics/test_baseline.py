"""The baseline document gives back what the paper prints, and what its statements imply."""

import json
from pathlib import Path
from typing import Any

import pytest

import analytics.comparison.reading as reader
from analytics.comparison.baseline import BaselineCount, BaselineStudy, GroupTest
from analytics.comparison.reading import read_baseline
from analytics.estimators.comparison import fisher_p
from analytics.estimators.naive import estimate_count

PATH = Path(reader.__file__).parents[1] / "baselines" / "gong2023.json"

TABLE_1 = {
    "gender": [("male", 26, 48.1), ("female", 28, 51.9)],
    "age": [("under_30", 38, 70.4), ("30_40", 13, 24.1), ("above_40", 3, 5.6)],
    "marital_status": [("unmarried", 41, 75.9), ("married", 13, 24.1)],
    "education": [("bachelor", 23, 42.6), ("master", 29, 53.7), ("doctor", 2, 3.7)],
    "university_location": [("domestic", 42, 77.8), ("overseas", 12, 22.2)],
    "migration": [("intraprovincial", 20, 37.0), ("interprovincial", 34, 63.0)],
}
# Table 2 of the paper, with the intervals of the questionnaire's annex 4.
TABLE_2 = {
    "drv_SAL": (4, 7.4, 2.9, 17.6),
    "drv_CAR": (44, 81.5, 69.2, 89.6),
    "drv_HUK": (25, 46.3, 33.7, 59.4),
    "drv_CLI": (18, 33.3, 22.2, 46.6),
    "drv_FAC": (24, 44.4, 32.0, 57.6),
    "drv_SOC": (21, 38.9, 27.0, 52.2),
    "drv_KIN": (22, 40.7, 28.7, 54.0),
    "drv_PAR": (15, 27.8, 17.6, 40.9),
    "drv_ALU": (9, 16.7, 9.0, 28.7),
    "net_any": (35, 64.8, 51.5, 76.2),
    "net_combo": (8, 14.8, 7.7, 26.6),
}
CROSSED = [
    ("C2", "drv_KIN", "mig2", "intraprovincial", 95.0, 76.4, 99.1),
    ("C2", "drv_KIN", "mig2", "interprovincial", 8.8, 3.0, 23.0),
    ("C3", "drv_PAR", "mig2", "interprovincial", 32.4, 19.1, 49.2),
    ("C4", "drv_PAR", "gender", "male", 30.8, 16.5, 50.0),
    ("C4", "drv_PAR", "gender", "female", 25.0, 12.7, 43.4),
]


@pytest.fixture(name="document")
def _document() -> dict[str, Any]:
    return json.loads(PATH.read_text(encoding="utf-8"))


@pytest.fixture(name="baseline")
def _baseline(document: dict[str, Any]) -> BaselineStudy:
    return read_baseline(document)


def percentages(x: int, n: int) -> tuple[float, float, float]:
    estimate = estimate_count(x, n)
    assert estimate.share is not None
    assert estimate.low is not None
    assert estimate.high is not None
    return tuple(round(100 * part, 1) for part in (estimate.share, estimate.low, estimate.high))


def test_composition_is_table_1(baseline: BaselineStudy) -> None:
    read = {
        trait.key: [
            (category.key, category.count.x, category.printed_percentage)
            for category in trait.categories
        ]
        for trait in baseline.traits
    }
    assert read == TABLE_1


def test_printed_percentages_follow_from_the_counts(baseline: BaselineStudy) -> None:
    for trait in baseline.traits:
        for category in trait.categories:
            assert round(100 * category.count.share, 1) == category.printed_percentage


def test_drivers_are_table_2_with_wilson_intervals(baseline: BaselineStudy) -> None:
    read = {
        driver.variable: (driver.count.x, *percentages(driver.count.x, driver.count.n))
        for driver in baseline.drivers
    }
    assert read == TABLE_2


def test_crossed_counts_have_the_intervals_of_annex_4(baseline: BaselineStudy) -> None:
    read = [
        (claim.id, test.variable, test.group_variable, group.category.key, *percentages(*counts))
        for claim in baseline.claims
        for test in claim.tests
        if isinstance(test, GroupTest)
        for group in test.groups
        if group.count and (counts := (group.count.x, group.count.n))
    ]
    assert set(CROSSED) <= set(read)


def test_partnership_by_migration_is_small_among_all_and_large_among_the_driven() -> None:
    assert fisher_p((11, 34), (4, 20)) == pytest.approx(0.37, abs=0.005)
    assert fisher_p((11, 16), (4, 19)) == pytest.approx(0.007, abs=0.0005)


def test_mentions_add_up(document: dict[str, Any], baseline: BaselineStudy) -> None:
    derived = document["notes"]["network"]["derived"]
    counts = {driver.key: driver.count.x for driver in baseline.drivers}
    mentions = sum(counts[f"network.{key}"] for key in ("kinship", "partnership", "alumni"))
    one_type = counts["any"] - counts["two_or_more_types"]
    assert one_type + 2 * derived["exactly_two_types"] + 3 * derived["all_three_types"] == mentions


@pytest.mark.parametrize(("x", "n"), [(-1, 54), (55, 54), (0, 0)])
def test_impossible_count_is_refused(x: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a count"):
        BaselineCount(x, n)
