"""Channels: a team names its own; those of the shipped study go by their kind."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from recruitment.models import Channel
from recruitment.selectors.fieldwork import list_chains
from recruitment.services.seeds import create_channel
from surveys.services.fielding import close_survey
from tests.factories import make_channel, make_coupon, make_recruit, make_survey

pytestmark = pytest.mark.django_db

ALUMNI = Channel.Kind.ALUMNI_ASSOCIATION


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Alumni association"), ("zh-hans", "校友会")]
)
def test_a_channel_without_a_name_goes_by_its_kind(language: str, label: str) -> None:
    survey = make_survey()
    make_recruit(make_coupon(survey, channel=create_channel(survey, kind=ALUMNI)))
    with translation.override(language):
        assert str(Channel.objects.get()) == label
        assert [chain.channel for chain in list_chains(survey, now=timezone.now())] == [label]


def test_a_name_stands_before_the_kind() -> None:
    assert str(make_channel(name="Wuhan alumni", kind=ALUMNI)) == "Wuhan alumni"


def test_an_unnamed_channel_is_made_once_for_each_kind() -> None:
    survey = make_survey()
    kinds = (ALUMNI, Channel.Kind.ASSOCIATION, ALUMNI)
    made = [create_channel(survey, kind=kind) for kind in kinds]
    assert made[0] == made[2] != made[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.create(survey=survey, kind=ALUMNI)


def test_a_chain_cannot_grow_by_a_coupon_of_a_closed_survey() -> None:
    survey = make_survey()
    make_recruit(make_coupon(survey, now=timezone.now()), now=timezone.now())
    assert [chain.may_grow for chain in list_chains(survey, now=timezone.now())] == [True]
    close_survey(survey, now=timezone.now())
    assert [chain.may_grow for chain in list_chains(survey, now=timezone.now())] == [False]


def test_a_chain_grows_in_a_closed_survey_while_somebody_is_under_way() -> None:
    survey = make_survey()
    make_recruit(make_coupon(survey), is_completed=False)
    close_survey(survey, now=timezone.now())
    assert [chain.may_grow for chain in list_chains(survey, now=timezone.now())] == [True]
