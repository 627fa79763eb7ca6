"""The frame holds what the file holds, each column with the type that sums and models need."""

from datetime import timedelta
from io import StringIO

import numpy as np
import pandas as pd
import pytest

from analytics.exports.responses import export_responses
from analytics.selectors.frame import load_frame
from analytics.services.folding import fold_all
from analytics.services.sealing import seal_tail
from surveys.models import Response, Survey
from tests.analytics.stored_blocks import seal_early
from tests.factories import NOW, make_chain, make_document, make_recruit, make_survey, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture(name="survey", params=["sealed", "in the tail", "not counted"])
def _survey(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Survey:
    survey = make_survey()
    make_chain(survey, 2)
    make_recruit(survey=survey, replies={"reasons": ["90"], "gender": [""], "contacts": [""]})
    if request.param != "not counted":
        fold_all(survey.pk, now=NOW)
    if request.param == "sealed":
        seal_early(monkeypatch)
        assert seal_tail(survey.pk) == 4
    return survey


def test_codes_are_categories_and_numbers_say_why_they_are_missing(survey: Survey) -> None:
    frame = load_frame(survey, ["gender", "reasons_90", "contacts"])
    assert frame["gender"].tolist() == [2, 2, 2, -1]
    assert list(frame["gender"].cat.categories) == [-1, 2]
    assert frame["reasons_90"].tolist() == [0, 0, 0, 1]
    assert frame["contacts"].tolist()[:3] == [12.0] * 3
    assert np.isnan(frame["contacts"].iloc[3])
    assert frame["contacts__missing"].isna().tolist() == [True, True, True, False]
    assert frame["contacts__missing"].iloc[3] == -1


def test_every_line_has_its_place_in_the_chain(survey: Survey) -> None:
    frame = load_frame(survey, [])
    seed, first, second, other = frame.index
    assert frame["recruiter"].tolist()[1:3] == [seed, first]
    assert frame["recruiter"].isna().tolist() == [True, False, False, True]
    assert frame["wave"].tolist() == [0, 1, 2, 0]
    assert frame["degree"].tolist()[:3] == [12.0] * 3
    assert len({seed, first, second, other}) == 4


def test_it_holds_what_the_file_holds(survey: Survey) -> None:
    text = b"".join(export_responses(survey)).decode("utf-8-sig")
    file = pd.read_csv(StringIO(text)).set_index("id")
    names = ["gender", "adult", "decisive", "reasons_1"]
    frame = load_frame(survey, names)
    for name in names:
        assert frame[name].astype(float).to_dict() == file[name].astype(float).to_dict()


def test_only_those_who_completed_until_the_cut_off_are_in_it(survey: Survey) -> None:
    first = Response.objects.completed().order_by("pk")[0]
    assert first.completed_at is not None
    frame = load_frame(survey, ["gender"], cut_off=first.completed_at)
    assert set(frame["completed_at"]) == {frame["completed_at"].min()}
    assert load_frame(survey, [], cut_off=first.completed_at - timedelta(days=1)).empty


def test_unknown_variable_is_named() -> None:
    with pytest.raises(ValueError, match="no variable nothing, nowhere"):
        load_frame(make_survey(), ["nowhere", "gender", "nothing"])


def test_survey_without_responses_has_the_columns() -> None:
    frame = load_frame(make_survey(), ["gender", "contacts"])
    assert len(frame) == 0
    assert {"wave", "gender", "contacts", "contacts__missing"} <= set(frame.columns)


def test_who_cannot_be_coded_is_not_in_it(survey: Survey) -> None:
    spoilt = make_recruit(survey=survey).response
    Response.objects.filter(pk=spoilt.pk).update(answers={"gender": {"a": 1}})
    fold_all(survey.pk, now=NOW)
    assert len(load_frame(survey, ["gender"])) == 4


def test_variable_called_like_a_column_stands_beside_it() -> None:
    document = make_document()
    label = {"en": "Recruiter", "zh-Hans": "招聘者"}
    derived = {"name": "recruiter", "label": label, "expression": "if(gender = 2, 'pip', unknown)"}
    document.setdefault("derived", []).append(derived)
    survey = make_survey(version=make_version("recruiters", document=document))
    make_recruit(survey=survey)
    frame = load_frame(survey, ["recruiter"])
    assert frame["recruiter"].isna().tolist() == [True]
    assert frame["recruiter_"].tolist() == ["pip"]
