"""A row of a holding as plain facts that JSON, CSV and a reader understand."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from commons.base.addresses import absolute
from commons.base.register import Holding
from commons.people.models import Person

Facts = dict[str, Any]
FEW = 50  # rows in memory at a time: a text may have 200,000 characters


@dataclass(frozen=True)
class TakenFile:
    """Bytes that a row holds: in the archive they are a file of this name, and the row says so."""

    name: str
    content: bytes


def facts_of(holding: Holding, row: models.Model) -> tuple[Facts, list[TakenFile]]:
    """Every column but the secret ones; what is sealed is opened, since it is theirs."""
    facts: Facts = {}
    files: list[TakenFile] = []
    for column in row._meta.concrete_fields:
        if column.name in holding.opened:
            value = getattr(row, holding.opened[column.name])
        elif column.name in holding.secret:
            continue
        else:
            value = _plain(column, row)
        if isinstance(value, bytes | memoryview):
            if value:
                name = f"files/{row._meta.label_lower}-{row.pk}-{column.name}{_suffix(bytes(value))}"
                files.append(TakenFile(name, bytes(value)))
                facts[column.name] = name
            continue
        facts[column.name] = value
    facts |= {name: getattr(row, attribute) for name, attribute in holding.also.items()}
    return facts, files


def _plain(column: Any, row: models.Model) -> Any:
    value = getattr(row, column.attname)
    if not column.is_relation or value is None:
        return value
    related = column.related_model
    if related is Person:
        person = getattr(row, column.name)
        return person.shown_handle if person and person.is_shown else None
    if related and issubclass(related, models.Model) and hasattr(related, "get_absolute_url"):
        return _address(getattr(row, column.name)) or f"{related._meta.label_lower}:{value}"
    return f"{related._meta.label_lower}:{value}"


def _address(thing: Any) -> str:
    try:
        return absolute(thing.get_absolute_url()) if thing else ""
    except Exception:  # a thing that is half made has no page yet; its key is said instead
        return ""


def _suffix(content: bytes) -> str:
    return ".webp" if content[:4] == b"RIFF" else ".bin"


def rows_of(holding: Holding, person: Person) -> Iterator[models.Model]:
    yield from holding.of(person).order_by("pk").iterator(chunk_size=FEW)


def said(value: Any) -> Any:
    """For JSON: what it does not know by itself."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)
