"""The whole product as `make run` starts it, in a folder of its own."""

import os
import re
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from socket import socket

START_SECONDS = 120
STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Product:
    """Where a running product answers, and the researcher's first password."""

    base_url: str
    respondent_url: str
    username: str
    password: str


def start_product(repository: Path, folder: Path) -> tuple[subprocess.Popen[str], Product]:
    """Start web, worker, beat and broker on the embedded default; wait for the addresses."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    hidden = ("DATABASE_URL", "BROKER_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE", "BASE_URL")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"ENV_FILE": str(folder / "env"), "VAR_DIR": str(folder / "var")}
    log = folder / "run.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "surveyproj.run", "--host", "127.0.0.1", "--port", str(port)],
            cwd=repository,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return process, _wait_for_addresses(process, log)


def _wait_for_addresses(process: subprocess.Popen[str], log: Path) -> Product:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        text = log.read_text()
        if "Stop with" in text:
            respondent_url = _find(r"Respondents\s+(\S+)", text)
            return Product(
                base_url=respondent_url.split("/r/")[0],
                respondent_url=respondent_url,
                username=_find(r"Username\s+(\S+)", text),
                password=_find(r"Password\s+(\S+)", text),
            )
        time.sleep(0.2)
    raise AssertionError(f"The product did not start:\n{log.read_text()}")


def _find(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, f"{pattern} not in:\n{text}"
    return match.group(1)


def stop_product(process: subprocess.Popen[str]) -> None:
    """End it as Ctrl-C does."""
    process.terminate()
    process.wait(timeout=STOP_SECONDS)
