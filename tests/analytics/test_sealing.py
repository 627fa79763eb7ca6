"""Who was counted moves into blocks, and is read from there once, whatever happens meanwhile."""

import zlib
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from analytics.models import AnswerBlock, Generation, TalliedResponse
from analytics.selectors.dataset import OWN_COLUMNS, iterate_dataset
from analytics.selectors.plans import load_counting
from analytics.services import rebuilding, sealing
from analytics.services.checking import check_tallies
from analytics.services.folding import fold_all
from analytics.services.generations import (
    leave_generation,
    start_generation,
    swap_in,
)
from analytics.services.rebuilding import rebuild_tallies
from analytics.services.sealing import seal_tail
from analytics.tallies.plan import LAYOUT
from surveys.models import Response, Survey
from surveys.selectors.catalogues import load_catalogue
from surveys.services.erasure import withdraw_response
from surveys.services.responses import save_page
from tests.analytics.stored_blocks import (
    complete,
    list_sealed,
    read_all,
    seal_early,
)
from tests.analytics.test_rebuilding_beside import disturb
from tests.factories import NOW, make_chain, make_completed_response, make_survey

pytestmark = pytest.mark.django_db

CANARY = {"gender": ["1"], "contacts": ["777"], "reasons": ["90"], "decisive": [""]}


@pytest.fixture(name="survey")
def _survey(monkeypatch: pytest.MonkeyPatch) -> Survey:
    seal_early(monkeypatch)
    return make_survey()


def test_full_blocks_are_sealed_and_say_the_same_as_the_answers(survey: Survey) -> None:
    made = complete(survey, 5)
    before = read_all(survey)
    assert list_sealed() == {}
    assert seal_tail(survey.pk) == 4
    assert list(list_sealed().values()) == [[made[0].pk, made[1].pk], [made[2].pk, made[3].pk]]
    assert TalliedResponse.objects.get(block=None).response == made[4]
    assert len(before) == 5
    assert read_all(survey) == before
    assert check_tallies(survey).is_right


def test_sealed_answers_are_read_from_their_block(survey: Survey) -> None:
    complete(survey, 2)
    seal_tail(survey.pk)
    Response.objects.update(answers={})
    [piece] = iterate_dataset(survey, load_catalogue(survey))
    assert piece["degree"].spread() == [12, 12]


def test_short_tail_is_left_alone(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "LONGEST_TAIL", 5)
    complete(survey, 4)
    assert seal_tail(survey.pk) == 0
    complete(survey, 1)
    assert seal_tail(survey.pk) == 4
    assert seal_tail(survey.pk) == 0


def test_survey_without_counts_has_nothing_to_seal(survey: Survey) -> None:
    assert seal_tail(survey.pk) == 0


def test_who_has_an_event_waiting_stays_in_the_tail(survey: Survey) -> None:
    made = complete(survey, 3)
    save_page(made[0], page_number=3, raw={"gender": ["1"], "contacts": ["8"]}, now=NOW)
    assert seal_tail(survey.pk) == 2
    assert list(list_sealed().values()) == [[made[1].pk, made[2].pk]]


@pytest.mark.parametrize("deed", ["correct", "withdraw"])
def test_who_changes_while_a_block_is_made_is_not_in_it(
    survey: Survey, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    made = complete(survey, 2, CANARY)
    load = sealing.load_coded

    def load_and_change(*args: Any) -> Any:
        found = load(*args)
        if deed == "withdraw":
            withdraw_response(made[0], now=NOW)
        else:
            save_page(made[0], page_number=3, raw={"gender": ["2"], "contacts": ["8"]}, now=NOW)
        return found

    monkeypatch.setattr(sealing, "load_coded", load_and_change)
    seal_tail(survey.pk)
    assert list(list_sealed().values()) == [[made[1].pk]]
    fold_all(survey.pk, now=NOW)
    assert check_tallies(survey).is_right


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_between_the_pieces_everybody_is_read_once(
    survey: Survey, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    random = Random(seed)
    monkeypatch.setattr(rebuilding, "RESPONSES_PER_CHUNK", 3)
    for _ in range(4):
        make_chain(survey, 3)
    fold_all(survey.pk, now=NOW)
    seal_tail(survey.pk)
    deeds: list[Callable[[], object]] = [
        lambda: disturb(survey, random),
        lambda: fold_all(survey.pk, now=NOW),
        lambda: seal_tail(survey.pk),
        lambda: rebuild_tallies(survey, now=NOW),
    ]
    stayed = set(Response.objects.completed().values_list("pk", flat=True))
    read: list[object] = []
    for piece in iterate_dataset(survey, load_catalogue(survey)):
        read += piece["response"].spread()
        random.choice(deeds)()
    stayed &= set(Response.objects.completed().values_list("pk", flat=True))
    assert len(read) == len(set(read))
    assert stayed <= set(read)
    fold_all(survey.pk, now=timezone.now())
    assert check_tallies(survey).is_right


def test_nobody_is_read_twice_when_a_generation_is_swapped_in(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "RESPONSES_PER_CHUNK", 2)
    complete(survey, 4)
    seal_tail(survey.pk)
    counting = load_counting(survey)
    building = start_generation(survey, counting.plan, now=NOW)
    while rebuilding._build_chunk(survey, building.pk, counting, now=NOW):
        pass
    complete(survey, 2)
    seal_tail(survey.pk)  # a block of what is read that is newer than those in the making
    pieces = iterate_dataset(survey, load_catalogue(survey))
    read = next(pieces)["response"].spread()
    swap_in(building, now=NOW)
    for piece in pieces:
        read += piece["response"].spread()
    assert sorted(read) == sorted(Response.objects.values_list("pk", flat=True))  # type: ignore[type-var]


def test_nothing_is_sealed_into_what_was_left_meanwhile(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(survey, 4)
    load = sealing.load_coded

    def load_and_leave(*args: Any) -> Any:
        leave_generation(Generation.objects.get())
        return load(*args)

    monkeypatch.setattr(sealing, "load_coded", load_and_leave)
    assert seal_tail(survey.pk) == 0
    assert not AnswerBlock.objects.exists()


def test_language_chosen_after_the_end_is_no_mistake_of_a_block(survey: Survey) -> None:
    made = complete(survey, 2)
    seal_tail(survey.pk)
    Response.objects.filter(pk=made[0].pk).update(language="en")
    assert check_tallies(survey).is_right


def test_a_response_in_two_blocks_is_found_out(survey: Survey) -> None:
    complete(survey, 2)
    seal_tail(survey.pk)
    block = AnswerBlock.objects.get()
    AnswerBlock.objects.create(generation=block.generation, document=block.document)
    assert len(check_tallies(survey).responses) == 2


def test_columns_and_layout_change_together() -> None:
    # Blocks of a former layout have other columns: raise LAYOUT with every change of these.
    assert (LAYOUT, zlib.crc32(" ".join(OWN_COLUMNS).encode())) == (2, 12800822)


def test_full_block_of_those_who_cannot_be_sealed_holds_up_nobody(survey: Survey) -> None:
    made = complete(survey, 5)
    for one in made[:2]:
        Response.objects.filter(pk=one.pk).update(answers={"gender": {"a": 1}})
    assert seal_tail(survey.pk) == 2
    assert list(list_sealed().values()) == [[made[2].pk, made[3].pk]]


def test_who_cannot_be_coded_any_more_stays_and_holds_up_nobody(survey: Survey) -> None:
    made = complete(survey, 3)
    Response.objects.filter(pk=made[0].pk).update(answers={"gender": {"a": 1}})
    assert seal_tail(survey.pk) == 1
    assert list(list_sealed().values()) == [[made[1].pk]]


def test_uncoded_response_has_a_line_without_answers(survey: Survey) -> None:
    spoilt = make_completed_response(survey)
    Response.objects.filter(pk=spoilt.pk).update(answers={"gender": {"a": 1}})
    fold_all(survey.pk, now=NOW)
    [piece] = iterate_dataset(survey, load_catalogue(survey))
    assert (piece["is_coded"].spread(), piece["degree"].spread()) == ([0], [None])
