"""Who is told what happened: at once after commit (`prompt`), or a moment later by the worker (`patient`).

What this process remembers is forgotten even before (`forgets`): the rest of the transaction must not read it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from commons.journal.models import Entry


@dataclass(frozen=True)
class Reader:
    """`read` takes entries in the order in which they were written, as many as there are: one reading for all."""

    name: str
    read: "Callable[[Sequence[Entry]], int | None]"
    wants: "Callable[[Entry], bool]"


def everything(entry: "Entry") -> bool:
    return True


_prompt: dict[str, Reader] = {}
_patient: dict[str, Reader] = {}
_forgetful: list[Callable[[str], None]] = []


def _register(readers: dict[str, Reader], reader: Reader) -> None:
    if reader.name in readers:
        raise ImproperlyConfigured(f"Two readers of the journal are named {reader.name}.")
    readers[reader.name] = reader


def prompt(
    name: str, read: "Callable[[Sequence[Entry]], None]", wants: "Callable[[Entry], bool]" = everything
) -> None:
    """`read` runs after commit in the process that acted. It may be lost in a crash: hints only."""
    _register(_prompt, Reader(name, read, wants))


def patient(
    name: str, read: "Callable[[Entry], None]", wants: "Callable[[Entry], bool]" = everything
) -> None:
    """`read` runs in the worker, in one transaction with the errand's end: its database work happens once."""

    def read_each(entries: "Sequence[Entry]") -> None:
        for entry in entries:
            read(entry)

    patient_of_many(name, read_each, wants)


def patient_of_many(
    name: str,
    read: "Callable[[Sequence[Entry]], int | None]",
    wants: "Callable[[Entry], bool]" = everything,
) -> None:
    """The same for what is written in great numbers: `read` takes them together, in order.

    It may stop before the last entry, when it has written much already: it says how many it has read.
    """
    _register(_patient, Reader(name, read, wants))


def forgets(forget: Callable[[str], None]) -> None:
    """`forget(verb)` runs inside the transaction, as soon as the entry is written: on this process's memory only."""
    _forgetful.append(forget)


def forget(verb: str) -> None:
    for one in _forgetful:
        one(verb)


def prompt_readers() -> list[Reader]:
    return list(_prompt.values())


def patient_readers() -> dict[str, Reader]:
    return dict(_patient)
