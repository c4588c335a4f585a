"""From the path of a file to what it holds, whatever kind of file it is."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from wiki.exchange.archives import read_archive
from wiki.exchange.arriving import LARGEST_FILE, ArrivingPage, Fault, Stream, Unreadable
from wiki.exchange.dumps import read_dump
from wiki.exchange.jsonlines import read_lines
from wiki.exchange.wikitext import Names

PACKED: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
BLANK = b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"  # also what UTF-16 begins with
DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError)


class _Bounded:
    """A file that stops being read when more came out of it than any file may hold."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.left = file, LARGEST_FILE

    def read(self, size: int = -1) -> bytes:
        return self._count(self.file.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._count(self.file.readline(size))

    def _count(self, data: bytes) -> bytes:
        self.left -= len(data)
        if self.left < 0:
            raise Unreadable(Fault.TOO_LARGE)
        return data


def read(path: Path, names: Names) -> Stream:
    """What the file holds. Raises Unreadable, perhaps only on the way."""
    try:
        with _opened(path) as (file, begins):
            if begins.startswith(b"PK"):
                yield from read_archive(file)
            elif begins.lstrip(BLANK).startswith(b"<"):
                yield from read_dump(_Bounded(file), names)  # type: ignore[arg-type]
            elif begins.startswith(b"{"):
                yield from read_lines(_Bounded(file))  # type: ignore[arg-type]
            else:
                raise Unreadable(Fault.UNKNOWN)
    except FileNotFoundError as gone:
        raise Unreadable(Fault.GONE) from gone
    except DAMAGED as broken:
        raise Unreadable(Fault.BROKEN) from broken


def count_pages(path: Path) -> int:
    """Reads the whole file once, so that a bad one is refused before anything of it is taken."""
    return sum(isinstance(piece, ArrivingPage) for piece in read(path, Names()))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], bytes]]:
    with path.open("rb") as raw:
        begins = raw.read(6)
    unpack = next((unpack for mark, unpack in PACKED.items() if begins.startswith(mark)), None)
    with unpack(path, "rb") if unpack else path.open("rb") as file:
        begins = file.read(64)
        file.seek(0)
        yield file, begins
