"""Making one: the rows first, then the files, then what both are. The town's key is never among them."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from commons.base.sealing import purpose, seal
from commons.operation.backups import databases, locking
from commons.operation.backups.errors import Unusable
from commons.operation.backups.manifest import Manifest
from commons.privacy.actions.erasing import ledger_file

PREFIX = "calade-"
SEAL = purpose("backup")
PICTURES = "images"  # as `restoring` finds them again


def back_up(parent: Path, passphrase: str = "") -> Path:
    """A new folder in `parent`, named by the moment, for its owner alone. Raises Unusable, and leaves nothing."""
    parent.mkdir(parents=True, exist_ok=True)
    moment = datetime.now(UTC)
    folder = parent / f"{PREFIX}{moment:%Y%m%dT%H%M%SZ}"
    half = parent / f".{folder.name}.half"
    if folder.exists():
        raise Unusable(f"{folder} is there already: one backup a second.")
    half.mkdir(mode=0o700)
    try:
        _fill(half, moment, passphrase)
        half.rename(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return folder


def _fill(folder: Path, moment: datetime, passphrase: str) -> None:
    salt = locking.new_salt() if passphrase else b""
    key = locking.key_of(passphrase, salt) if passphrase else b""
    database = folder / databases.file_name()
    rows = databases.copy_out(database)
    manifest = Manifest(
        origin=settings.CALADE_ORIGIN,
        version=settings.CALADE_VERSION,
        made_at=moment.isoformat(),
        vendor=connection.vendor,
        rows=rows,
        migrations=sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
        seal=seal(settings.CALADE_ORIGIN, purpose=SEAL),
        salt=salt.hex(),
    )
    _keep(manifest, folder, database, key)
    if ledger_file().exists():
        _keep(manifest, folder, _copy(ledger_file(), folder / ledger_file().name), key)
    # After the rows: a file without its row is harmless, a row without its files is a hole in a page.
    for source in sorted(Path(settings.IMAGES_ROOT).rglob("*")):
        if source.is_file():
            _keep_picture(manifest, folder, source, key)
    manifest.write(folder)


def _keep_picture(manifest: Manifest, folder: Path, source: Path, key: bytes) -> None:
    target = folder / PICTURES / source.relative_to(settings.IMAGES_ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _copy(source, target)
    except FileNotFoundError:
        return  # made, moved or taken away this very moment
    _keep(manifest, folder, target, key)


def _copy(source: Path, target: Path) -> Path:
    shutil.copyfile(source, target)
    return target


def _keep(manifest: Manifest, folder: Path, path: Path, key: bytes) -> None:
    """Locked where a passphrase was given; on the disk, and not only on its way there."""
    if key:
        locked = path.with_name(path.name + ".locked")
        locking.lock(path, locked, key)
        os.replace(locked, path)
    with path.open("rb") as written:
        os.fsync(written.fileno())
    path.chmod(0o600)
    manifest.note(folder, path)


def drop_older(parent: Path, keep: int) -> list[Path]:
    """All but the `keep` newest go; which ones went. What is no backup of ours is left alone."""
    made = sorted(path for path in parent.glob(f"{PREFIX}*Z") if path.is_dir())
    old = made[:-keep] if keep else []
    for folder in old:
        shutil.rmtree(folder)
    return old
