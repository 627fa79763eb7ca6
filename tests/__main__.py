"""`make test`: everything on SQLite and the embedded broker, then what touches the database on
PostgreSQL and Redis where they answer; says at the end which of them ran.

The drills are left to `make drill`. Arguments go to pytest. `CI=true` makes a missing PostgreSQL
or Redis a failure.
"""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from surveyproj.run import broker

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("TEST_POSTGRES_HOST", "127.0.0.1")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
DATABASE_NAME = "linktrace_test"
KEY_PREFIX = "linktrace-test:"
NOTHING_TO_RUN = pytest.ExitCode.NO_TESTS_COLLECTED


def main() -> int:
    """Run both passes; the exit code is that of the first that failed."""
    with _embedded_broker() as urls:
        code = _run_pytest("SQLite and the embedded broker", urls, [])
    outcomes = [f"SQLite and the embedded broker: {_name(code)}"]
    postgres, reason = _find_services()
    if postgres is None:
        outcomes.append(f"PostgreSQL and Redis: not run ({reason})")
        code = code or (1 if os.environ.get("CI") else 0)
    else:
        services = {
            "TEST_DATABASE_URL": postgres,
            "TEST_BROKER_URL": REDIS_URL,
            "TEST_BROKER_PREFIX": KEY_PREFIX,
        }
        with _one_at_a_time():
            second = _run_pytest("PostgreSQL and Redis", services, ["-m", "database"])
            _forget_messages()
        outcomes.append(f"PostgreSQL and Redis: {_name(second, is_part=True)}")
        code = code or (0 if second == NOTHING_TO_RUN else second)
    sys.stdout.write("\n" + "\n".join(outcomes) + "\n")
    return code


def _run_pytest(title: str, environment: dict[str, str], arguments: list[str]) -> int:
    sys.stdout.write(f"\n== {title}\n")
    sys.stdout.flush()
    options = ["-q", "-n", "2", "--ignore=tests/drills"]
    command = [sys.executable, "-m", "pytest", *options, *arguments, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode


def _name(code: int, *, is_part: bool = False) -> str:
    """In words; a part of the tests may hold none that touch a database."""
    if is_part and code == NOTHING_TO_RUN:
        return "nothing to run (none of the chosen tests touches a database)"
    return "passed" if code == 0 else f"FAILED (code {code})"


@contextmanager
def _embedded_broker() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="linktrace-") as folder:
        socket_path = broker.choose_socket(Path(folder))
        command = broker.make_command(broker.find_server(), Path(folder), socket_path)
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            broker.wait_until_answering(socket_path)
            yield {"TEST_BROKER_URL": broker.list_urls(socket_path)["BROKER_URL"]}
        finally:
            server.terminate()
            server.wait()


def _find_services() -> tuple[str | None, str]:
    """The test database's address, or why there is none."""
    try:
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=2).ping()
    except redis.RedisError:
        return None, "no Redis answers on 127.0.0.1:6379"
    for user in filter(None, (os.environ.get("PGUSER"), "postgres", "root")):
        try:
            psycopg.connect(host=POSTGRES, user=user, dbname="postgres", connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return f"postgres://{user}@{POSTGRES}:5432/{DATABASE_NAME}", ""
    return None, f"no PostgreSQL lets postgres or root in on {POSTGRES}:5432"


def _forget_messages() -> None:
    """Take our own keys away again; the server may hold other people's."""
    server = redis.Redis.from_url(REDIS_URL)
    for key in server.scan_iter(f"{KEY_PREFIX}*"):
        server.delete(key)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two runs on one machine would drop each other's test database."""
    path = Path(tempfile.gettempdir()) / f"{DATABASE_NAME}-{os.getuid()}.lock"
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
