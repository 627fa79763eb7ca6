"""`python -m surveyproj.run`: web, worker, beat and broker on this machine, until Ctrl-C."""

import argparse
import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import environ

from surveyproj.run import broker
from surveyproj.run.banner import compose_banner
from surveyproj.run.environment import (
    NoFreePortError,
    find_free_port,
    list_addresses,
    write_secrets,
)
from surveyproj.run.lock import AlreadyRunningError, claim
from surveyproj.run.processes import Program, Supervisor, make_environment

ROOT = Path(__file__).resolve().parents[2]
HEALTH_PATIENCE = 60.0
HOPELESS_RESTARTS = 4


class StartError(Exception):
    """The run cannot go on; the sentence says why."""


def say(sentence: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def main() -> int:
    """Start everything, keep it running, end it; 1 with a sentence when that is impossible."""
    options = _read_options()
    os.chdir(ROOT)
    env_file = Path(os.environ.get("ENV_FILE") or ROOT / ".env")
    environ.Env.read_env(env_file)
    var_dir = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    var_dir.mkdir(parents=True, exist_ok=True)
    try:
        lock = claim(var_dir)
        if write_secrets(env_file):
            say(f"Wrote new secrets to {env_file}; keep that file.")
        port = find_free_port(options.host, options.port)
        if port != options.port:
            say(f"Port {options.port} is taken by another program; using {port}.")
        run(options, var_dir, lock, port)
    except (
        AlreadyRunningError,
        NoFreePortError,
        StartError,
        broker.BrokerMissingError,
    ) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def run(options: argparse.Namespace, var_dir: Path, lock: int, port: int) -> None:
    """Start the programs in order, then watch them until somebody asks to stop."""
    addresses = list_addresses(options.host, port)
    socket_path = None if os.environ.get("BROKER_URL") else broker.choose_socket(var_dir)
    urls = broker.list_urls(socket_path) if socket_path else {}
    urls = {name: url for name, url in urls.items() if not os.environ.get(name)}
    environment = make_environment({**addresses, **urls, "VAR_DIR": str(var_dir)})
    supervisor = Supervisor(environment, var_dir / "log", lock, say)
    supervisor.open()
    try:
        if socket_path:
            server = broker.find_server()
            command = broker.make_command(server, var_dir, socket_path)
            supervisor.start(Program("broker", command))
        facts = _prepare(environment, is_demo=options.demo)
        if socket_path and not broker.wait_until_answering(socket_path):
            raise StartError(f"The broker does not answer; see {var_dir / 'log' / 'broker.log'}.")
        web, *others = _list_programs(var_dir)
        supervisor.start(web)
        # The first page comes sooner when the others do not start beside it.
        _wait_for_health(supervisor, port, var_dir)
        for program in others:
            supervisor.start(program)
        if not supervisor.is_stopping:
            is_terminal = sys.stdout.isatty()
            say(compose_banner(facts, addresses["BASE_URL"], port, with_picture=is_terminal))
        while not supervisor.is_stopping:
            supervisor.watch()
            time.sleep(0.2)
        say("Stopping.")
    finally:
        supervisor.stop()


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m surveyproj.run", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="load a simulated survey as well")
    # Phones in the same network must reach it.
    parser.add_argument("--host", default=os.environ.get("HOST_ADDRESS", "0.0.0.0"))  # noqa: S104
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    return parser.parse_args()


def _list_programs(var_dir: Path) -> list[Program]:
    celery = [sys.executable, "-m", "celery", "--quiet", "--app=surveyproj"]
    worker = ["worker", "--pool=prefork", "--concurrency=2", "-O", "fair", "--loglevel=WARNING"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = ["beat", f"--schedule={var_dir / 'beat'}", "--pidfile=", "--loglevel=WARNING"]
    web = [sys.executable, "-m", "gunicorn", "-c", "python:surveyproj.webserver"]
    return [
        Program("web", web),
        Program("worker", [*celery, *worker, *quiet]),
        Program("beat", [*celery, *beat]),
    ]


def _prepare(environment: dict[str, str], *, is_demo: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", "surveyproj.run.prepare", *(["--demo"] if is_demo else [])]
    result = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        check=False,
    )
    if result.returncode != 0:
        raise StartError("Linktrace could not be prepared; the reason stands above.")
    facts: dict[str, Any] = json.loads(result.stdout.strip().splitlines()[-1])
    return facts


def _wait_for_health(supervisor: Supervisor, port: int, var_dir: Path) -> None:
    deadline = time.monotonic() + HEALTH_PATIENCE
    while not supervisor.is_stopping and not _is_healthy(port):
        supervisor.watch()
        is_hopeless = supervisor.count_restarts("web") >= HOPELESS_RESTARTS
        if is_hopeless or time.monotonic() > deadline:
            raise StartError(f"The web server does not answer; see {var_dir / 'log' / 'web.log'}.")
        time.sleep(0.1)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
