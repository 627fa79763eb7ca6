"""Signing in: guesses are slowed where they come from, and never keep the owner out."""

import statistics
import time

import pytest
import time_machine
from django.test import Client, override_settings
from redis.exceptions import ConnectionError as NoConnectionError

from tests.factories import PASSWORD, make_researcher

HOME = "203.0.113.9"
PATH = "/accounts/login/"
ENGLISH = {"accept-language": "en"}
SLOW_HASHER = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
DEAD_CACHE = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _owner() -> None:
    make_researcher("owner")


def _try(password: str, address: str = HOME, username: str = "owner") -> str:
    """Sign in with a new browser, and say how that went."""
    values = {"login": username, "password": password}
    reply = Client(headers=ENGLISH).post(PATH, values, REMOTE_ADDR=address)
    if reply.status_code == 302:
        return "in"
    return "must wait" if "There were too many attempts" in reply.text else "wrong"


def _guess_from_everywhere(count: int) -> list[str]:
    return [_try("wrong", f"198.51.100.{number}") for number in range(count)]


def test_five_wrong_passwords_hold_up_this_address_for_this_account() -> None:
    assert [_try("wrong") for _ in range(6)] == ["wrong"] * 5 + ["must wait"]
    assert _try(PASSWORD) == "must wait"
    assert _try(PASSWORD, username="OWNER") == "must wait"


def test_whoever_tries_thirty_times_a_minute_meets_a_page_of_ours() -> None:
    values = {"login": "nobody", "password": "wrong"}
    replies = [Client(headers=ENGLISH).post(PATH, values, REMOTE_ADDR=HOME) for _ in range(31)]
    assert [reply.status_code for reply in replies] == [200] * 30 + [429]
    assert "Please wait for a minute, then try again." in replies[-1].text


def test_they_hold_up_no_other_address() -> None:
    for _ in range(6):
        _try("wrong", "198.51.100.1")
    assert _try(PASSWORD) == "in"


def test_ten_wrong_passwords_for_any_accounts_hold_up_this_address() -> None:
    guesses = [_try("wrong", username=f"researcher-{number}") for number in range(11)]
    assert guesses == ["wrong"] * 10 + ["must wait"]


def test_a_whole_household_counts_as_one_address() -> None:
    guesses = [_try("wrong", f"2001:db8::{number}") for number in range(6)]
    assert guesses[-1] == "must wait"


def test_one_account_guessed_from_everywhere_takes_thirty_an_hour() -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        assert _guess_from_everywhere(32) == ["wrong"] * 30 + ["must wait"] * 2
        clock.shift(3601)
        assert _try("wrong", "198.51.100.200") == "wrong"


def test_the_owner_signs_in_where_she_did_before_while_everybody_guesses() -> None:
    assert _try(PASSWORD) == "in"
    _guess_from_everywhere(40)
    assert _try(PASSWORD) == "in"
    assert _try(PASSWORD, "192.0.2.77") == "must wait"


def test_having_signed_in_gives_no_more_guesses() -> None:
    _try(PASSWORD)
    assert [_try("wrong") for _ in range(6)][-1] == "must wait"


def test_having_signed_in_to_one_account_gives_no_guesses_at_another() -> None:
    make_researcher("other")
    _try(PASSWORD)
    for number in range(30):
        _try("wrong", f"198.51.100.{number}", "other")
    assert _try("wrong", username="other") == "must wait"


def test_without_the_cache_nobody_signs_in() -> None:
    with override_settings(CACHES=DEAD_CACHE), pytest.raises(NoConnectionError):
        _try(PASSWORD)


@pytest.fixture
def closed() -> str:
    return make_researcher("closed", is_active=False).username


def test_closed_account_answers_alike_to_right_and_wrong(closed: str) -> None:
    client = Client()
    replies = [
        client.post(PATH, {"login": closed, "password": one}) for one in (PASSWORD, "wrong one")
    ]
    assert [reply.status_code for reply in replies] == [200, 200]
    texts = [reply.context["form"].errors.as_json() for reply in replies]
    assert texts[0] == texts[1]
    assert "_auth_user_id" not in client.session


def test_closed_account_counts_the_right_password_as_a_guess(closed: str) -> None:
    assert [_try(PASSWORD, username=closed) for _ in range(6)] == ["wrong"] * 5 + ["must wait"]


def test_closed_account_takes_as_long_for_the_right_password(closed: str) -> None:
    with override_settings(PASSWORD_HASHERS=SLOW_HASHER):
        make_researcher("slow", is_active=False)
        seconds: dict[str, list[float]] = {PASSWORD: [], "wrong": []}
        for number in range(4):
            for password, taken in seconds.items():
                begun = time.process_time()
                _try(password, f"198.51.100.{number}", "slow")
                taken.append(time.process_time() - begun)
    right, wrong = (statistics.median(taken) for taken in seconds.values())
    assert right == pytest.approx(wrong, rel=0.3)
