"""How long things are kept: a table per room, carried out every day by the worker and shown on the privacy page.

A rule names the persons and free words of one model, and what becomes of a row after so many days of the town's
calendar. `tests/architecture/test_retention.py` fails for a column of a listed room that no rule names.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commons.base.filled import filled

BATCH = 500
YEAR = 365
FREE = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)
ERASED = _("it is erased")

Words = str | Promise
Rows = models.QuerySet[Any]


def empty(rows: Rows, fields: Sequence[str]) -> int:
    """The rows stay and no longer say who or what: rows that are empty already are not counted again."""
    keys = _first(rows.filter(full(rows.model, fields)))
    blank = _blank(rows.model, fields)
    return rows.model._base_manager.filter(pk__in=keys).update(**blank) if keys else 0


def full(model: type[models.Model], fields: Sequence[str]) -> Q:
    """Rows of which one of the fields still says something."""
    found = Q()
    for name, value in _blank(model, fields).items():
        found |= Q(**{f"{name}__isnull": False}) if value is None else ~Q(**{name: value})
    return found


def _blank(model: type[models.Model], fields: Sequence[str]) -> dict[str, Any]:
    return {name: None if model._meta.get_field(name).null else "" for name in fields}


def delete(rows: Rows, fields: Sequence[str]) -> int:
    keys = _first(rows)
    if keys:
        rows.model._base_manager.filter(pk__in=keys).delete()
    return len(keys)


def _first(rows: Rows) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


@dataclass(frozen=True)
class Rule:
    """After `days` since `moment` (a look-up from the row), `do` is given the rows whose time has come.

    `when` is said with `%(time)s`. `do(rows, fields)` works on one batch and says how many; it may run twice, or in
    two workers at once.
    """

    model: type[models.Model]
    what: Words
    fields: tuple[str, ...]
    days: int
    moment: str
    when: Words
    then: Words = ERASED
    do: Callable[[Rows, Sequence[str]], int] = empty
    where: Q = field(default_factory=Q)

    @property
    def when_words(self) -> str:
        years, rest = divmod(self.days, YEAR)
        if rest:
            time = ngettext("%(n)d day", "%(n)d days", self.days) % {"n": self.days}
        else:
            time = ngettext("%(n)d month", "%(n)d months", years * 12) % {"n": years * 12}
        return str(self.when) % {"time": time}

    def due(self, now: datetime) -> Rows:
        return self.model._base_manager.filter(
            self.where, **{f"{self.moment}__lte": _days_before(now, self.days)}
        )

    def carry_out(self, now: datetime) -> int:
        with transaction.atomic():
            return self.do(self.due(now), self.fields)


@dataclass(frozen=True)
class Table:
    """What one room promises. `lasting` names columns that are no secret of anybody, each with the reason."""

    name: Words
    rules: tuple[Rule, ...]
    lasting: dict[type[models.Model], dict[str, str]] = field(default_factory=dict)


_tables: dict[str, Table] = {}


def register(label: str, name: Words, rules: Iterable[Rule], lasting: Any = None) -> None:
    """`label` is the app's: from then on each of its columns must be in the table."""
    if label in _tables:
        raise ImproperlyConfigured(f"Two tables of retention are named {label}.")
    _tables[label] = Table(name, tuple(rules), lasting or {})


def tables() -> dict[str, Table]:
    return dict(_tables)


def keep_promises() -> int:
    """The chore: everything whose time has come, a batch of each rule at a time; empty tables are not asked."""
    now, rules = timezone.now(), [rule for table in _tables.values() for rule in table.rules]
    some = filled({rule.model._meta.db_table for rule in rules})
    return sum(rule.carry_out(now) for rule in rules if rule.model._meta.db_table in some)


def uncovered(label: str, found: Iterable[type[models.Model]]) -> list[str]:
    """Columns of these models that hold a person or free words, and of which no rule says how long they are kept."""
    table = _tables[label]
    named = {(rule.model, name) for rule in table.rules for name in rule.fields}
    named |= {(model, name) for model, columns in table.lasting.items() for name in columns}
    deleted = {rule.model for rule in table.rules if rule.do is delete and not rule.where}
    return [
        f"{model.__name__}.{column.name}"
        for model in found
        if model not in deleted
        for column in [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        if _is_personal(column) and (model, column.name) not in named
    ]


def _is_personal(column: Any) -> bool:
    if column.is_relation:
        return bool(column.related_model and column.related_model._meta.label == "people.Person")
    return isinstance(column, FREE) and not column.choices


def _days_before(moment: datetime, days: int) -> datetime:
    """The same hour on the town's clocks, whatever summer time has done since."""
    there = moment.astimezone(timezone.get_default_timezone()).replace(tzinfo=None) - timedelta(days=days)
    return there.replace(tzinfo=timezone.get_default_timezone())
