"""Everything sealed, sealed again under the newest key. Columns are found by looking, so that none is forgotten."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models.functions import Cast

from commons.base.sealed_email import SEALED_FOR, SealedEmail
from commons.base.sealing import seal_findable, sealed_again

BATCH = 200
SIGN = "gAAAA"  # how every token of Fernet begins until the year 2106
KINDS = (models.CharField, models.TextField, models.BinaryField, models.JSONField)


def draw_key(ring: str) -> None:
    """A new first line in the file of the ring, written beside it and put in its place at once."""
    path = Path(ring)
    before = path.stat()
    fresh = path.with_name(f"{path.name}.new")
    with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        out.write(f"{token_urlsafe(48)}\n{path.read_text()}")
    if os.geteuid() == 0:
        os.chown(fresh, before.st_uid, before.st_gid)
    fresh.replace(path)


def rotate(say: Callable[[str], None]) -> Counter[str]:
    """Counts of `again`, `fine` and `lost` (no key opens them, each is said). Stopped anywhere, it can be run again."""
    counts: Counter[str] = Counter()
    for model in apps.get_models(include_auto_created=True):
        columns = [
            column
            for column in model._meta.local_concrete_fields
            if isinstance(column, KINDS) and not column.choices
        ]
        if columns and model._meta.managed and not model._meta.proxy:
            for keys in _batches(model):
                with transaction.atomic():
                    _seal_again(model, columns, keys, counts, say)
    return counts


def _batches(model: type[models.Model]) -> Iterator[list[Any]]:
    rows = model._base_manager.order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    while keys:
        yield keys
        keys = list(rows.filter(pk__gt=keys[-1]).values_list("pk", flat=True)[:BATCH])


def _seal_again(
    model: type[models.Model],
    columns: Sequence[models.Field[Any, Any]],
    keys: list[Any],
    counts: Counter[str],
    say: Callable[[str], None],
) -> None:
    raw = {
        f"raw_{column.name}": Cast(column.name, models.TextField())
        for column in columns
        if isinstance(column, SealedEmail)
    }
    names = [column.name for column in columns]
    rows = model._base_manager.filter(pk__in=keys).select_for_update().annotate(**raw)
    for row in rows.values("pk", *names, *raw):
        changes: dict[str, Any] = {}
        for name in names:
            try:
                if f"raw_{name}" in raw:
                    changed = _address_again(row[name], row[f"raw_{name}"], counts)
                else:
                    changed = _value_again(row[name], counts)
            except InvalidToken:
                counts["lost"] += 1
                say(f"No key opens {model._meta.db_table}.{name} of row {row['pk']}.")
                continue
            if changed is not None:
                changes[name] = changed
        if changes:
            model._base_manager.filter(pk=row["pk"]).update(**changes)


def _address_again(address: str | None, stands: str | None, counts: Counter[str]) -> str | None:
    if not stands:
        return None
    if not address:
        raise InvalidToken
    fine = stands == seal_findable(address, purpose=SEALED_FOR)[0]
    counts["fine" if fine else "again"] += 1
    return None if fine else address


def _value_again(value: Any, counts: Counter[str]) -> Any:
    """The value with its tokens under the newest key; None when nothing in it changes."""
    if isinstance(value, str) and value.startswith(SIGN):
        again = sealed_again(value.encode())
        counts["again" if again else "fine"] += 1
        return again.decode() if again else None
    if isinstance(value, bytes | memoryview) and bytes(value[:5]) == SIGN.encode():
        again = sealed_again(bytes(value))
        counts["again" if again else "fine"] += 1
        return again
    if isinstance(value, dict):
        parts = {name: _value_again(part, counts) for name, part in value.items()}
        found = {name: part for name, part in parts.items() if part is not None}
        return value | found if found else None
    if isinstance(value, list):
        listed = [_value_again(part, counts) for part in value]
        pairs = zip(value, listed, strict=True)
        return [old if new is None else new for old, new in pairs] if any(listed) else None
    return None


def ring_file(path: str) -> str:
    if not path:
        raise ImproperlyConfigured(
            "There is no key ring: set CALADE_KEY_RING to a file outside the database."
        )
    return path
