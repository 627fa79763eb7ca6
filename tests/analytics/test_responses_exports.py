"""Downloads of responses: complete, safe, streamed, and without anybody's key."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.exports.codebook import export_codebook
from analytics.exports.responses import export_responses
from surveys.exports.texts import export_texts
from surveys.models import Response, Survey
from surveys.services.erasure import withdraw_response
from surveys.services.keys import hash_key, make_key, make_withdrawal_code
from surveys.services.responses import start_response
from tests.factories import (
    NOW,
    complete_response,
    make_completed_response,
    make_consent,
    make_membership,
    make_researcher,
    make_response,
    make_survey,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    return make_survey(owner=make_researcher("owner"))


def _read(pieces: object) -> list[dict[str, str]]:
    text = b"".join(pieces).decode("utf-8-sig")  # type: ignore[call-overload]
    return list(csv.DictReader(StringIO(text, newline="")))


def _complete(survey: Survey, words: str = "", minutes: float = 10) -> Response:
    response = make_response(survey)
    replies = {"comment": [words], "reasons": ["1"]}
    return complete_response(response, replies, now=NOW + timedelta(minutes=minutes))


def test_codes_stay_numbers_and_missing_codes_negative(survey: Survey) -> None:
    make_completed_response(survey, {"reasons": ["90"], "gender": [""]})
    row = _read(export_responses(survey))[0]
    assert (row["reasons_90"], row["decisive"], row["gender"]) == ("1", "-2", "-1")


def test_labels_come_in_the_language_asked_for(survey: Survey) -> None:
    make_completed_response(survey, {"reasons": ["90"]})
    row = _read(export_responses(survey, language="zh-Hans"))[0]
    assert (row["gender"], row["reasons_90"], row["decisive"]) == (
        "Female（中文）",
        "是",
        "不适用（未问）",
    )


@pytest.mark.parametrize(
    ("boxes", "is_asked", "cell"),
    [
        (("participate", "sharing"), True, "1"),
        (("participate",), True, "0"),
        (("participate",), False, ""),
    ],
)
def test_agreement_to_sharing_stands_beside_the_answers(
    boxes: tuple[str, ...], is_asked: bool, cell: str
) -> None:
    survey = make_survey(details={"sharing_box": is_asked})
    response, _ = start_response(
        survey, key=make_key(), consent=make_consent(*boxes), is_referred=False, now=NOW
    )
    complete_response(response)
    assert _read(export_responses(survey))[0]["consent_sharing"] == cell


def test_codebook_says_what_agreement_to_sharing_means(survey: Survey) -> None:
    lines = {row["variable"]: row["label_en"] for row in _read(export_codebook(survey))}
    assert lines["consent_sharing"].startswith("1: agreed")


def test_free_text_stands_in_its_own_file_alone(survey: Survey) -> None:
    _complete(survey, "near my family")
    assert b"near my family" not in b"".join(export_responses(survey))
    assert _read(export_texts(survey))[0]["text"] == "near my family"


def test_free_text_cannot_run(survey: Survey) -> None:
    _complete(survey, "=HYPERLINK(1)")
    assert _read(export_texts(survey))[0]["text"] == "'=HYPERLINK(1)"


def test_only_completed_responses_unless_asked(survey: Survey) -> None:
    make_completed_response(survey)
    make_response(survey)
    assert len(_read(export_responses(survey))) == 1
    rows = _read(export_responses(survey, only_completed=False))
    assert {row["state"] for row in rows} == {"completed", "started"}


def test_withdrawn_response_is_in_no_file(survey: Survey) -> None:
    response = _complete(survey, "gone")
    withdraw_response(response, now=NOW)
    assert _read(export_responses(survey, only_completed=False)) == []
    assert _read(export_texts(survey)) == []


def test_simulated_responses_are_marked() -> None:
    survey = make_survey(is_simulated=True)
    make_completed_response(survey)
    assert _read(export_responses(survey))[0]["is_simulated"] == "1"


def test_fast_response_is_flagged(survey: Survey) -> None:
    for minutes in (9, 10, 11, 2):
        _complete(survey, minutes=minutes)
    assert [row["q_fast"] for row in _read(export_responses(survey))] == ["0", "0", "0", "1"]


def test_same_words_of_two_people_are_flagged(survey: Survey) -> None:
    for words in ("Near my FAMILY!", "near my family", "the sea", ""):
        _complete(survey, words)
    flags = [row["q_duplicate_text"] for row in _read(export_responses(survey))]
    assert flags == ["1", "1", "0", "0"]


def test_no_key_code_or_hash_leaves(survey: Survey) -> None:
    key = make_key()
    response = complete_response(make_response(survey, key=key), {"comment": ["words"]})
    files = b"".join(
        [*export_responses(survey), *export_texts(survey), *export_codebook(survey)]
    ).decode()
    secrets = (key, hash_key(key), make_withdrawal_code(key), response.withdrawal_hash)
    assert [secret for secret in secrets if secret in files] == []
    assert str(response.order_seed) not in files


def test_export_costs_the_same_for_ten_and_twenty(survey: Survey) -> None:
    counts = []
    _read(export_responses(survey))  # the counts of a fold are read once and kept
    for _ in range(2):
        for _ in range(10):
            make_completed_response(survey)
        with CaptureQueriesContext(connection) as queries:
            _read(export_responses(survey))
        counts.append(len(queries))
    assert counts == [20, 20]


def test_codebook_names_missing_codes(survey: Survey) -> None:
    rows = [row for row in _read(export_codebook(survey)) if row["variable"] == "gender"]
    assert {row["code"]: row["missing"] for row in rows} == {
        "1": "",
        "2": "",
        "99": "refused",
        "-1": "skipped",
        "-2": "not_asked",
        "-3": "not_reached",
    }


def test_codebook_describes_every_column(survey: Survey) -> None:
    header = b"".join(export_responses(survey)).decode("utf-8-sig").splitlines()[0].split(",")
    assert set(header) <= {row["variable"] for row in _read(export_codebook(survey))}


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 404), ("stranger", 404)])
def test_free_text_is_for_an_owner(client: Client, survey: Survey, who: str, status: int) -> None:
    make_membership(survey, make_researcher("colleague"))
    make_researcher("stranger")
    client.force_login(User.objects.get(username=who), "django.contrib.auth.backends.ModelBackend")
    address = reverse("surveys:texts_csv", args=[survey.slug])
    assert client.get(address).status_code == status
