"""Where a run puts its socket, its secrets and its lock, and what it says when it cannot."""

import os
from pathlib import Path

import pytest

from surveyproj.run import broker, environment, lock


def test_long_folder_moves_the_socket_to_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    path = broker.choose_socket(deep)
    assert len(bytes(path)) <= broker.SOCKET_PATH_LIMIT
    assert path.parent.stat().st_mode & 0o077 == 0
    broker.forget_socket(deep, path)
    assert not path.parent.exists()


def test_short_folder_keeps_the_socket() -> None:
    assert broker.choose_socket(Path("/srv/var")) == Path("/srv/var/broker.sock")


def test_blanks_in_a_folder_survive_the_broker_address() -> None:
    urls = broker.list_urls(Path("/srv/my data/broker.sock"))
    assert urls["BROKER_URL"] == "redis+socket:///srv/my%20data/broker.sock?virtual_host=0"


def test_secrets_are_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in environment.SECRETS:
        monkeypatch.setenv(name, "")
    path = tmp_path / ".env"
    assert environment.write_secrets(path)
    written = path.read_text()
    assert not environment.write_secrets(path)
    assert path.read_text() == written
    assert all(len(line.partition("=")[2]) >= 32 for line in written.splitlines())


def test_secrets_never_continue_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in environment.SECRETS:
        monkeypatch.setenv(name, "")
    path = tmp_path / ".env"
    path.write_text("BASE_URL=https://survey.example.org")
    environment.write_secrets(path)
    names = [line.partition("=")[0] for line in path.read_text().splitlines()]
    assert names == ["BASE_URL", *environment.SECRETS]


def test_held_folder_is_refused_while_its_holder_lives(tmp_path: Path) -> None:
    handle = lock.claim(tmp_path)
    with pytest.raises(lock.AlreadyRunningError, match="already running"):
        lock.claim(tmp_path, patience=0.0)
    os.close(handle)


def test_folder_is_free_again_after_its_holder(tmp_path: Path) -> None:
    os.close(lock.claim(tmp_path))
    os.close(lock.claim(tmp_path, patience=0.0))
