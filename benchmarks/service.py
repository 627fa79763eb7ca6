"""A database, a folder, a queue and web processes of the benchmark's own, removed when it ends."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import redis

START_SECONDS = 30


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_database(server_url: str, name: str) -> Iterator[str]:
    """Create database `name` on the PostgreSQL server at `server_url`; drop it at the end."""
    import psycopg

    server = urlsplit(server_url)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def own_environment(database_url: str, broker_url: str, port: int) -> Iterator[None]:
    """Configure this process and its children for a run of their own; take its traces away.

    Without a broker nothing is sent to one.
    """
    prefix = f"linktrace-benchmark-{secrets.token_hex(4)}:"
    with tempfile.TemporaryDirectory(prefix="linktrace-benchmark-") as folder:
        os.environ.update(
            {
                "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
                "ENV_FILE": os.devnull,
                "VAR_DIR": folder,
                "SECRET_KEY": secrets.token_hex(32),
                "CODE_KEY": secrets.token_hex(32),
                "BASE_URL": f"http://127.0.0.1:{port}",
                "DATABASE_URL": database_url,
                "BROKER_URL": broker_url,
                "BENCHMARK_BROKER_PREFIX": prefix,
                "LOG_LEVEL": "ERROR",
            }
        )
        try:
            yield
        finally:
            if broker_url:
                _forget_nudges(broker_url, prefix)


def _forget_nudges(broker_url: str, prefix: str) -> None:
    """Delete this run's own keys: the server may hold an installation's queue beside them."""
    with closing(redis.Redis.from_url(broker_url)) as server:
        for key in server.scan_iter(f"{prefix}*"):
            server.delete(key)


@contextmanager
def web_processes(application: str, port: int, workers: int) -> Iterator[int]:
    """Run the product's own web server until the block ends; the id of its first process."""
    environment = os.environ | {"WEB_BIND": f"127.0.0.1:{port}", "WEB_WORKERS": str(workers)}
    config = ["-c", "python:surveyproj.webserver"]
    command = [sys.executable, "-m", "gunicorn", *config, application]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_until_answering(port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def read_cpu_seconds(pid: int) -> float:
    """Return the processor time that a process and its living children have used."""
    ticks = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            # The name in brackets may hold blanks; the numbers follow it.
            numbers = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(entry.name) == pid or int(numbers[1]) == pid:
                ticks += int(numbers[11]) + int(numbers[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _wait_until_answering(port: int) -> None:
    """Until a page comes back, whichever: a listening socket alone may have nobody behind it."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)) as probe:
            try:
                probe.request("GET", "/")
                probe.getresponse()
            except OSError:
                time.sleep(0.1)
            else:
                return
    raise TimeoutError(f"The web process did not answer on port {port}.")
