"""Every figure of the fieldwork, overview and seeds pages has one value, and this is it."""

from datetime import timedelta

import pytest

from recruitment.models import Recruit
from recruitment.selectors.chains import load_picture
from recruitment.selectors.fieldwork import (
    Chain,
    CouponUse,
    Wave,
    count_coupons,
    list_chains,
    list_waves,
)
from recruitment.selectors.seeds import list_channels, list_seed_coupons
from recruitment.services.coupons import expire_coupons, record_opened
from surveys.models import Survey
from surveys.selectors.progress import load_progress, summarise_surveys
from surveys.services.erasure import withdraw_response
from surveys.services.responses import save_page
from tests.factories import (
    NOW,
    complete_response,
    make_channel,
    make_coupon,
    make_recruit,
    make_response,
    make_survey,
)

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NEARLY_OVER = NOW - 28 * DAY  # a coupon of that day is good for two days more
OVER = NOW - 60 * DAY


@pytest.fixture
def survey() -> Survey:
    return make_survey()


def _screen_out(recruit: Recruit) -> None:
    save_page(recruit.response, page_number=1, raw={"adult": ["2"]}, now=NOW)


def _use(survey: Survey) -> CouponUse:
    return count_coupons(survey, now=NOW).total


def test_coupons_that_end_soon_are_counted_while_they_can_be_used(survey: Survey) -> None:
    make_recruit(make_coupon(survey, now=NEARLY_OVER), is_completed=False)
    make_coupon(survey, now=NEARLY_OVER)
    assert (_use(survey).live, _use(survey).expiring) == (1, 1)


def test_coupon_whose_time_has_passed_does_not_end_soon(survey: Survey) -> None:
    for _ in range(2):
        make_coupon(survey, now=OVER)
    assert (_use(survey).expiring, _use(survey).expired) == (0, 2)
    expire_coupons(now=NOW)
    assert (_use(survey).expiring, _use(survey).expired) == (0, 2)


@pytest.mark.parametrize(("left", "expiring"), [(MINUTE, 1), (3 * DAY, 1), (3 * DAY + MINUTE, 0)])
def test_soon_is_within_three_days(survey: Survey, left: timedelta, expiring: int) -> None:
    coupon = make_coupon(survey)
    coupon.expires_at = NOW + left
    coupon.save()
    assert _use(survey).expiring == expiring


def test_coupons_of_seeds_and_of_respondents_add_up(survey: Survey) -> None:
    seed = make_recruit(survey=survey)
    record_opened(make_coupon(survey, now=NEARLY_OVER), now=NOW)
    make_coupon(survey, now=OVER)
    first, second, _ = seed.coupons.order_by("number")
    record_opened(first, now=NOW)
    record_opened(second, now=NOW)
    make_recruit(first, is_completed=False)
    uses = count_coupons(survey, now=NOW)
    assert uses.seeds == CouponUse(issued=3, opened=1, redeemed=1, live=1, expiring=1, expired=1)
    assert uses.respondents == CouponUse(3, 2, 1, 2, 0, 0)
    assert uses.total == CouponUse(6, 3, 2, 3, 1, 1)


def test_wave_counts_who_enrolled_completed_and_recruited(survey: Survey) -> None:
    seed = make_recruit(survey=survey)
    _screen_out(make_recruit(survey=survey, is_completed=False))
    for coupon in seed.coupons.all():
        make_recruit(coupon, is_completed=False)
    complete_response(Recruit.objects.filter(wave=1).earliest("pk").response)
    assert list_waves(survey) == [
        Wave(number=0, enrolled=2, completed=1, screened_out=1, recruited=3),
        Wave(number=1, enrolled=3, completed=1, screened_out=0, recruited=0),
    ]
    assert [wave.recruits_per_person for wave in list_waves(survey)] == [3.0, 0.0]


def test_wave_in_which_nobody_completed_has_no_recruits_per_person(survey: Survey) -> None:
    make_recruit(survey=survey, is_completed=False)
    assert [wave.recruits_per_person for wave in list_waves(survey)] == [None]


def test_chain_tells_its_people_waves_and_coupons(survey: Survey) -> None:
    make_recruit(survey=survey)
    seed = make_recruit(make_coupon(survey, channel=make_channel(survey, name="Home")))
    first, second, _ = seed.coupons.order_by("number")
    make_recruit(first, now=NOW + DAY)
    make_recruit(second, is_completed=False)
    assert list_chains(survey, now=NOW + DAY)[1] == Chain(
        number=2,
        pseudonym=str(seed.response.respondent),
        channel="Home",
        seed_state="completed",
        recruits=2,
        completed=2,
        waves=1,
        last_completed_at=NOW + DAY,
        live_coupons=1 + 3,
        may_grow=True,
    )


def test_last_completion_of_a_chain_is_of_somebody_who_is_still_in_it(survey: Survey) -> None:
    seed = make_recruit(survey=survey)
    recruit = make_recruit(seed.coupons.earliest("number"), now=NOW + DAY)
    withdraw_response(recruit.response, now=NOW + DAY)
    (chain,) = list_chains(survey, now=NOW + DAY)
    assert (chain.completed, chain.last_completed_at) == (1, NOW)


def test_marks_of_a_chain_stand_at_their_wave_and_are_joined_to_the_recruiter(
    survey: Survey,
) -> None:
    seed = make_recruit(survey=survey)
    first, second, _ = seed.coupons.order_by("number")
    make_recruit(first)
    make_recruit(second, is_completed=False)
    picture = load_picture(survey)
    assert [(mark.x, mark.y, mark.state, mark.number) for mark in picture.marks] == [
        (55, 30, "completed", 1),
        (48, 56, "completed", None),
        (62, 56, "started", None),
    ]
    assert picture.path == "M55 30L48 56M55 30L62 56"
    assert (picture.seed_count, picture.last_wave) == (1, 1)


def test_overview_counts_by_state_and_by_day(survey: Survey) -> None:
    now = NOW + 2 * DAY
    for days, minutes in ((2, 10), (1, 30), (0, 12)):
        begun = now - days * DAY
        complete_response(make_response(survey, now=begun), now=begun + minutes * MINUTE)
    withdraw_response(complete_response(make_response(survey), now=now + DAY), now=now + DAY)
    save_page(make_response(survey), page_number=1, raw={"adult": ["2"]}, now=NOW)
    make_response(survey, now=now)
    progress = load_progress(survey, now=now)
    assert (progress.started, progress.completed) == (1, 3)
    assert (progress.screened_out, progress.withdrawn, progress.total) == (1, 1, 6)
    assert (progress.started_today, progress.completed_today) == (2, 1)
    assert (progress.median_minutes, progress.last_completed_at) == (12, now + 12 * MINUTE)


def test_day_of_the_overview_begins_at_midnight_in_shenzhen(survey: Survey) -> None:
    midnight = NOW.replace(hour=16)  # UTC
    for moment in (midnight - MINUTE, midnight):
        complete_response(make_response(survey, now=moment), now=moment)
    progress = load_progress(survey, now=midnight + MINUTE)
    assert (progress.started_today, progress.completed_today) == (1, 1)


def test_card_of_a_survey_leaves_out_who_withdrew(survey: Survey) -> None:
    complete_response(make_response(survey))
    withdraw_response(complete_response(make_response(survey), now=NOW + DAY), now=NOW + DAY)
    make_response(survey)
    (card,) = summarise_surveys([survey])
    assert (card.completed, card.total, card.last_completed_at) == (1, 2, NOW)


def test_channel_counts_seeds_placed_and_used(survey: Survey) -> None:
    home, away = (make_channel(survey, name=name) for name in ("Home", "Away"))
    make_recruit(make_coupon(survey, channel=home))
    make_coupon(survey, channel=home)
    counts = {str(one): (one.seed_count, one.used_count) for one in list_channels(survey)}
    assert counts == {str(home): (2, 1), str(away): (0, 0)}


def test_every_seed_coupon_says_what_became_of_it(survey: Survey) -> None:
    channel = make_channel(survey)
    issued, opened, used, opened_and_used = (make_coupon(channel=channel) for _ in range(4))
    overdue = make_coupon(channel=channel, now=OVER)
    for coupon in (opened, opened_and_used, overdue):
        record_opened(coupon, now=NOW)
    for coupon in (used, opened_and_used):
        make_recruit(coupon)
    standings = {seed.coupon.pk: str(seed.standing) for seed in list_seed_coupons(survey, now=NOW)}
    assert standings == {
        issued.pk: "issued",
        opened.pk: "opened",
        used.pk: "used",
        opened_and_used.pk: "used",
        overdue.pk: "expired",
    }
