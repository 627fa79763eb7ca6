"""The order of a start: broker, preparation, web, then worker and beat; and the watch after it."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveyproj.run import broker
from surveyproj.run.banner import compose_banner
from surveyproj.run.environment import Listening, list_addresses
from surveyproj.run.processes import Program, Supervisor, make_environment
from surveyproj.run.state import (
    is_prepared,
    note_address,
    note_prepared,
    recall_address,
    take_fingerprint,
)

HEALTH_PATIENCE = 60.0
HOPELESS_RESTARTS = 4


class StartError(Exception):
    """The run cannot go on; the sentence says why."""


def say(sentence: str) -> None:
    """One line to the terminal, or to nobody: the run goes on where it cannot be written."""
    with contextlib.suppress(OSError):
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()


@dataclass
class Launch:
    """One run on one data folder."""

    root: Path
    var_dir: Path
    lock: int
    place: Listening
    is_demo: bool = False

    def run(self) -> None:
        """Start everything and watch it until somebody asks to stop. Raises StartError."""
        addresses = list_addresses(self.place)
        socket_path = None if os.environ.get("BROKER_URL") else broker.choose_socket(self.var_dir)
        environment = make_environment({**addresses, **self._list_urls(socket_path)})
        supervisor = Supervisor(environment, self.var_dir / "log", self.lock, say)
        supervisor.open()
        try:
            if socket_path:
                server = broker.find_server()
                command = broker.make_command(server, self.var_dir, socket_path)
                supervisor.start(Program("broker", command))
            facts = self._start_programs(supervisor, socket_path)
            if not supervisor.is_stopping:
                say(self._describe(facts, addresses["BASE_URL"]))
            while not supervisor.is_stopping:
                supervisor.watch()
                time.sleep(0.2)
            say("Stopping.")
        finally:
            supervisor.stop()
            if socket_path:
                broker.forget_socket(self.var_dir, socket_path)

    def _list_urls(self, socket_path: Path | None) -> dict[str, str]:
        """The embedded broker's addresses, each only where the environment names no other."""
        urls = broker.list_urls(socket_path) if socket_path else {}
        unset = {name: url for name, url in urls.items() if not os.environ.get(name)}
        return {**unset, "VAR_DIR": str(self.var_dir)}

    def _start_programs(self, supervisor: Supervisor, socket_path: Path | None) -> dict[str, Any]:
        """Web beside the preparation when nothing changed, else after it; then the others."""
        fingerprint = take_fingerprint(self.root)
        is_changed = not is_prepared(self.var_dir, fingerprint)
        preparation = self._start_preparation(supervisor, is_changed=is_changed)
        web, *others = _list_programs(self.var_dir)
        if not is_changed:
            supervisor.start(web)
        facts = _finish(preparation)
        note_prepared(self.var_dir, fingerprint)
        if socket_path and not broker.wait_until_answering(socket_path):
            raise StartError(f"The broker does not answer; see {self._log('broker')}.")
        if is_changed:
            supervisor.start(web)
        # The first page comes sooner when the others do not start beside it.
        self._wait_for_health(supervisor)
        for program in others:
            supervisor.start(program)
        return facts

    def _start_preparation(
        self, supervisor: Supervisor, *, is_changed: bool
    ) -> subprocess.Popen[str]:
        options = ["--changed"] * is_changed + ["--demo"] * self.is_demo
        return subprocess.Popen(
            [sys.executable, "-m", "surveyproj.run.prepare", *options],
            env=dict(supervisor.environment),
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C in the terminal must not tear a migration; it stops the run afterwards.
            start_new_session=True,
        )

    def _wait_for_health(self, supervisor: Supervisor) -> None:
        deadline = time.monotonic() + HEALTH_PATIENCE
        while not supervisor.is_stopping and not _is_healthy(self.place):
            supervisor.watch()
            is_hopeless = supervisor.count_restarts("web") >= HOPELESS_RESTARTS
            if is_hopeless or time.monotonic() > deadline:
                raise StartError(f"The web server does not answer; see {self._log('web')}.")
            time.sleep(0.05)

    def _log(self, name: str) -> Path:
        return self.var_dir / "log" / f"{name}.log"

    def _describe(self, facts: dict[str, Any], base_url: str) -> str:
        former_url = recall_address(self.var_dir)
        note_address(self.var_dir, base_url)
        return compose_banner(
            facts,
            base_url,
            self.place.local_url,
            former_url=former_url,
            with_picture=sys.stdout.isatty(),
        )


def _finish(preparation: subprocess.Popen[str]) -> dict[str, Any]:
    output, _ = preparation.communicate()
    if preparation.returncode != 0:
        raise StartError("Linktrace could not be prepared; the reason stands above.")
    facts: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return facts


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


def _is_healthy(place: Listening) -> bool:
    connection = http.client.HTTPConnection(place.local_address, place.port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
