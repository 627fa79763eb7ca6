"""The file: a zip archive of a manifest and a database, encrypted in the format of age.

It is encrypted for a public key, so that the machine that writes backups cannot read them.
"""

import fcntl
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pyrage
from pyrage import x25519

from surveyproj.backup.errors import BackupError

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database"


@dataclass(frozen=True)
class Manifest:
    """What the file holds, to be compared with what comes out of it."""

    written_at: str
    engine: str
    secrets: dict[str, str]
    migrations: list[list[str]]
    counts: dict[str, int]
    digest: str = ""
    format: int = FORMAT


def make_key() -> tuple[str, str]:
    """Draw a key: the public part, and the secret one, which alone opens backups."""
    identity = x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


@contextmanager
def work_in(var_dir: Path) -> Iterator[Path]:
    """Give a folder for what is not encrypted, readable by this account alone, gone at the end."""
    var_dir.mkdir(parents=True, exist_ok=True)
    folder = var_dir / "backup"
    with (var_dir / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup of {var_dir} is under way; wait for it.") from None
        # Left behind by one that was killed.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def seal(manifest: Manifest, dump: Path, target: Path, public_key: str) -> None:
    """Write manifest and dump to `target`, which appears whole or not at all."""
    if target.exists():
        raise BackupError(f"{target} exists already and is left as it is; choose another name.")
    try:
        recipient = x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError:
        raise BackupError(f"BACKUP_KEY is not a key that begins with age1: {public_key}") from None
    packed, partial = dump.with_name("packed"), target.with_name(f".{target.name}.part")
    described = {**asdict(manifest), "digest": _digest(dump)}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as files:
        files.writestr(MANIFEST, json.dumps(described, indent=1))
        files.write(dump, DUMP)
    dump.unlink()
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with packed.open("rb") as plain, os.fdopen(descriptor, "wb") as file:
            pyrage.encrypt_io(plain, file, [recipient])
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except pyrage.EncryptError as refusal:
        raise BackupError(f"{target} cannot be written: {refusal}") from None
    finally:
        partial.unlink(missing_ok=True)


def unseal(source: Path, folder: Path, secret_key: str) -> tuple[Manifest, Path]:
    """Decrypt all of `source` into `folder` and check it: the manifest, and where the dump is."""
    try:
        identity = x25519.Identity.from_str(secret_key.strip().upper())
    except pyrage.IdentityError:
        raise BackupError(
            "That is no key of a backup: it begins with AGE-SECRET-KEY-1 and has 74 characters."
        ) from None
    packed = folder / "packed"
    try:
        with source.open("rb") as file, packed.open("wb") as plain:
            pyrage.decrypt_io(file, plain, [identity])
    except pyrage.DecryptError as refusal:
        if "No matching keys" in str(refusal):
            raise BackupError(f"{source} was not written for this key.") from None
        raise BackupError(f"{source} is not a backup, or its beginning is damaged.") from None
    except OSError as refusal:
        if refusal.errno is not None:
            raise
        raise BackupError(
            f"{source} is damaged or cut short; nothing was restored. Take another copy of it."
        ) from None
    return _unpack(source, packed, folder)


def _unpack(source: Path, packed: Path, folder: Path) -> tuple[Manifest, Path]:
    try:
        with zipfile.ZipFile(packed) as files:
            described = json.loads(files.read(MANIFEST))
            if described["format"] > FORMAT:
                raise BackupError(f"{source} was written by a newer release; install that first.")
            manifest = Manifest(**described)
            dump = Path(files.extract(DUMP, folder))
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError):
        raise BackupError(f"{source} is encrypted for this key, but holds no backup.") from None
    packed.unlink()
    if _digest(dump) != manifest.digest:
        raise BackupError(f"The database inside {source} is not the one that was backed up.")
    return manifest, dump


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
