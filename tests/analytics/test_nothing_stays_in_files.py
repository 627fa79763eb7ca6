"""A promise to respondents: on SQLite withdrawn answers are in no file of the database."""

from pathlib import Path

import pytest
from django.db import connection

from analytics.models import AnswerBlock, TalliedResponse
from analytics.services.folding import fold_all
from analytics.services.sealing import seal_tail
from surveyproj.sqlite import empty_log
from surveys.models import Response, Survey
from surveys.services.erasure import withdraw_response
from tests.analytics.stored_blocks import seal_early
from tests.factories import NOW, make_completed_response, make_survey

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="Looks into SQLite's files."),
]

PLANTED = "quiet-harbour-in-the-morning"
CANARY = {"gender": ["1"], "contacts": ["7771"], "comment": [PLANTED]}


def read_files() -> bytes:
    name = Path(str(connection.settings_dict["NAME"]))
    return b"".join(one.read_bytes() for one in name.parent.glob(f"{name.name}*"))


def plant(survey: Survey) -> tuple[Response, list[bytes]]:
    """A sealed response, and what stands of it in the files: words, answers, row and block."""
    make_completed_response(survey)
    response = make_completed_response(survey, CANARY)
    fold_all(survey.pk, now=NOW)
    assert seal_tail(survey.pk) == 2
    row = TalliedResponse.objects.get(response=response)
    document = bytes(AnswerBlock.objects.get().document)
    return response, [PLANTED.encode(), b'"contacts": 7771', bytes(row.row), document[-60:]]


def test_nothing_is_left_in_file_or_log(monkeypatch: pytest.MonkeyPatch) -> None:
    seal_early(monkeypatch)
    response, planted = plant(make_survey())
    assert empty_log()
    assert [one in read_files() for one in planted] == [True] * 4
    withdraw_response(response, now=NOW)
    # Overwritten in the pages, but the log still has them as they were.
    assert empty_log()
    assert [one in read_files() for one in planted] == [False] * 4


def test_control_without_overwriting_and_with_its_log_the_files_keep_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seal_early(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    response, planted = plant(make_survey())
    withdraw_response(response, now=NOW)
    assert any(one in read_files() for one in planted)
    assert empty_log()
    assert any(one in read_files() for one in planted)


def test_a_reader_is_not_waited_for() -> None:
    make_survey()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM surveys_survey")
            cursor.fetchall()
            make_survey()
            assert not empty_log()
            cursor.execute("COMMIT")
    finally:
        other.close()
    assert empty_log()
