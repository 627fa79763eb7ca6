"""A second version of a running survey: old answers keep their meaning in every file."""

import csv
from collections.abc import Mapping
from io import StringIO

import pytest

from analytics.exports.codebook import export_codebook
from analytics.exports.responses import export_responses
from surveys.engine.changes import SPLIT, Answer
from surveys.models import Survey
from surveys.services.errors import (
    BreakingChangesError,
    SurveyNotReadyError,
    VersionForeignError,
)
from surveys.services.fielding import follow_version
from surveys.services.questionnaires import publish_version
from tests.factories import (
    NOW,
    complete_response,
    make_completed_response,
    make_response,
    make_survey,
    make_version,
)
from tests.surveys.versions import (
    ANSWERS,
    YEARS,
    make_first,
    make_second,
    publish_first,
    publish_second,
    reply,
)

pytestmark = pytest.mark.django_db
Table = list[dict[str, str]]


def _read(pieces: object) -> Table:
    text = b"".join(pieces).decode("utf-8-sig")  # type: ignore[call-overload]
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.fixture
def survey() -> Survey:
    return make_survey(version=publish_first())


def _field_both(survey: Survey, count: int) -> None:
    """Let so many answer each version: men and women in turn, men for 3 years or "three"."""
    for number in range(count):
        make_completed_response(survey, reply(1 + number % 2, str(3 + number % 2)))
    follow_version(survey, publish_second())
    for number in range(count):
        make_completed_response(survey, reply(2 - number % 2, "three" if number % 2 == 0 else "x"))


def test_union_of_two_versions_is_right_in_every_row(survey: Survey) -> None:
    count = 200
    _field_both(survey, count)
    rows = _read(export_responses(survey))
    cells = [(row["gender"], row["years"], row["years_v1"]) for row in rows]
    man_before, woman_before = ("2", "-2", "3"), ("1", "-2", "4")
    man_after, woman_after = ("2", "5", "-2"), ("1", "1", "-2")
    assert cells == [man_before, woman_before] * (count // 2) + [man_after, woman_after] * (
        count // 2
    )


def test_labels_of_both_versions_say_who_answered(survey: Survey) -> None:
    _field_both(survey, 2)
    genders = [row["gender"] for row in _read(export_responses(survey, language="en"))]
    assert genders == ["Male", "Female"] * 2


def test_codebook_shows_both_wordings_with_their_versions(survey: Survey) -> None:
    _field_both(survey, 1)
    lines = [line for line in _read(export_codebook(survey)) if line["variable"] == "gender"]
    columns = ("code", "code_label_en", "since_version", "until_version", "recoded_to")
    told = [tuple(line[name] for name in columns) for line in lines if line["code"] in ("1", "2")]
    assert told == [
        ("1", "Female", "2", "2", ""),
        ("2", "Male", "2", "2", ""),
        ("1", "Male", "1", "1", "2"),
        ("2", "Female", "1", "1", "1"),
    ]


def test_codebook_says_from_when_on_a_split_column_holds(survey: Survey) -> None:
    _field_both(survey, 1)
    lines = {
        line["variable"]: (line["type"], line["since_version"], line["until_version"])
        for line in _read(export_codebook(survey))
        if line["type"] != "text"
    }
    assert (lines["years"], lines["years_v1"]) == (("length", "2", "2"), ("integer", "1", "1"))


def test_breaking_change_without_an_answer_is_refused_with_a_list(survey: Survey) -> None:
    make_completed_response(survey, reply(1, "3"))
    with pytest.raises(BreakingChangesError) as refused:
        publish_second(answers=None)
    assert refused.value.faults == (
        "gender: the label of code 1 moved; the label of code 2 moved",
        "years: integer becomes length",
    )


def test_refused_version_leaves_the_dictionary_as_it_was(survey: Survey) -> None:
    make_completed_response(survey, reply(1, "3"))
    with pytest.raises(BreakingChangesError):
        publish_second(answers={"gender": ANSWERS["gender"]})
    assert [row["gender"] for row in _read(export_responses(survey))] == ["1"]
    assert survey.version.questionnaire.versions.count() == 1


def test_nobody_has_to_answer_for_what_nobody_was_asked(survey: Survey) -> None:
    follow_version(survey, publish_second(answers=None))
    make_completed_response(survey, reply(2, "three"))
    assert _read(export_responses(survey))[0]["gender"] == "2"


def test_interview_under_way_keeps_its_version(survey: Survey) -> None:
    response = make_response(survey)
    follow_version(survey, publish_second())
    complete_response(response, reply(1, "3"))
    assert (response.version.number, response.answers["years"]) == (1, 3)


def test_survey_that_stays_behind_is_not_recoded(survey: Survey) -> None:
    make_completed_response(survey, reply(1, "3"))
    publish_second()
    row = _read(export_responses(survey))[0]
    assert (row["gender"], row["years"]) == ("1", "3")
    assert "years_v1" not in row


def test_mapping_is_followed_over_several_versions(survey: Survey) -> None:
    make_completed_response(survey, reply(1, "3"))
    publish_second()
    third = make_second()
    gender = next(one for one in third["pages"][-1]["items"] if one["variable"] == "gender")
    del gender["choices"][1]
    version = publish_version("edited", document=third, now=NOW, answers={"gender": {2: 1}})
    follow_version(survey, version)
    # A man of the first version was 2 in the second, which nobody here was given.
    assert _read(export_responses(survey))[0]["gender"] == "1"


def test_meaning_that_paused_goes_on_in_its_column(survey: Survey) -> None:
    make_completed_response(survey, reply(1, "3"))
    without = make_second()
    del without["pages"][-1]["items"][-1]
    follow_version(
        survey,
        publish_version("edited", document=without, now=NOW, answers={"gender": {1: 2, 2: 1}}),
    )
    make_completed_response(survey, reply(2, ""))
    again = make_second()
    again["pages"][-1]["items"][-1] = YEARS
    follow_version(survey, publish_version("edited", document=again, now=NOW))
    make_completed_response(survey, reply(2, "5"))
    assert [row["years"] for row in _read(export_responses(survey))] == ["3", "-2", "5"]


def test_version_that_goes_back_to_the_first_document_is_read_as_itself(survey: Survey) -> None:
    make_completed_response(survey, reply(1, "3"))
    follow_version(survey, publish_second())
    # Male was 1, became 2, and is 1 again.
    answers: Mapping[str, Answer] = {"gender": {1: 2, 2: 1}, "years": SPLIT}
    third = publish_version("edited", document=make_first(), now=NOW, answers=answers)
    follow_version(survey, third)
    make_completed_response(survey, reply(1, "5"))
    rows = _read(export_responses(survey))
    assert [(row["gender"], row["years"], row["years_v1"]) for row in rows] == [
        ("1", "-2", "3"),
        ("1", "5", "-2"),
    ]


def test_survey_follows_only_a_later_version_of_its_questionnaire(survey: Survey) -> None:
    first = survey.version
    with pytest.raises(VersionForeignError):
        follow_version(survey, make_version("other"))
    follow_version(survey, publish_second())
    with pytest.raises(VersionForeignError):
        follow_version(survey, first)
    survey.refresh_from_db()
    assert survey.version.number == 2


def test_open_survey_follows_no_version_that_induces(survey: Survey) -> None:
    document = make_second()
    texts = {"en": "You may invite.", "zh-Hans": "请邀请好友参加"}
    document["texts"] = {"invitation.page": texts}
    version = publish_version("edited", document=document, now=NOW, answers=ANSWERS)
    with pytest.raises(SurveyNotReadyError):
        follow_version(survey, version)
    assert survey.version.number == 1
    survey.refresh_from_db()
    assert survey.version.number == 1
