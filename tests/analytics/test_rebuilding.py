"""A rebuild is the same fold over everything: it changes nothing, and finds what is wrong."""

from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from analytics.models import TalliedResponse
from analytics.selectors.tallies import load_tallies
from analytics.services import rebuilding
from analytics.services.checking import check_tallies
from analytics.services.folding import fold_events
from analytics.services.rebuilding import rebuild_tallies
from recruitment.models import Recruit
from surveys.models import Event, Response, Survey
from surveys.services.erasure import withdraw_response
from surveys.services.responses import save_page
from tests.analytics.stored_counts import read_shares, spoil_count
from tests.factories import NOW, make_completed_response, make_coupon, make_recruit, make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture(name="survey")
def _survey() -> Survey:
    return make_survey()


def live(survey: Survey, random: Random, steps: int) -> None:
    """Completions down the chains, corrections and withdrawals by chance; folded now and then."""
    recruits: list[Recruit] = []
    for _ in range(steps):
        replies = {"gender": [random.choice("12")], "contacts": [random.choice(["0", "5", "40"])]}
        deed = random.choice(("recruit", "recruit", "correct", "withdraw"))
        if deed == "recruit" or not recruits:
            open_coupons = [c for r in recruits for c in r.coupons.unredeemed()]
            coupon = random.choice([*open_coupons, make_coupon(survey)])
            recruits.append(make_recruit(coupon, replies=replies))
        elif deed == "correct":
            save_page(random.choice(recruits).response, page_number=3, raw=replies, now=NOW)
        else:
            withdraw_response(recruits.pop(random.randrange(len(recruits))).response, now=NOW)
        if random.random() < 0.4:
            fold_events(survey, now=NOW, limit=random.randint(1, 3))


def rows(survey: Survey) -> dict[int, object]:
    return {
        tallied.response_id: bytes(tallied.row)
        for tallied in TalliedResponse.objects.filter(generation__survey=survey)
    }


@pytest.mark.parametrize("seed", range(4))
def test_folding_bit_by_bit_equals_counting_anew(survey: Survey, seed: int) -> None:
    live(survey, Random(seed), 25)
    while fold_events(survey, now=NOW):
        pass
    folded = load_tallies(survey), rows(survey)
    rebuild_tallies(survey, now=NOW)
    assert (load_tallies(survey), rows(survey)) == folded
    assert folded[0].counts.any()


def test_rebuild_in_small_batches_counts_every_link(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(survey, Random(9), 25)
    rebuild_tallies(survey, now=NOW)
    expected = load_tallies(survey)
    monkeypatch.setattr(rebuilding, "RESPONSES_PER_CHUNK", 2)
    rebuild_tallies(survey, now=NOW)
    assert load_tallies(survey) == expected


def test_rebuild_covers_what_was_waiting(survey: Survey) -> None:
    make_completed_response(survey)
    rebuild_tallies(survey, now=NOW)
    counted = load_tallies(survey)
    assert counted.counts.any()
    assert fold_events(survey, now=NOW) == 1
    assert load_tallies(survey) == counted


def test_check_finds_nothing_when_all_is_right(survey: Survey) -> None:
    live(survey, Random(2), 15)
    assert check_tallies(survey).is_right


def test_check_finds_a_response_nobody_told_of(survey: Survey) -> None:
    response = make_completed_response(survey)
    Event.objects.all().delete()
    assert check_tallies(survey).responses == {response.pk}


def test_check_finds_a_response_that_should_have_left(survey: Survey) -> None:
    response = make_completed_response(survey)
    fold_events(survey, now=NOW)
    Response.objects.update(state=Response.State.STARTED)
    assert check_tallies(survey).responses == {response.pk}


def test_check_finds_a_count_that_is_wrong(survey: Survey) -> None:
    make_completed_response(survey)
    fold_events(survey, now=NOW)
    spoil_count(survey, "gender", 2, by=6)
    check = check_tallies(survey)
    assert (check.wrong_count, check.excess.by_degree.sum()) == (1, 6)


def test_check_command_names_the_survey_that_differs(survey: Survey) -> None:
    make_completed_response(survey)
    fold_events(survey, now=NOW)
    spoil_count(survey, "gender", 2, by=6)
    with pytest.raises(CommandError, match=survey.slug):
        call_command("rebuild_tallies", "--check", stdout=StringIO())


def test_command_puts_it_right(survey: Survey) -> None:
    make_completed_response(survey)
    fold_events(survey, now=NOW)
    spoil_count(survey, "gender", 2, by=6)
    call_command("rebuild_tallies", "--survey", survey.slug, stdout=StringIO())
    call_command("rebuild_tallies", "--check", stdout=StringIO())
    assert read_shares(survey, "gender") == {(2, 12): 1}


def test_unknown_survey_is_refused() -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("rebuild_tallies", "--survey", "nowhere", stdout=StringIO())
