"""What a start tells: the password once, then how to reset it; and which links have died."""

from typing import Any

import pytest

from surveyproj.run.banner import compose_banner

HERE = "http://192.0.2.7:8000"


def compose(password: str | None, former_url: str = "", *, with_picture: bool = False) -> str:
    study: dict[str, Any] = {
        "respondent_path": "/r/abc",
        "researcher": {"username": "researcher-k7m2qd", "password": password},
    }
    facts = {"study": study, "demo": None}
    return compose_banner(facts, HERE, HERE, former_url=former_url, with_picture=with_picture)


def test_the_first_start_shows_the_password_and_no_way_to_reset_it() -> None:
    printed = compose("secret")
    assert "Password     secret   (shown once; note it now)" in printed
    assert "changepassword" not in printed


def test_a_later_start_says_how_to_reset_the_password() -> None:
    assert "manage.py changepassword researcher-k7m2qd" in compose(None)


@pytest.mark.parametrize("former_url", ["", HERE])
def test_links_of_the_same_address_live_on(former_url: str) -> None:
    assert "lead nowhere" not in compose(None, former_url)


def test_links_of_another_port_are_said_to_be_dead_and_how_to_keep_them() -> None:
    printed = compose(None, "http://192.0.2.7:8001")
    assert "begin with http://192.0.2.7:8001 and lead nowhere" in printed
    assert 'free port 8001, and start with ARGS="--port 8001"' in printed
    assert "BASE_URL" in printed


def test_links_of_another_address_cannot_be_kept_by_a_port() -> None:
    printed = compose(None, "http://192.0.2.99:8000")
    assert "begin with http://192.0.2.99:8000 and lead nowhere" in printed
    assert "free port" not in printed
    assert "BASE_URL" in printed


@pytest.mark.parametrize("with_picture", [False, True])
def test_the_respondents_address_is_drawn_for_a_terminal(*, with_picture: bool) -> None:
    printed = compose(None, with_picture=with_picture)
    assert ("█" in printed or "▄" in printed) is with_picture
