"""The chain table is what R's package RDS reads."""

import csv
from collections.abc import Iterable
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.exports.rds_table import export_chain_table
from recruitment.models import Coupon, Recruit
from recruitment.services.coupons import reveal_code
from surveys.models import Respondent, Response
from surveys.services.erasure import withdraw_response
from tests.factories import NOW, make_chain, make_recruit, make_survey

pytestmark = pytest.mark.django_db


def _read(pieces: Iterable[bytes]) -> list[dict[str, str]]:
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def _name(recruit: Recruit) -> str:
    return str(recruit.response.respondent)


def test_header_is_that_of_the_r_layout() -> None:
    header = b"".join(export_chain_table(make_survey())).decode("utf-8-sig").split("\r\n")[0]
    assert header.startswith("id,recruiter.id,network.size,wave,seed,channel,enrolled_on,")


def test_seeds_share_one_recruiter_and_are_their_own_seed() -> None:
    survey = make_survey()
    seed, recruit = make_chain(survey, 1)
    rows = _read(export_chain_table(survey))
    assert [(row["id"], row["recruiter.id"], row["wave"], row["seed"]) for row in rows] == [
        (_name(seed), "seed", "0", _name(seed)),
        (_name(recruit), _name(seed), "1", _name(seed)),
    ]


def test_recruiter_of_seeds_is_nobodys_id() -> None:
    survey = make_survey()
    for name, recruits in (("seed", 1), ("seed_2", 0)):
        person = make_chain(survey, recruits)[0].response.respondent
        Respondent.objects.filter(pk=person.pk).update(pseudonym=name)
    rows = _read(export_chain_table(survey))
    ties = [(row["id"], row["recruiter.id"], row["seed"]) for row in rows]
    assert ties == [
        ("seed", "seed_3", "seed"),
        (rows[1]["id"], "seed", "seed"),
        ("seed_2", "seed_3", "seed_2"),
    ]


def test_line_tells_size_channel_and_day() -> None:
    survey = make_survey()
    make_recruit(survey=survey)
    row = _read(export_chain_table(survey))[0]
    expected = ("12", "First look", timezone.localdate(NOW).isoformat(), "2")
    assert (row["network.size"], row["channel"], row["enrolled_on"], row["gender"]) == expected


def test_missing_answers_are_empty_cells() -> None:
    survey = make_survey()
    make_recruit(survey=survey, replies={"contacts": [""], "gender": ["99"]})
    row = _read(export_chain_table(survey))[0]
    assert (row["network.size"], row["gender"]) == ("", "")


def test_withdrawn_recruiter_stays_as_an_empty_line() -> None:
    survey = make_survey()
    chain = make_chain(survey, 2)
    withdraw_response(chain[1].response, now=NOW)
    rows = _read(export_chain_table(survey))
    rows = [next(row for row in rows if row["id"] == _name(one)) for one in chain]
    assert rows[2]["recruiter.id"] == _name(chain[1])
    assert (rows[1]["network.size"], rows[1]["gender"], rows[1]["reasons_1"]) == ("", "", "")
    assert (rows[1]["channel"], rows[1]["enrolled_on"]) == ("", "")


def test_whoever_did_not_complete_is_left_out() -> None:
    survey = make_survey()
    make_recruit(survey=survey, is_completed=False)
    assert _read(export_chain_table(survey)) == []


def test_whoever_withdrew_before_completing_is_left_out() -> None:
    survey = make_survey()
    withdraw_response(make_recruit(survey=survey, is_completed=False).response, now=NOW)
    assert _read(export_chain_table(survey)) == []


def test_simulated_people_are_marked() -> None:
    survey = make_survey(is_simulated=True)
    make_recruit(survey=survey)
    assert _read(export_chain_table(survey))[0]["is_simulated"] == "1"


def test_recruiters_stand_before_their_recruits() -> None:
    survey = make_survey()
    make_chain(survey, 5)
    seen = {"seed"}
    for row in _read(export_chain_table(survey)):
        assert row["recruiter.id"] in seen
        seen.add(row["id"])


def test_no_code_or_hash_leaves() -> None:
    survey = make_survey()
    make_chain(survey, 2)
    written = b"".join(export_chain_table(survey)).decode()
    secrets = [
        secret
        for coupon in Coupon.objects.all()
        for secret in (reveal_code(coupon), coupon.code_hash, coupon.nonce)
    ]
    hashes = Response.objects.values_list("key_hash", "withdrawal_hash")
    secrets += [secret for pair in hashes for secret in pair]
    assert [secret for secret in secrets if secret in written] == []


def test_table_costs_the_same_for_ten_and_twenty() -> None:
    survey, counts = make_survey(), []
    for _ in range(2):
        make_chain(survey, 9)
        with CaptureQueriesContext(connection) as queries:
            _read(export_chain_table(survey))
        counts.append(len(queries))
    assert counts[0] == counts[1]
