"""Who is corrected or withdrawn leaves the blocks at once, in every generation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from analytics.dataset.blocks import pack_block, read_block
from analytics.dataset.columns import encode
from analytics.models import AnswerBlock, Generation, TalliedResponse
from analytics.selectors.plans import load_counting
from analytics.services import folding, rebuilding
from analytics.services.checking import check_tallies
from analytics.services.folding import fold_all, fold_events
from analytics.services.generations import (
    clear_left,
    leave_generation,
    start_generation,
)
from analytics.services.rebuilding import rebuild_tallies
from analytics.services.sealing import seal_tail
from surveys.models import Event, Survey
from surveys.services.erasure import withdraw_response
from surveys.services.responses import save_page
from tests.analytics.stored_blocks import (
    complete,
    list_rows,
    list_sealed,
    list_values,
    read_all,
    seal_early,
)
from tests.analytics.stored_counts import list_degrees, spoil_everybody
from tests.factories import NOW, make_chain, make_survey

pytestmark = pytest.mark.django_db

CANARY = {"gender": ["1"], "contacts": ["777"], "reasons": ["90"], "decisive": [""]}


@pytest.fixture(name="survey")
def _survey(monkeypatch: pytest.MonkeyPatch) -> Survey:
    seal_early(monkeypatch)
    return make_survey()


def test_correction_leaves_the_block_for_the_tail(survey: Survey) -> None:
    made = complete(survey, 2, CANARY)
    seal_tail(survey.pk)
    assert 777 in list_values()
    for response, contacts in zip(made, ("8", "9"), strict=True):
        # The number alone, so that all that is counted of it, but its degree, stays as it is.
        raw = {"gender": ["1"], "contacts": [contacts]}
        save_page(response, page_number=3, raw=raw, now=NOW)
        fold_all(survey.pk, now=NOW)
    assert list_sealed() == {}
    assert TalliedResponse.objects.tail(Generation.objects.get()).count() == 2
    assert seal_tail(survey.pk) == 2
    assert 777 not in list_values()
    assert check_tallies(survey).is_right


def test_withdrawn_answers_are_in_no_block_row_or_count_of_any_generation(survey: Survey) -> None:
    complete(survey, 1)
    canary = complete(survey, 1, CANARY)[0]
    seal_tail(survey.pk)
    counting = load_counting(survey)
    building = start_generation(survey, counting.plan, now=NOW)
    while rebuilding._build_chunk(survey, building.pk, counting, now=NOW):
        pass
    name = str(canary.respondent)
    assert AnswerBlock.objects.count() == 2
    for found in (list_values(), list_degrees(), {int(row["degree"]) for row in list_rows()}):
        assert 777 in found
    assert name in list_values()
    withdraw_response(canary, now=NOW)
    assert AnswerBlock.objects.count() == 2
    for found in (list_values(), list_degrees(), {int(row["degree"]) for row in list_rows()}):
        assert 777 not in found
    assert name not in list_values()
    assert not any(canary.pk in pks for pks in list_sealed().values())


def test_withdrawn_answers_leave_what_nobody_reads_any_more(survey: Survey) -> None:
    canary = complete(survey, 2, CANARY)[0]
    seal_tail(survey.pk)
    leave_generation(Generation.objects.get())  # as a worker that died after a swap
    withdraw_response(canary, now=NOW)
    assert str(canary.respondent) not in list_values()
    assert list_sealed()


def test_withdrawn_answers_leave_a_block_whose_counts_are_broken(survey: Survey) -> None:
    canary = complete(survey, 2, CANARY)[0]
    seal_tail(survey.pk)
    spoil_everybody(survey)
    withdraw_response(canary, now=NOW)
    assert str(canary.respondent) not in list_values()
    assert list_sealed()


def test_blocks_are_cleared_while_their_rows_still_name_them(survey: Survey) -> None:
    complete(survey, 4)
    seal_tail(survey.pk)
    leave_generation(Generation.objects.get())
    rows: list[int] = []

    def watch(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith("DELETE") and AnswerBlock._meta.db_table in sql:
            rows.append(TalliedResponse.objects.count())
        return execute(sql, *more)

    with connection.execute_wrapper(watch):
        clear_left(survey)
    assert rows == [4]


def test_recruiter_who_withdrew_stays_as_a_name_alone(survey: Survey) -> None:
    seed, recruit = make_chain(survey, 1)
    fold_all(survey.pk, now=NOW)
    seal_tail(survey.pk)
    withdraw_response(seed.response, now=NOW)
    assert list(list_sealed().values()) == [[recruit.response.pk]]
    assert str(seed.response.respondent) in list_values()


def test_block_of_nobody_goes(survey: Survey) -> None:
    for response in complete(survey, 2):
        seal_tail(survey.pk)
        withdraw_response(response, now=NOW)
    assert not AnswerBlock.objects.exists()


def test_damaged_block_holds_up_nobody(survey: Survey) -> None:
    made = complete(survey, 2)
    before = read_all(survey)
    seal_tail(survey.pk)
    AnswerBlock.objects.update(document=b"damaged")
    assert read_all(survey) == before
    assert check_tallies(survey).responses == {one.pk for one in made}
    withdraw_response(made[0], now=NOW)
    assert not AnswerBlock.objects.exists()
    assert TalliedResponse.objects.get().block_id is None
    assert check_tallies(survey).is_right


@pytest.mark.parametrize("name", ["degree", "respondent", "response"])
def test_block_that_says_something_else_is_found_out(survey: Survey, name: str) -> None:
    complete(survey, 2)
    seal_tail(survey.pk)
    assert check_tallies(survey).is_right
    block = AnswerBlock.objects.get()
    columns = read_block(bytes(block.document))
    columns[name] = encode([columns[name].spread()[0], 999])
    AnswerBlock.objects.update(document=pack_block(columns))
    assert check_tallies(survey).responses


def test_rebuild_writes_blocks_and_clears_those_of_before(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "RESPONSES_PER_CHUNK", 2)
    made = complete(survey, 5)
    before = read_all(survey)
    seal_tail(survey.pk)
    former = set(list_sealed())
    rebuild_tallies(survey, now=NOW)
    assert not former & list_sealed().keys()
    assert [pk for pks in list_sealed().values() for pk in pks] == [one.pk for one in made]
    assert not TalliedResponse.objects.filter(block=None).exists()
    assert read_all(survey) == before
    assert check_tallies(survey).is_right


def test_blocks_of_a_generation_that_was_left_are_cleared(survey: Survey) -> None:
    complete(survey, 4)
    seal_tail(survey.pk)
    leave_generation(Generation.objects.get())
    clear_left(survey)
    assert not AnswerBlock.objects.exists()


def test_a_fold_rewrites_few_blocks_and_the_next_one_goes_on(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "BLOCKS_PER_FOLD", 2)
    made = complete(survey, 8)
    seal_tail(survey.pk)
    for response in made[::2]:
        save_page(response, page_number=3, raw={"gender": ["1"], "contacts": ["8"]}, now=NOW)
    assert fold_events(survey, now=NOW) == 2
    assert Event.objects.for_survey(survey).waiting().count() == 2
    assert fold_all(survey.pk, now=NOW) == 2
    assert check_tallies(survey).is_right
