"""The shape of the town's own files in the archive, as JSON Schema (draft 2020-12).

Made from the register and the models, as the files are: a column that is added stands in both.
"""

from typing import Any

from django.db import models

from commons.base import register
from commons.base.register import Holding
from commons.people.models import Person

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}
KINDS: list[tuple[type[models.Field[Any, Any]], dict[str, Any]]] = [
    (models.BooleanField, {"type": "boolean"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.UUIDField, {"type": "string", "format": "uuid"}),
    (models.FloatField, {"type": "number"}),
    (models.IntegerField, {"type": "integer"}),
    (models.BinaryField, {"type": "string", "description": "a file of this archive"}),
    (models.JSONField, {}),
]


def schema() -> dict[str, Any]:
    """One definition for each kind of file, under the name that the file has: `calade/<name>.json`, or `<name>-2`."""
    files: dict[str, dict[str, Any]] = {}
    for holding in register.holdings():
        known = files.setdefault(holding.model._meta.label_lower, {"what": [], "rows": []})
        known["what"].append(str(holding.what))
        known["rows"].append(_row(holding))
    return {
        "$schema": DRAFT,
        "title": "calade/*.json",
        "$defs": {
            name: {
                "description": " · ".join(dict.fromkeys(known["what"])),
                "type": "array",
                "items": _either(known["rows"]),
            }
            for name, known in sorted(files.items())
        },
    }


def _either(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What somebody wrote, and what was written about them, may leave out different columns."""
    different = [row for number, row in enumerate(rows) if row not in rows[:number]]
    return different[0] if len(different) == 1 else {"anyOf": different}


def _row(holding: Holding) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for column in holding.model._meta.concrete_fields:
        if column.name in holding.opened:
            columns[column.name] = {}
        elif column.name not in holding.secret:
            columns[column.name] = _column(column)
    columns |= {name: {} for name in holding.also}
    files = [c.name for c in holding.model._meta.concrete_fields if isinstance(c, models.BinaryField)]
    needed = [name for name in columns if name not in files]  # a file that is empty is left out
    return {"type": "object", "properties": columns, "required": needed, "additionalProperties": False}


def _column(column: Any) -> dict[str, Any]:
    if column.is_relation:
        is_person = column.related_model is Person
        said = {**TEXT, "description": "a short name" if is_person else "an address, or a kind and a number"}
        return {"anyOf": [said, {"type": "null"}]}
    if isinstance(column, models.GeneratedField):
        return _column(column.output_field)
    kind = next((shape for model, shape in KINDS if isinstance(column, model)), TEXT)
    return {"anyOf": [kind, {"type": "null"}]} if column.null and kind else kind
