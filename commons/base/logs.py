"""What the town writes into the machine's log: what went wrong and where, nothing of whom and no word of theirs.

Addresses of pages hold names, and some are secrets; messages of exceptions hold what was typed. In production neither
is written: a request is its route, an exception its kind and the lines of the program that it went through.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest

ROUTELESS = "(no such page)"
MAIL = re.compile(r"[^\s<>\"'(),:;=]+@[\w-]+(\.[\w-]+)*")
NETWORK = re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){4,}[0-9a-fA-F:]{1,}")


def route_of(request: HttpRequest) -> str:
    """As it stands in `urls.py`, with holes where the names are."""
    found = getattr(request, "resolver_match", None)
    return f"/{found.route}" if found else ROUTELESS


def without_people(words: str) -> str:
    """A second net: addresses of mail and of machines that slipped into a message."""
    return NETWORK.sub("(network)", MAIL.sub("(mail)", words))


class Careful(logging.Formatter):
    """A line of words. `careful` leaves out what people typed; without it, everything is told (development)."""

    def __init__(self, *, careful: bool) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self.careful = careful

    def format(self, record: logging.LogRecord) -> str:
        if not self.careful:
            return super().format(record)
        said = f"{record.levelname} {record.name}: {self.message_of(record)}"
        return f"{said}\n{fault}" if (fault := self.fault_of(record)) else said

    def message_of(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            return f"{getattr(record, 'status_code', '')} {request.method} {route_of(request)}".strip()
        if record.name.startswith("django.security"):
            return "a request was refused as unsafe"  # the message quotes it
        return without_people(record.getMessage())

    def fault_of(self, record: logging.LogRecord) -> str:
        if not record.exc_info or not record.exc_info[0]:
            return ""
        kind, _error, trace = record.exc_info
        return f"{places(trace)}{kind.__module__}.{kind.__qualname__}"


class JsonLines(Careful):
    """One object a line: at, level, logger, said, and fault where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": self.message_of(record) if self.careful else record.getMessage(),
        }
        if fault := self.fault_of(record) if self.careful else _everything(record):
            said["fault"] = fault
        return json.dumps(said, ensure_ascii=False)


def places(trace: TracebackType | None) -> str:
    """The lines of the program, without what stood in them at that moment."""
    return "".join(
        f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in traceback.extract_tb(trace)
    )


def _everything(record: logging.LogRecord) -> str:
    return "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
