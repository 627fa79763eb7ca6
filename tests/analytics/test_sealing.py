"""Who was counted moves into blocks; who is corrected or withdrawn leaves them at once."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from analytics.dataset.blocks import pack_block, read_block
from analytics.dataset.columns import encode
from analytics.models import AnswerBlock, Generation, TalliedResponse
from analytics.selectors.dataset import iterate_dataset
from analytics.selectors.plans import load_counting
from analytics.services import folding, rebuilding, sealing
from analytics.services.checking import check_tallies
from analytics.services.folding import fold_all, fold_events
from analytics.services.generations import clear_left, leave_generation, start_generation
from analytics.services.rebuilding import rebuild_tallies
from analytics.services.sealing import seal_tail
from surveys.models import Event, Response, Survey
from surveys.selectors.catalogues import load_catalogue
from surveys.services.erasure import withdraw_response
from surveys.services.responses import save_page
from tests.analytics.stored_blocks import list_rows, list_sealed, list_values, seal_early
from tests.analytics.stored_counts import list_degrees
from tests.analytics.test_rebuilding_beside import disturb
from tests.factories import NOW, make_chain, make_completed_response, make_recruit, make_survey

pytestmark = pytest.mark.django_db

CANARY = {"gender": ["1"], "contacts": ["777"], "reasons": ["90"], "decisive": [""]}


@pytest.fixture(name="survey")
def _survey(monkeypatch: pytest.MonkeyPatch) -> Survey:
    seal_early(monkeypatch)
    return make_survey()


def complete(survey: Survey, count: int, replies: dict[str, list[str]] | None = None) -> list[Any]:
    made = [make_recruit(survey=survey, replies=replies).response for _ in range(count)]
    fold_all(survey.pk, now=NOW)
    return made


def read_all(survey: Survey) -> list[tuple[object, ...]]:
    """Every line of the dataset, the same whether it is sealed or not."""
    catalogue = load_catalogue(survey)
    lines: list[tuple[object, ...]] = []
    for piece in iterate_dataset(survey, catalogue):
        names = sorted(piece)
        lines += zip(*(piece[name].spread() for name in names), strict=True)
    return sorted(lines, key=repr)


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


def test_who_cannot_be_coded_any_more_stays_and_holds_up_nobody(survey: Survey) -> None:
    made = complete(survey, 3)
    Response.objects.filter(pk=made[0].pk).update(answers={"gender": {"a": 1}})
    assert seal_tail(survey.pk) == 2
    assert list(list_sealed().values()) == [[made[1].pk], [made[2].pk]]


def test_uncoded_response_has_a_line_without_answers(survey: Survey) -> None:
    spoilt = make_completed_response(survey)
    Response.objects.filter(pk=spoilt.pk).update(answers={"gender": {"a": 1}})
    fold_all(survey.pk, now=NOW)
    [piece] = iterate_dataset(survey, load_catalogue(survey))
    assert (piece["is_coded"].spread(), piece["degree"].spread()) == ([0], [None])
