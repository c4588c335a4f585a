"""An e-mail address that the database holds sealed, and that can still be looked for."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.lookups import In

from commons.base import sealing
from commons.base.sealing import FINDABLE, seal_findable, unseal_findable

SEALED_FOR = sealing.purpose("e-mail address")
# A token is a third longer than its address and stands in a column of 254 characters.
LONGEST_ADDRESS = 160


class _Known(In):
    """Equal, in whatever case and under whatever key; an address from before the first key is found as it stands."""

    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Any) -> None:
        asked = [rhs] if isinstance(rhs, str) else list(rhs)
        found = []
        for address in map(_plain, asked):
            found += [*seal_findable(address, purpose=SEALED_FOR), address] if address else [""]
        super().__init__(lhs, found)


class SealedEmail(models.EmailField):  # type: ignore[type-arg]  # Django's own takes none while it runs
    """Lower case, sealed when it is written, opened when it is read. To migrations it is an EmailField."""

    lookups: ClassVar[set[str]] = {"exact", "iexact", "in"}

    def get_lookup(self, lookup_name: str) -> Any:
        return _Known if lookup_name in self.lookups else super().get_lookup(lookup_name)

    def get_prep_value(self, value: Any) -> Any:
        address = _plain(super().get_prep_value(value) or "")
        return seal_findable(address, purpose=SEALED_FOR)[0] if address else value

    def from_db_value(self, value: str | None, *context: Any) -> str | None:
        if value and value.startswith(FINDABLE):
            return unseal_findable(value, purpose=SEALED_FOR)
        return value

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs


def _plain(address: Any) -> str:
    return str(address).strip().lower()


def seal_the_addresses_of(model: type[models.Model]) -> None:
    """The library's table of addresses holds them as ours does: its column is told how to write and read."""
    model._meta.get_field("email").__class__ = SealedEmail
