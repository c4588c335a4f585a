"""Nothing that is kept of somebody is left out of what they take away: a word in each column, and each is found."""

import json
import re
from zipfile import ZipFile

import pytest
from django.db import connection

from commons.base import register
from commons.privacy.takeaway.writing import write_archive

from .planting import NOBODYS, Gardener

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="plants rows that break rules, as SQLite lets one"
    ),
]


def test_each_declared_column_of_each_model_is_in_the_archive(alice, bob, tmp_path, settings):
    settings.CALADE_DATA = tmp_path
    planted = Gardener(alice, bob).plant()
    path = tmp_path / "all.zip"
    write_archive(type(alice).objects.get(pk=alice.pk), path)
    with ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    missing = [where for where, word in planted.words.items() if word.encode() not in everything]
    assert not missing, f"kept, and not in what people take away: {missing}"


def test_each_holding_was_planted(alice, bob):
    planted = Gardener(alice, bob).plant()
    known = {label for label, _column in planted.words}
    expected = {
        holding.model._meta.label
        for holding in register.holdings()
        if holding.model not in NOBODYS
        and any(not holding.model._meta.get_field(name).choices for name in holding.facts)
    }
    assert known == expected


def test_what_opens_something_is_not_in_the_archive(alice, bob, tmp_path, settings):
    settings.CALADE_DATA = tmp_path
    Gardener(alice, bob).plant()
    secrets = []
    for holding in register.holdings():
        for name in holding.secret:
            for row in holding.of(alice):
                value = str(getattr(row, name))
                if len(value) > 5:
                    secrets.append((holding.model, name, value))
    assert len(secrets) > 5
    path = tmp_path / "all.zip"
    write_archive(type(alice).objects.get(pk=alice.pk), path)
    with ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert [(model, name) for model, name, value in secrets if value in everything] == []


def test_the_schema_in_the_archive_describes_each_of_its_own_files(alice, bob, tmp_path, settings):
    settings.CALADE_DATA = tmp_path
    Gardener(alice, bob).plant()
    path = tmp_path / "all.zip"
    write_archive(type(alice).objects.get(pk=alice.pk), path)
    with ZipFile(path) as archive:
        shapes = json.loads(archive.read("schema.json"))["$defs"]
        own = [name for name in archive.namelist() if re.match(r"calade/[^/]+\.json$", name)]
        assert len(own) > 30
        for name in own:
            [label] = re.findall(r"calade/([a-z_.]+?)(?:-\d+)?\.json", name)
            rows = json.loads(archive.read(name))
            shape = shapes[label]["items"]
            odd = [row for row in rows if not fits(row, shape)]
            assert rows and not odd, (name, odd, shape)


TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}


def fits(value, shape):
    """As much of JSON Schema as the archive uses."""
    if "anyOf" in shape:
        return any(fits(value, one) for one in shape["anyOf"])
    if shape.get("type") == "object":
        known = shape["properties"]
        return set(shape["required"]) <= set(value) <= set(known) and all(
            fits(said, known[name]) for name, said in value.items()
        )
    return "type" not in shape or isinstance(value, TYPES[shape["type"]])
