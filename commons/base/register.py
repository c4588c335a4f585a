"""The register of processing (GDPR, article 30) as code: what is kept of people, why, for whom, how long, and then.

Each app declares it once, in its `processing.py`. From there come the public register, the privacy page, what
somebody takes away with them, and what becomes of their rows when they leave. `tests/architecture/test_register.py`
fails for a column of any installed model that holds a person or free words and is in no declaration.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.base.leases import Work
from commons.base.models import Addressed
from commons.base.retention import FREE, Rows, Rule, Words, tables

PERSON = "people.Person"
WHILE_MEMBER = _("as long as you are a member; it goes when you leave")
WHILE_WISHED = _("until you change or end it, at any time")
WITH_PUBLIC = _("as long as it is public; its author takes it back at any time")


class Basis(models.TextChoices):
    """Why it is lawful: article 6.1 of the GDPR, (b), (a), (e), (c) and (f)."""

    SERVICE = "service", _("you ask for it: without this the service cannot be given")
    CONSENT = "consent", _("you agreed, and may take that back at any time")
    PUBLIC_TASK = "public_task", _("a task of public interest that the town has taken on")
    DUTY = "duty", _("the law obliges the town")
    INTEREST = "interest", _("a legitimate interest of the town, which you may object to")


class Leaving(StrEnum):
    """What becomes of a row when the person leaves: deleted, emptied of its `data`, or by "somebody" from then on."""

    GOES = "goes"
    EMPTIED = "emptied"
    STAYS = "stays"


@dataclass(frozen=True)
class Holding:
    """Rows of one model that are somebody's. `whose` are look-ups from the row to the person.

    `data` are their columns; every other column goes into their export too, but for `secret` ones ({column: why}).
    `named` are columns with other people or other people's words. `opened` are sealed columns, each with the
    attribute that opens it; `also` adds to the export what stands in other rows ({name: attribute}). `leaving` holds
    whatever they wish; `words` instead when they wish that public words go too. `find(person)` gives the rows where
    no look-up does. A model may have several, for several people to whom its rows belong.
    """

    model: type[models.Model]
    what: Words
    whose: tuple[str, ...]
    data: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    secret: Mapping[str, Words] = field(default_factory=dict)
    opened: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    kept: Words = WHILE_MEMBER
    leaving: Leaving = Leaving.GOES
    words: Leaving | None = None
    find: Callable[[Any], Rows] | None = None

    @property
    def rules(self) -> list[Rule]:
        return [rule for table in tables().values() for rule in table.rules if rule.model is self.model]

    @property
    def columns(self) -> set[str]:
        """The columns that this declares."""
        own = {name.partition("__")[0] for name in self.whose}
        return own | {*self.data, *self.named, *self.secret, *self.opened}

    @property
    def facts(self) -> list[str]:
        """The names of the columns, for the register."""
        return [*self.data, *(name for name in self.opened if name not in self.data)]

    def of(self, person: Any) -> Rows:
        if self.find:
            return self.find(person)
        mine = Q()
        for look_up in self.whose:
            mine |= Q(**{look_up: person})
        return self.model._base_manager.filter(mine).distinct()

    def ending(self, *, erase_words: bool) -> Leaving:
        return self.words if erase_words and self.words else self.leaving

    def forget(self, person: Any, *, erase_words: bool) -> None:
        ending = self.ending(erase_words=erase_words)
        if ending == Leaving.GOES:
            self._of_keys(person).delete()
        elif ending == Leaving.EMPTIED:
            columns = [self.model._meta.get_field(name) for name in self.facts]
            self._of_keys(person).update(**{column.name: emptiness(column) for column in columns})

    def _of_keys(self, person: Any) -> Rows:
        keys = list(self.of(person).order_by().values_list("pk", flat=True))
        return self.model._base_manager.filter(pk__in=keys)


def emptiness(column: Any) -> Any:
    """What a column holds that says nothing."""
    if column.null:
        return None
    if isinstance(column, models.JSONField):
        return column.get_default()
    return b"" if isinstance(column, models.BinaryField) else ""


@dataclass(frozen=True)
class Processing:
    """One purpose, and the rows kept for it. `stop(person)` is what an objection does at once, where it can."""

    key: str
    name: Words
    purpose: Words
    basis: Basis
    recipients: Words
    holdings: tuple[Holding, ...]
    stop: Callable[[Any], None] | None = None

    @property
    def may_be_objected(self) -> bool:
        """Article 21: what rests on a task of public interest or on a legitimate interest."""
        return self.basis in (Basis.INTEREST, Basis.PUBLIC_TASK)


Reasons = Mapping[type[models.Model], str | Mapping[str, str]]

_processings: dict[str, Processing] = {}
_impersonal: dict[type[models.Model], str | Mapping[str, str]] = {}
_afterwards: list[Callable[[], None]] = []

# Columns of abstract models, the same wherever they stand.
COMMON: dict[type[models.Model], set[str]] = {Addressed: {"home", "uri"}, Work: {"last_error", "lane"}}


def declare(processings: Iterable[Processing], impersonal: Mapping[Any, Any] | None = None) -> None:
    """`impersonal` names what touches nobody, a whole model or single columns, each with the reason."""
    for processing in processings:
        if processing.key in _processings:
            raise ImproperlyConfigured(f"Two processings are named {processing.key}.")
        _processings[processing.key] = processing
    _impersonal.update(impersonal or {})


def after_erasing(clear: Callable[[], None]) -> None:
    """`clear()` is called when somebody's rows are gone: indexes and files that may still hold their words."""
    if clear not in _afterwards:
        _afterwards.append(clear)


def processings() -> list[Processing]:
    return sorted(_processings.values(), key=lambda processing: processing.key)


def processing(key: str) -> Processing | None:
    return _processings.get(key)


def holdings() -> list[Holding]:
    return [holding for processing in processings() for holding in processing.holdings]


def forget(person: Any, *, erase_words: bool, now: bool) -> None:
    """Inside the transaction of the leaving. `now`: rows that go; else those that news on its way still speaks of."""
    for holding in holdings():
        if (holding.ending(erase_words=erase_words) == Leaving.GOES) == now:
            holding.forget(person, erase_words=erase_words)


def clear_traces() -> None:
    for clear in _afterwards:
        clear()


def undeclared(found: Iterable[type[models.Model]]) -> list[str]:
    """Columns with a person, free words, a file, an address or a token, of which no declaration speaks."""
    declared: dict[type[models.Model], set[str]] = {}
    for holding in holdings():
        declared.setdefault(holding.model, set()).update(holding.columns)
    missing = []
    for model in found:
        reasons = _impersonal.get(model, {})
        if isinstance(reasons, str):
            continue
        known = declared.get(model, set()) | set(reasons) | _common(model)
        missing += [f"{model._meta.label}.{name}" for name in personal_columns(model) if name not in known]
    return missing


def _common(model: type[models.Model]) -> set[str]:
    return set().union(*(names for base, names in COMMON.items() if issubclass(model, base)))


def personal_columns(model: type[models.Model]) -> list[str]:
    columns: Sequence[Any] = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
    return [column.name for column in columns if _is_personal(column)]


def _is_personal(column: Any) -> bool:
    if column.is_relation:
        related = column.related_model
        return bool(related and related._meta.label in (PERSON, settings.AUTH_USER_MODEL))
    kinds = (*FREE, models.GenericIPAddressField)
    return isinstance(column, kinds) and not column.choices


def without_end() -> list[str]:
    """Holdings of which neither a rule nor words say how long they are kept."""
    return [holding.model._meta.label for holding in holdings() if not holding.rules and not holding.kept]
