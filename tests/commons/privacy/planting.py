"""A row of every kind for one person, with a word in each of its columns that stands nowhere else.

It knows the models by looking at them: a column that is added tomorrow is planted tomorrow.
"""

import itertools
from dataclasses import dataclass, field
from datetime import date, time

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone

from commons.base import register
from commons.base.sealed_email import SealedEmail
from commons.base.sealing import purposes, seal, seal_bytes
from commons.conversations.models import CaptionLine, OpinionBallot, OpinionRound
from commons.notices.models import Subscription
from commons.notices.models.subscriptions import digest_of
from commons.people.models import Account, Person
from federation import own_keys
from federation.models import HeldLetter, LocalKey, ReceivedActivity
from wiki.models import Blob, Suggestion

NOBODYS = {Suggestion, CaptionLine}  # a visitor's, anybody's: no account leads to it


@dataclass
class Planted:
    """`words` are what to look for in an archive, `marks` what must not be left in any file."""

    words: dict[tuple[str, str], str] = field(default_factory=dict)
    marks: dict[tuple[str, str], bytes] = field(default_factory=dict)


class Gardener:
    def __init__(self, person: Person, other: Person) -> None:
        self.person, self.other = person, other
        self.planted = Planted()
        self.numbers = itertools.count(10_000)
        with (
            connection.cursor() as cursor
        ):  # rows are of no use to anybody, so rules about their sense may rest
            cursor.execute("PRAGMA ignore_check_constraints = ON")

    def plant(self) -> Planted:
        # The account first: other rows are found by its address.
        for holding in sorted(register.holdings(), key=lambda holding: holding.model is not Account):
            if holding.model not in NOBODYS:
                self._plant_one(holding)
        self.person.refresh_from_db()
        return self.planted

    def _plant_one(self, holding: register.Holding) -> None:
        model = holding.model
        if model is Person:
            row = Person.objects.get(pk=self.person.pk)
        elif model is Account:
            row = Account.objects.get(person=self.person)
        elif model is LocalKey:
            self._note_key(own_keys.key_of(self.person))
            return
        else:
            row = self.blank(model)
            self._make_theirs(row, holding)
        for name in holding.facts:
            self._write(row, model._meta.get_field(name), holding)
        self._save(row, model)
        for name in holding.facts:
            if isinstance(model._meta.get_field(name), SealedEmail):
                self._note_as_stored(row, name)

    def _note_as_stored(self, row, name):
        """What is sealed on its way into the database is looked for as it lies there."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {name} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
            self.planted.marks[row._meta.label, name] = str(cursor.fetchone()[0]).encode()

    def _note_key(self, key):
        """A real one: the news of the leaving is signed with it."""
        for name, value in (
            ("rsa_public", key.rsa_public.splitlines()[2]),
            ("ed25519_public", key.ed25519_public),
        ):
            self.planted.words[LocalKey._meta.label, name] = value
            self.planted.marks[LocalKey._meta.label, name] = value.encode()

    def _make_theirs(self, row, holding):
        if holding.whose:
            self._walk(row, holding.whose[0].split("__"))
        elif isinstance(row, Subscription):
            row.digest = digest_of(self.person.account.email)
        elif isinstance(row, OpinionBallot):
            row.round = self.made(OpinionRound, key=seal("a key", purpose="opinion round"))
            row.voter = row.round.voter(self.person)
        elif isinstance(row, ReceivedActivity | HeldLetter):
            row.actor = self.person.address
        elif hasattr(row, "signer_id"):
            row.signer = own_keys.key_of(self.person)
        elif hasattr(row, "about_type_id"):
            row.about_type, row.about_id = ContentType.objects.get_for_model(Person), self.person.pk

    def _walk(self, row, steps):
        column = row._meta.get_field(steps[0])
        if len(steps) == 1:
            setattr(row, steps[0], self.person)
        elif column.related_model is Account:
            setattr(row, steps[0], self.person.account)
        else:
            setattr(row, steps[0], self._theirs(column.related_model, steps[1:]))

    def _theirs(self, model, steps):
        """One that is there already, or a new one."""
        known = model._base_manager.filter(**{"__".join(steps): self.person}).first()
        if known is None:
            known = self.blank(model)
            self._walk(known, steps)
            self._save(known, model)
        return known

    def _write(self, row, column, holding):
        where = (holding.model._meta.label, column.name)
        if column.choices or column.is_relation:
            return
        if holding.model in (ReceivedActivity, HeldLetter) and column.name == "actor":
            return
        number, room = next(self.numbers), column.max_length or 20
        # Cut short, a word would be the beginning of others, and be found in theirs.
        word = (f"z{number:x}" if room < 6 else f"z{number}")[:room]
        self.planted.words[where] = word
        if column.name.startswith("sealed"):
            mark = self._seal(row, column, holding.opened[column.name], word)
        else:
            value = [word] if isinstance(column, models.JSONField) else word
            setattr(
                row, column.name, f"{word}@example.org" if isinstance(column, models.EmailField) else value
            )
            mark = word.encode()
        self.planted.marks[where] = mark

    def _seal(self, row, column, opener, word):
        """For the purpose under which its own model opens it: the only one that gives the word back."""
        binary = isinstance(column, models.BinaryField)
        for purpose in purposes():
            token = seal_bytes(b"RIFF" + word.encode(), purpose=purpose)
            setattr(row, column.name, token if binary else seal(word, purpose=purpose))
            if word in str(getattr(row, opener)):
                found = getattr(row, column.name)
                return found if binary else found.encode()
        raise AssertionError(f"nothing that {column} is sealed for opens it")

    def made(self, model, **values):
        row = self.blank(model)
        for name, value in values.items():
            setattr(row, name, value)
        self._save(row, model)
        return row

    def _kept(self, row):
        row.save()
        return row

    def blank(self, model):
        """A row with only what it must have."""
        row = model()
        for column in model._meta.concrete_fields:
            if (
                column.null
                or column.has_default()
                or column.auto_created
                or getattr(column, "auto_now", False)
            ):
                continue
            if getattr(column, "auto_now_add", False):
                continue
            setattr(row, column.name, self._value(column))
        return row

    def _value(self, column):
        if column.is_relation:
            return self._related(column.related_model)
        if column.choices:
            return column.choices[0][0]
        if isinstance(column, models.DateTimeField):
            return timezone.now()
        if isinstance(column, models.DateField):
            return date(2026, 5, 1)
        if isinstance(column, models.TimeField):
            return time(12)
        if isinstance(column, models.JSONField):
            return []
        if isinstance(column, models.BinaryField):
            return b""
        if isinstance(column, models.CharField | models.TextField):
            return f"u{next(self.numbers)}"[: column.max_length or 20]
        return next(self.numbers) if column.unique else 0

    def _related(self, model):
        if model is Person:
            return self.other
        if model is Account:
            return self.other.account
        if model is Blob:
            text = Blob.of("texte")
            return Blob.objects.filter(pk=text.pk).first() or self._kept(text)
        if model is ContentType:
            return ContentType.objects.get_for_model(Person)
        return self.made(model)

    def _save(self, row, model):
        if row.pk and model._base_manager.filter(pk=row.pk).exists():
            row.save()
            return
        model._base_manager.bulk_create([row])
