"""What cannot be started is refused with one sentence that names the path or the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import ROOT
from tests.run.installation import OURS


def _start(folder: Path, module: str = "run", **changes: str) -> tuple[int, str]:
    """Exit code and words of a start that ends by itself."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    own = {"VAR_DIR": str(folder / "var"), "ENV_FILE": str(folder / ".env")}
    environment = {**kept, **own, "DJANGO_SETTINGS_MODULE": "surveyproj.settings", **changes}
    command = [sys.executable, "-m", *module.split()]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("WEB_WORKERS", "0"),
        ("WEB_THREADS", "many"),
        ("HOST_ADDRESS", "no-such-host.invalid"),
    ],
)
def test_wrong_value_is_named(tmp_path: Path, name: str, value: str) -> None:
    code, words = _start(tmp_path, "surveyproj.run", **{name: value})
    assert (code, "Traceback" in words) == (1, False)
    assert value in words


def test_empty_value_counts_as_unset(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    empty = dict.fromkeys(("PORT", "HOST_ADDRESS", "WEB_WORKERS", "WEB_THREADS"), "")
    _, words = _start(tmp_path, "surveyproj.run", VAR_DIR=str(tmp_path / "file"), **empty)
    assert words.startswith(str(tmp_path / "file"))


@pytest.mark.parametrize("name", ["VAR_DIR", "ENV_FILE"])
def test_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    code, words = _start(tmp_path, "surveyproj.run", **{name: str(tmp_path / "file" / "inside")})
    assert (code, "Traceback" in words) == (1, False)
    assert str(tmp_path / "file") in words


def test_secrets_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BASE_URL=\xff\xfe")
    code, words = _start(tmp_path, "surveyproj.run")
    assert (code, words) == (1, f"{tmp_path / '.env'} is not a text file in UTF-8.\n")


def test_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    secrets = dict.fromkeys(("SECRET_KEY", "CODE_KEY"), "for-tests-only-" + "s" * 32)
    url = f"sqlite:///{tmp_path / 'no' / 'folder'}"
    code, words = _start(tmp_path, "surveyproj.run.prepare", DATABASE_URL=url, **secrets)
    assert (code, "Traceback" in words, "DATABASE_URL" in words) == (1, False, True)


def test_web_server_alone_names_a_wrong_number(tmp_path: Path) -> None:
    arguments = "gunicorn -c python:surveyproj.webserver --check-config"
    code, words = _start(tmp_path, arguments, WEB_WORKERS="few")
    assert (code, "Traceback" in words, "WEB_WORKERS" in words) == (1, False, True)


@pytest.mark.parametrize("address", ["unix:/run/web.sock", "fd://3", "8000", "[::1]:80,[::]:80"])
def test_web_server_alone_names_a_place_it_cannot_listen_at(tmp_path: Path, address: str) -> None:
    arguments = "gunicorn -c python:surveyproj.webserver --check-config"
    code, words = _start(tmp_path, arguments, WEB_BIND=address)
    assert (code, words) == (1, f"WEB_BIND must be one address with a port, not {address!r}.\n")
