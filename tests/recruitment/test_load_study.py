"""Loading the shipped study: everything once, and always a seed coupon that still works."""

import io
import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from recruitment.models import Channel, Coupon
from recruitment.rules.codes import is_code
from recruitment.services.coupons import find_coupon, redeem_coupon
from surveys.models import Membership, QuestionnaireVersion, Survey
from surveys.services.keys import make_key
from tests.factories import make_consent

pytestmark = pytest.mark.django_db


def _load() -> dict[str, Any]:
    answer = io.StringIO()
    call_command("load_study", "--json", stdout=answer)
    return json.loads(answer.getvalue())


def _coupon_of(loaded: dict[str, Any]) -> Coupon:
    return find_coupon(loaded["respondent_path"].removeprefix("/r/"))


def test_the_survey_is_open_and_its_texts_are_visibly_examples() -> None:
    _load()
    survey = Survey.objects.get(slug="shenzhen")
    assert survey.state == Survey.State.OPEN
    assert "Example" in survey.details["institution"]["en"]
    assert "示例" in survey.details["institution"]["zh-Hans"]
    assert "EXAMPLE" in survey.ethics_number


def test_the_path_holds_a_live_seed_coupon_of_the_first_channel() -> None:
    coupon = _coupon_of(_load())
    assert coupon.channel is not None
    assert (coupon.channel.kind, coupon.channel.name) == ("first_look", "")
    assert is_code(_load()["respondent_path"].removeprefix("/r/"))


def test_the_password_works_and_is_told_once() -> None:
    researcher = _load()["researcher"]
    user = User.objects.get(username=researcher["username"])
    assert user.is_staff
    assert user.check_password(researcher["password"])
    assert _load()["researcher"] == {"username": user.username, "password": None}
    assert User.objects.count() == 1


def test_the_name_of_the_researcher_is_drawn() -> None:
    name = _load()["researcher"]["username"]
    User.objects.all().delete()
    assert re.fullmatch(r"researcher-[a-z2-9]{6}", name)
    assert _load()["researcher"]["username"] != name


def test_an_older_installation_keeps_its_name() -> None:
    _load()
    User.objects.update(username="researcher")
    assert _load()["researcher"] == {"username": "researcher", "password": None}


def test_commands_take_the_owner_of_the_study_where_none_is_named() -> None:
    name = _load()["researcher"]["username"]
    call_command("simulate_fieldwork", "--respondents", "5", stdout=io.StringIO())
    owner = Membership.objects.get(survey__slug="simulated")
    assert (owner.researcher.username, owner.role) == (name, "owner")


def test_the_researcher_owns_the_survey() -> None:
    name = _load()["researcher"]["username"]
    membership = Membership.objects.get(researcher__username=name)
    assert (membership.survey.slug, membership.role) == ("shenzhen", "owner")


def test_loading_again_makes_nothing_new() -> None:
    first = _load()
    counts = [model.objects.count() for model in (QuestionnaireVersion, Channel, Coupon)]
    again = _load()
    assert again["respondent_path"] == first["respondent_path"]
    assert counts == [model.objects.count() for model in (QuestionnaireVersion, Channel, Coupon)]


def test_a_new_seed_is_placed_once_the_first_is_used() -> None:
    loaded = _load()
    redeem_coupon(_coupon_of(loaded), key=make_key(), consent=make_consent(), now=timezone.now())
    assert _load()["respondent_path"] != loaded["respondent_path"]


def test_without_json_it_answers_in_sentences() -> None:
    answer = io.StringIO()
    call_command("load_study", stdout=answer)
    assert "shown once" in answer.getvalue()
