"""Who is told what happened: at once after commit (`prompt`), or a moment later by the worker (`patient`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from commons.journal.models import Entry


@dataclass(frozen=True)
class Reader:
    name: str
    read: "Callable[[Entry], None]"
    wants: "Callable[[Entry], bool]"


def everything(entry: "Entry") -> bool:
    return True


_prompt: dict[str, Reader] = {}
_patient: dict[str, Reader] = {}


def _register(readers: dict[str, Reader], reader: Reader) -> None:
    if reader.name in readers:
        raise ImproperlyConfigured(f"Two readers of the journal are named {reader.name}.")
    readers[reader.name] = reader


def prompt(name: str, read: "Callable[[Entry], None]", wants: "Callable[[Entry], bool]" = everything) -> None:
    """`read` runs after commit in the process that acted. It may be lost in a crash: hints only."""
    _register(_prompt, Reader(name, read, wants))


def patient(
    name: str, read: "Callable[[Entry], None]", wants: "Callable[[Entry], bool]" = everything
) -> None:
    """`read` runs in the worker, in one transaction with the errand's end: its database work happens once."""
    _register(_patient, Reader(name, read, wants))


def prompt_readers() -> list[Reader]:
    return list(_prompt.values())


def patient_readers() -> dict[str, Reader]:
    return dict(_patient)
