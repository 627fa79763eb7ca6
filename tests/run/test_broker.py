"""The embedded broker's files stay small however much passes through it."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from surveyproj.run import broker

pytestmark = pytest.mark.drill


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[redis.Redis]:
    """A client of a broker that runs as the product runs it, in `tmp_path`."""
    place = broker.choose_socket(tmp_path)
    command = broker.make_command(broker.find_server(), tmp_path, place)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        assert broker.wait_until_answering(place)
        with redis.Redis(unix_socket_path=str(place)) as client:
            yield client
        server.terminate()
    broker.forget_socket(tmp_path, place)


def test_what_passed_through_is_forgotten(queue: redis.Redis, tmp_path: Path) -> None:
    for _ in range(200):
        queue.rpush("queue", b"x" * 50_000)
        queue.lpop("queue")
    deadline = time.monotonic() + 20
    while (size := _measure(tmp_path / "broker")) > 5_000_000 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert size < 5_000_000


def _measure(folder: Path) -> int:
    """Bytes in the files of `folder`; one may be replaced meanwhile."""
    sizes = []
    for path in folder.rglob("*"):
        try:
            sizes.append(path.stat().st_size)
        except FileNotFoundError:
            continue
    return sum(sizes)
