"""The web server alone, as a real process, on a database without a table."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from surveyproj.run.environment import listen_at
from tests.drills.unreadable import send
from tests.house.files import ROOT

PATIENCE = 60.0
GET = b"GET /withdraw/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@dataclass
class WebServer:
    """Where it answers and where its log goes."""

    port: int
    log: Path

    def read_log(self) -> bytes:
        """Everything it wrote so far, but for the end of its warming, which comes when it comes."""
        lines = self.log.read_bytes().splitlines(keepends=True)
        return b"".join(line for line in lines if b" surveyproj.warming " not in line)


@contextmanager
def run_web_server(
    log: Path, application: str = "tests.run.crashing:application"
) -> Iterator[WebServer]:
    """Run gunicorn as the product does, standard output and error into `log`, until the end."""
    port = listen_at("127.0.0.1", 8900 + os.getpid() % 500).port
    environment = {**os.environ, "WEB_BIND": f"127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"}
    # The settings of the tests make these themselves.
    environment["DJANGO_SETTINGS_MODULE"] = "surveyproj.settings_test"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:surveyproj.webserver", application]
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        _wait_until_answering(port)
        yield WebServer(port, log)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _wait_until_answering(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if send(port, GET)[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"The web server did not answer on port {port}.")
