"""Enrolment: recruiter, seed, wave and channel are written once and right."""

import pytest

from recruitment.models import Recruit
from tests.factories import make_chain, make_channel, make_coupon, make_recruit, make_survey

pytestmark = pytest.mark.django_db


def test_seed_is_wave_zero_and_nobodys_recruit() -> None:
    channel = make_channel(name="Alumni")
    seed = make_recruit(make_coupon(channel=channel))
    assert (seed.wave, seed.recruiter, seed.seed, seed.channel) == (0, None, None, channel)


def test_recruit_stands_one_wave_below_the_recruiter_in_the_seeds_chain() -> None:
    chain = make_chain(make_survey(), waves=4)
    assert [recruit.wave for recruit in chain] == [0, 1, 2, 3, 4]
    assert [recruit.recruiter for recruit in chain] == [None, *chain[:-1]]
    assert {recruit.seed for recruit in chain[1:]} == {chain[0]}


def test_recruits_belong_to_the_channel_of_their_seed() -> None:
    chain = make_chain(make_survey(), waves=2)
    assert {recruit.channel for recruit in chain} == {chain[0].channel}
    assert chain[0].channel is not None


def test_recruit_holds_the_coupon_it_came_with() -> None:
    seed, recruit = make_chain(make_survey(), waves=1)
    assert recruit.coupon is not None
    assert recruit.coupon.recruiter == seed


def test_only_referred_people_are_asked_about_their_recruiter() -> None:
    seed, recruit = make_chain(make_survey(), waves=1)
    assert (seed.response.is_referred, recruit.response.is_referred) == (False, True)


def test_place_is_written_for_every_response_and_once() -> None:
    make_chain(make_survey(), waves=2)
    places = Recruit.objects.values_list("response", flat=True)
    assert len(places) == len(set(places)) == 3
