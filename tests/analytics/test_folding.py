"""Folding: the tallies follow every completion, correction and withdrawal, each counted once."""

import pytest

from analytics.models import Generation, TalliedResponse, Tally
from analytics.selectors.tallies import load_table, load_tallies
from analytics.services import tallying
from analytics.services.checking import check_tallies
from analytics.services.errors import TalliesBrokenError
from analytics.services.folding import fold_all, fold_events, list_waiting
from analytics.tallies.tallies import merge
from surveys.models import Event, Survey
from surveys.services.erasure import withdraw_response
from surveys.services.responses import save_page
from tests.analytics.stored_counts import read_shares, spoil_everybody
from tests.factories import (
    NOW,
    make_chain,
    make_completed_response,
    make_coupon,
    make_event,
    make_recruit,
    make_response,
    make_survey,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(name="survey")
def _survey() -> Survey:
    return make_survey()


def test_completion_is_counted(survey: Survey) -> None:
    make_completed_response(survey)
    assert fold_events(survey, now=NOW) == 1
    assert read_shares(survey, "gender") == {(2, 12): 1}
    assert read_shares(survey, "reasons_1") == {(1, 12): 1}
    assert read_shares(survey, "reasons_90") == {(0, 12): 1}
    assert load_table(survey).degrees == {12: 1}


def test_event_is_marked_and_not_folded_again(survey: Survey) -> None:
    make_completed_response(survey)
    fold_events(survey, now=NOW)
    before = load_tallies(survey)
    assert fold_events(survey, now=NOW) == 0
    assert load_tallies(survey) == before


def test_event_told_twice_counts_once(survey: Survey) -> None:
    response = make_completed_response(survey)
    fold_events(survey, now=NOW)
    before = load_tallies(survey)
    make_event(response, Event.Kind.COMPLETED)
    assert fold_events(survey, now=NOW) == 1
    assert load_tallies(survey) == before


def test_started_response_is_not_counted(survey: Survey) -> None:
    make_response(survey)
    assert fold_events(survey, now=NOW) == 0
    assert not Tally.objects.exists()


def test_recruitment_is_counted_from_recruiter_to_recruit(survey: Survey) -> None:
    seed = make_recruit(survey=survey, replies={"gender": ["1"]})
    make_recruit(seed.coupons.first(), replies={"gender": ["2"]})
    fold_events(survey, now=NOW)
    table = load_table(survey)
    assert table.links("gender") == {(1, 2): 1}
    assert table.waves == {0: 1, 1: 1}
    assert table.channels == {seed.channel_id: 2}


def test_recruitment_is_counted_when_the_two_are_folded_apart(survey: Survey) -> None:
    make_chain(survey, 4)
    while fold_events(survey, now=NOW, limit=1):
        pass
    assert load_table(survey).links("gender") == {(2, 2): 4}


def test_withdrawal_takes_everything_back(survey: Survey) -> None:
    make_completed_response(survey)
    fold_events(survey, now=NOW)
    before = load_tallies(survey)
    response = make_recruit(make_coupon(survey), replies={"gender": ["1"]}).response
    fold_events(survey, now=NOW)
    withdraw_response(response, now=NOW)
    fold_events(survey, now=NOW)
    assert load_tallies(survey) == before
    assert not TalliedResponse.objects.filter(response=response).exists()


def test_withdrawal_in_mid_chain_takes_both_links(survey: Survey) -> None:
    chain = make_chain(survey, 3)
    fold_events(survey, now=NOW)
    withdraw_response(chain[1].response, now=NOW)
    fold_events(survey, now=NOW)
    table = load_table(survey)
    assert table.links("gender") == {(2, 2): 1}
    assert table.respondent_count == 3


def test_withdrawal_before_the_first_fold_leaves_nothing(survey: Survey) -> None:
    withdraw_response(make_completed_response(survey), now=NOW)
    assert fold_events(survey, now=NOW) == 2
    assert not load_tallies(survey).counts.any()


def test_correction_moves_the_row_and_its_links(survey: Survey) -> None:
    chain = make_chain(survey, 2)
    fold_events(survey, now=NOW)
    raw = {"gender": ["1"], "contacts": ["30"]}
    save_page(chain[1].response, page_number=3, raw=raw, now=NOW)
    fold_events(survey, now=NOW)
    table = load_table(survey)
    assert table.links("gender") == {(2, 1): 1, (1, 2): 1}
    assert read_shares(survey, "gender") == {(2, 12): 2, (1, 30): 1}


def test_correction_told_before_its_completion_is_folded_ends_the_same(survey: Survey) -> None:
    response = make_completed_response(survey)
    save_page(response, page_number=3, raw={"gender": ["1"], "contacts": ["30"]}, now=NOW)
    assert fold_events(survey, now=NOW) == 2
    assert read_shares(survey, "gender") == {(1, 30): 1}


def test_missing_answers_are_in_no_cell(survey: Survey) -> None:
    make_completed_response(survey, {"gender": ["99"], "contacts": [""]})
    fold_events(survey, now=NOW)
    table = load_table(survey)
    assert table.shares("gender") == {1: 0, 2: 0}
    assert table.degrees == {None: 1}


def test_limit_leaves_the_rest_waiting(survey: Survey) -> None:
    for _ in range(3):
        make_completed_response(survey)
    assert fold_events(survey, now=NOW, limit=2) == 2
    assert load_table(survey).respondent_count == 2
    assert Event.objects.for_survey(survey).waiting().count() == 1


def test_surveys_are_folded_apart(survey: Survey) -> None:
    other = make_survey()
    make_completed_response(survey)
    make_completed_response(other)
    assert list_waiting() == {survey.pk: survey.slug, other.pk: other.slug}
    fold_all(survey.pk, now=NOW)
    assert list_waiting() == {other.pk: other.slug}
    assert load_table(other).respondent_count == 0


def test_tallies_of_an_older_plan_are_counted_anew(survey: Survey) -> None:
    make_completed_response(survey)
    fold_events(survey, now=NOW)
    expected = load_tallies(survey)
    live = Generation.objects.get()
    live.plan["variables"].pop()
    live.save()
    make_event(make_completed_response(survey))
    assert fold_events(survey, now=NOW) is None
    assert fold_all(survey.pk, now=NOW) == 2
    assert load_tallies(survey) == merge(expected, expected)
    assert Generation.objects.get().pk != live.pk


def test_taking_out_more_than_is_there_is_refused_whole(survey: Survey) -> None:
    response = make_completed_response(survey)
    fold_events(survey, now=NOW)
    spoil_everybody(survey)
    before = load_tallies(survey)
    save_page(response, page_number=3, raw={"gender": ["1"], "contacts": ["30"]}, now=NOW)
    with pytest.raises(TalliesBrokenError, match="counts"):
        fold_events(survey, now=NOW)
    assert load_tallies(survey) == before
    assert Event.objects.for_survey(survey).waiting().count() == 1


def test_counts_move_to_the_large_part_in_time(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallying, "MOST_RECENT", 3)
    parts = []
    make_chain(survey, 6)
    while fold_events(survey, now=NOW, limit=1):
        found = Tally.objects.order_by("part").values_list("part", flat=True)
        parts.append(list(found))
        assert check_tallies(survey).is_right
    recent, both, base = ["recent"], ["base", "recent"], ["base"]
    assert parts == [recent, recent, base, both, both, base, both]


@pytest.mark.parametrize("folded", [1, 12])
def test_cost_of_a_fold_does_not_grow_with_what_was_folded(
    survey: Survey, folded: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(folded):
        make_completed_response(survey)
    fold_events(survey, now=NOW)
    for _ in range(10):
        make_completed_response(survey)
    with django_assert_num_queries(22):
        fold_events(survey, now=NOW)
