"""Counts and the chain table of a survey that changed its version in the field."""

import csv
from io import StringIO

import pytest

from analytics.exports.rds_table import export_chain_table
from analytics.selectors.dashboard import load_estimates
from analytics.services.checking import check_tallies
from analytics.services.folding import fold_all
from surveys.models import Survey
from surveys.services.fielding import follow_version
from tests.factories import NOW, make_recruit, make_survey
from tests.surveys.versions import publish_first, publish_second, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    """Three men and a woman of the first version, two women of the second."""
    survey = make_survey(version=publish_first())
    for gender in (1, 1, 1, 2):
        make_recruit(survey=survey, replies=reply(gender, "3"))
    fold_all(survey.pk, now=NOW)
    follow_version(survey, publish_second())
    for _ in range(2):
        make_recruit(survey=survey, replies=reply(1, "three"))
    fold_all(survey.pk, now=NOW)
    return survey


def test_people_of_both_versions_are_counted_by_what_they_meant(survey: Survey) -> None:
    estimates = {one.name: one for one in load_estimates(survey).variables}
    counted = {value.label["en"]: value.count for value in estimates["gender"].values}
    assert counted == {"Female": 3, "Male": 3}


def test_tallies_of_both_versions_check_out(survey: Survey) -> None:
    assert check_tallies(survey).is_right


def test_chain_table_has_one_coding(survey: Survey) -> None:
    text = b"".join(export_chain_table(survey)).decode("utf-8-sig")
    rows = csv.DictReader(StringIO(text, newline=""))
    assert [row["gender"] for row in rows] == ["2", "2", "2", "1", "1", "1"]
