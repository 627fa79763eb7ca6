"""`python -m surveyproj.run`: web, worker, beat and broker on this machine, until Ctrl-C."""

import argparse
import os
import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from surveyproj.run.broker import BrokerMissingError
from surveyproj.run.environment import NoFreePortError, UnknownHostError, listen_at, write_secrets
from surveyproj.run.launch import Launch, StartError, say
from surveyproj.run.lock import AlreadyRunningError, claim
from surveyproj.variables import HIGHEST_PORT, MOST_THREADS, MOST_WORKERS, Variables

ROOT = Path(__file__).resolve().parents[2]
# Phones in the same network must reach it.
DEFAULT_HOST = "0.0.0.0"  # noqa: S104
DEFAULT_PORT = 8000
REFUSALS = (
    AlreadyRunningError,
    BrokerMissingError,
    ImproperlyConfigured,
    NoFreePortError,
    StartError,
    UnknownHostError,
)


def main() -> int:
    """Start everything, keep it running, end it; 1 with a sentence when that is impossible."""
    os.chdir(ROOT)
    # Answers, logs and secrets are readable by this account alone.
    os.umask(0o077)
    try:
        _run()
    except REFUSALS as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except OSError as refusal:
        if refusal.filename is None:
            raise
        sys.stderr.write(
            f"{refusal.filename} cannot be used: {refusal.strerror}. VAR_DIR chooses the folder of "
            "the data, ENV_FILE the file of the secrets.\n"
        )
        return 1
    return 0


def _run() -> None:
    env_file = Path(os.environ.get("ENV_FILE") or ROOT / ".env")
    _read_env(env_file)
    options = _read_options(Variables(os.environ))
    var_dir = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    var_dir.mkdir(parents=True, exist_ok=True)
    lock = claim(var_dir)
    if write_secrets(env_file):
        say(f"Wrote new secrets to {env_file}; keep that file.")
    place = listen_at(options.host, options.port)
    if place.port != options.port:
        say(f"Port {options.port} is taken by another program; using {place.port}.")
    Launch(ROOT, var_dir, lock, place, is_demo=options.demo).run()


def _read_port(text: str) -> int:
    """A port as it was typed; argparse prints the sentence of a refusal."""
    try:
        return Variables({"--port": text}).number("--port", DEFAULT_PORT, most=HIGHEST_PORT)
    except ImproperlyConfigured as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from None


def _read_env(path: Path) -> None:
    try:
        environ.Env.read_env(path)
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{path} is not a text file in UTF-8.") from None


def _read_options(variables: Variables) -> argparse.Namespace:
    """What was asked for; the environment gives the defaults, and `.env` is part of it."""
    parser = argparse.ArgumentParser(prog="python -m surveyproj.run", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="load a simulated survey as well")
    parser.add_argument("--host", default=variables.text("HOST_ADDRESS", DEFAULT_HOST))
    port = variables.number("PORT", DEFAULT_PORT, most=HIGHEST_PORT)
    parser.add_argument("--port", type=_read_port, default=port)
    variables.number("WEB_WORKERS", 2, most=MOST_WORKERS)
    variables.number("WEB_THREADS", 4, most=MOST_THREADS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
