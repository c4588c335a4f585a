"""Bringing one back, into an empty town only; and looking whether it could be brought back."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from commons.base.sealing import unseal
from commons.operation.backups import databases, locking
from commons.operation.backups.errors import Unusable
from commons.operation.backups.making import PICTURES, SEAL
from commons.operation.backups.manifest import Manifest
from commons.privacy.actions.erasing import ledger_file, read_ledger, replay
from commons.search.actions import index_everything


@dataclass(frozen=True)
class Restored:
    """What was done; `left` are those who were erased again, `stuck` those who could not be."""

    tables: int
    rows: int
    pictures: int
    left: int
    stuck: list[str]
    indexed: int


def verify(folder: Path, passphrase: str = "") -> Manifest:
    """Every file is as it was written, and this town's key and passphrase open it. Raises Unusable with all reasons."""
    manifest = Manifest.read(folder)
    if damaged := manifest.damaged(folder):
        raise Unusable("\n".join(damaged))
    if manifest.vendor != connection.vendor:
        raise Unusable(
            f"It was made on {manifest.vendor}, this town stands on {connection.vendor}: set CALADE_DATABASE_URL."
        )
    if unseal(manifest.seal, purpose=SEAL) != manifest.origin:
        raise Unusable(
            "What CALADE_SECRET_KEY and CALADE_KEY_RING hold is not the key of the town that was backed up. Without it"
            " sealed texts and the keys of the town's actors cannot be opened: look for it where you keep it apart."
        )
    if not manifest.is_authentic:
        raise Unusable(
            "The manifest is not as this town wrote it: somebody changed it, or what it says of a file. Take an older"
            " backup, and look at who can write where this one lay."
        )
    if manifest.origin != settings.CALADE_ORIGIN:
        raise Unusable(
            f"It is of {manifest.origin}, and CALADE_ORIGIN is {settings.CALADE_ORIGIN}: an origin never moves."
        )
    if newer := _unknown(manifest.migrations):
        raise Unusable(
            f"It was made by a newer Calade ({manifest.version}): install that one. Unknown: {newer[0]}."
        )
    if manifest.salt:
        with _opened(folder, databases.file_name(), _key(manifest, passphrase)):
            pass
    return manifest


def restore(folder: Path, passphrase: str = "", ledger: Path | None = None) -> Restored:
    """Verify, bring back, count, erase again who left since. Raises Unusable before anything is touched, or when the
    counts differ. `ledger` is a later copy of the ledger than the one in the backup.
    """
    manifest = verify(folder, passphrase)
    _refuse_inhabited()
    key = _key(manifest, passphrase)
    with _opened(folder, databases.file_name(), key) as database:
        databases.copy_in(database)
    counted = databases.count_rows()
    if counted != manifest.rows:
        wrong = sorted(
            name for name in {*counted, *manifest.rows} if counted.get(name) != manifest.rows.get(name)
        )
        raise Unusable(f"The rows are not those that were copied: {', '.join(wrong)}.")
    databases.start_numbers_behind()
    pictures = _bring_pictures(manifest, folder, key)
    call_command("migrate", interactive=False, verbosity=0)
    Session.objects.all().delete()  # who was signed out since would be signed in again
    left, stuck = replay(_ledgers(manifest, folder, key, ledger))
    return Restored(len(counted), sum(counted.values()), pictures, left, stuck, index_everything())


def _unknown(migrations: list[str]) -> list[str]:
    """Those of apps that are here, and that no file here makes or replaces."""
    files = MigrationLoader(None).disk_migrations
    known = {*files, *(old for migration in files.values() for old in migration.replaces)}
    here = {app for app, _name in files}
    pairs = [(one, tuple(one.split(".", 1))) for one in migrations]
    return [one for one, pair in pairs if pair[0] in here and pair not in known]


def _refuse_inhabited() -> None:
    Path(settings.CALADE_DATA).mkdir(parents=True, exist_ok=True)
    if not databases.is_empty():
        raise Unusable("There is a town here already: a backup is brought back into an empty database only.")
    if any(path.is_file() for path in Path(settings.IMAGES_ROOT).rglob("*")):
        raise Unusable(f"There are pictures in {settings.IMAGES_ROOT} already: choose an empty CALADE_DATA.")


def _key(manifest: Manifest, passphrase: str) -> bytes:
    if not manifest.salt:
        return b""
    if not passphrase:
        raise Unusable("This backup is locked: give its passphrase (--passphrase-file).")
    return locking.key_of(passphrase, bytes.fromhex(manifest.salt))


@contextmanager
def _opened(folder: Path, name: str, key: bytes) -> Iterator[Path]:
    """The file as it was before it was locked, for a while."""
    if not key:
        yield folder / name
        return
    Path(settings.CALADE_DATA).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=settings.CALADE_DATA
    ) as aside:  # not /tmp, which may be small, and memory
        plain = Path(aside) / "plain"
        locking.unlock(folder / name, plain, key)
        yield plain


def _bring_pictures(manifest: Manifest, folder: Path, key: bytes) -> int:
    names = [name for name in manifest.files if name.startswith(f"{PICTURES}/")]
    for name in names:
        target = Path(settings.IMAGES_ROOT) / Path(name).relative_to(PICTURES)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _opened(folder, name, key) as plain:
            shutil.copyfile(plain, target)
    return len(names)


def _ledgers(manifest: Manifest, folder: Path, key: bytes, later: Path | None) -> dict[UUID, bool]:
    """Whoever stands in any of them left; all lines stay in the town's own, for the next time."""
    own = ledger_file()
    lines = own.read_text().splitlines() if own.exists() else []
    if own.name in manifest.files:
        with _opened(folder, own.name, key) as plain:
            lines += plain.read_text().splitlines()
    if later:
        lines += later.read_text().splitlines()
    if lines:
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text("".join(f"{line}\n" for line in dict.fromkeys(lines)))
    return read_ledger(own)
