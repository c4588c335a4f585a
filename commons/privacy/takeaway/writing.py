"""The archive itself: a JSON and a CSV file per kind of row, what others put in, and a page to read it offline."""

import csv
import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone

from commons.base import register
from commons.base.failpoints import failpoint
from commons.base.register import Holding
from commons.images import files as pictures
from commons.images.models import Image
from commons.people.models import Person
from commons.privacy.takeaway.parts import parts_for
from commons.privacy.takeaway.rows import Facts, facts_of, rows_of, said
from commons.privacy.takeaway.schema import schema

FOLDER = "calade"
MOST_SHOWN = 1_000  # rows of one kind on the page that one reads; its file has them all
LONGEST_SHOWN = 2_000  # characters of a text there; its file has it whole
PIECE = 64 * 1024


def write_archive(person: Person, path: Path) -> int:
    """The whole file at `path`, made under a name of its own first. Returns its size in bytes.

    Rows are written as they come: however much somebody wrote, a few of them are in memory at a time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    unfinished.touch(mode=0o600)
    try:
        with ZipFile(unfinished, "w", ZIP_DEFLATED) as archive:
            _write_all(archive, person)
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path.stat().st_size


def _write_all(archive: ZipFile, person: Person) -> None:
    sections = [_write_holding(archive, holding, person) for holding in register.holdings()]
    for name, content in parts_for(person):
        with archive.open(name, "w") as out:
            for piece in content:
                out.write(piece)
    for name, picture in _pictures(person):
        archive.write(picture, name)
    failpoint("in-takeaway")
    archive.writestr("schema.json", json.dumps(schema(), ensure_ascii=False, indent=1))
    page = {"person": person, "sections": [part for part in sections if part], "at": timezone.now()}
    archive.writestr("index.html", render_to_string("privacy/takeaway.html", page))


def _write_holding(archive: ZipFile, holding: Holding, person: Person) -> dict[str, Any] | None:
    """What the page shows of it; None when there is nothing of the kind. The table is made beside the archive, which
    takes one file at a time.
    """
    rows = rows_of(holding, person)
    if (first := next(rows, None)) is None:
        return None
    _write_files(archive, holding, person)
    name = _free_name(archive, f"{FOLDER}/{holding.model._meta.label_lower}")
    shown: list[dict[str, Any]] = []
    count = 0
    with TemporaryFile("w+", encoding="utf-8", newline="") as aside:
        table = csv.writer(aside)
        with archive.open(f"{name}.json", "w") as out:
            for count, row in enumerate(chain([first], rows), 1):
                facts, _files = facts_of(holding, row)
                out.write(b"[\n" if count == 1 else b",\n")
                out.write(json.dumps(facts, default=said, ensure_ascii=False, indent=1).encode())
                if count == 1:
                    table.writerow(facts)
                table.writerow([_cell(value) for value in facts.values()])
                if count <= MOST_SHOWN:
                    shown.append(_said(holding, facts))
            out.write(b"\n]")
        aside.seek(0)
        with archive.open(f"{name}.csv", "w") as out:
            while piece := aside.read(PIECE):
                out.write(piece.encode())
    return {"what": holding.what, "rows": shown, "count": count, "file": f"{name}.json"}


def _write_files(archive: ZipFile, holding: Holding, person: Person) -> None:
    """Bytes that rows hold, such as sealed pictures, each as a file that its row names."""
    if not any(isinstance(column, models.BinaryField) for column in holding.model._meta.concrete_fields):
        return
    for row in rows_of(holding, person):
        for file in facts_of(holding, row)[1]:
            archive.writestr(f"{FOLDER}/{file.name}", file.content)


def _said(holding: Holding, facts: Facts) -> dict[str, Any]:
    """A row for somebody who reads: when, where, and the words; numbers of the code are in the file."""
    moments = (value for value in facts.values() if isinstance(value, datetime))
    addresses = (value for value in facts.values() if str(value).startswith(settings.CALADE_ORIGIN))
    told = [facts.get(name) for name in (*holding.facts, *holding.also)]
    return {
        "at": next(moments, None),
        "where": next(addresses, ""),
        "words": [_shortened(_words(value)) for value in told if value not in (None, "", [], {})],
    }


def _free_name(archive: ZipFile, name: str) -> str:
    """A model may have several holdings: what somebody wrote, and what was written about them."""
    taken = set(archive.namelist())
    return next(
        free for free in (name, *(f"{name}-{n}" for n in range(2, 99))) if f"{free}.json" not in taken
    )


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"


def _words(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=said, ensure_ascii=False)


def _cell(value: Any) -> str:
    """What a table would take for a formula is written as text (OWASP, CSV injection)."""
    if value is None:
        return ""
    words = _words(value)
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words


def _pictures(person: Person) -> Iterator[tuple[str, Path]]:
    """The widest of what they put in, where Mastodon's archives have them."""
    for image in Image.objects.filter(by=person).only("name"):
        for folder in (pictures.served(image.name), pictures.withheld(image.name)):
            if found := sorted(folder.glob("*"), key=lambda file: file.stat().st_size):
                yield f"media_attachments/files/{image.name}/{found[-1].name}", found[-1]
