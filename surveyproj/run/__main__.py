"""`python -m surveyproj.run`: web, worker, beat and broker on this machine, until Ctrl-C."""

import argparse
import os
import sys
from pathlib import Path

import environ

from surveyproj.run.broker import BrokerMissingError
from surveyproj.run.environment import NoFreePortError, find_free_port, write_secrets
from surveyproj.run.launch import Launch, StartError, say
from surveyproj.run.lock import AlreadyRunningError, claim

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Start everything, keep it running, end it; 1 with a sentence when that is impossible."""
    options = _read_options()
    os.chdir(ROOT)
    # Answers, logs and secrets are readable by this account alone.
    os.umask(0o077)
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
        Launch(ROOT, var_dir, lock, options.host, port, is_demo=options.demo).run()
    except (AlreadyRunningError, NoFreePortError, StartError, BrokerMissingError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m surveyproj.run", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="load a simulated survey as well")
    # Phones in the same network must reach it.
    parser.add_argument("--host", default=os.environ.get("HOST_ADDRESS", "0.0.0.0"))  # noqa: S104
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
