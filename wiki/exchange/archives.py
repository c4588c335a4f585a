"""Reading a ZIP of Markdown files, which anybody may have made to do harm: every promise of it is checked."""

import stat
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from wiki.exchange import frontmatter
from wiki.exchange.arriving import LARGEST_FILE, LARGEST_PIECE, Aside, Fault, Stream, Unreadable

MOST_FILES = 100_000
HIGHEST_RATIO = 100  # of what comes out to what lies in the file
SMALL = 1_000_000  # bytes; below, a high ratio does no harm
LONGEST_NAME = 500


def read_archive(file: IO[bytes]) -> Stream:
    """A page with one version per Markdown file. Raises Unreadable before the first when anything is wrong."""
    try:
        with ZipFile(file) as archive:
            entries = _checked(archive)
            for entry in entries:
                yield from _read_entry(archive, entry)
    except (BadZipFile, LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise Unreadable(Fault.BROKEN) from broken


def _checked(archive: ZipFile) -> list[ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise Unreadable(Fault.TOO_MANY)
    if sum(entry.file_size for entry in entries) > LARGEST_FILE:
        raise Unreadable(Fault.TOO_LARGE)
    for entry in entries:
        if _leads_out(entry):
            raise Unreadable(Fault.BAD_NAMES)
        if entry.file_size > max(SMALL, HIGHEST_RATIO * entry.compress_size):
            raise Unreadable(Fault.TOO_LARGE)
    return entries


def _leads_out(entry: ZipInfo) -> bool:
    """Nothing is written under these names; but who gives such names wants something else than to bring pages."""
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    return (
        path.is_absolute()
        or ".." in path.parts
        or name[1:3] == ":/"
        or len(name) > LONGEST_NAME
        or any(ord(sign) < 32 for sign in entry.orig_filename)
        or stat.S_ISLNK(entry.external_attr >> 16)
    )


def _read_entry(archive: ZipFile, entry: ZipInfo) -> Stream:
    path = PurePosixPath(entry.filename)
    if path.parts[0] == "__MACOSX" or path.name.startswith("."):
        return
    if path.suffix.lower() not in (".md", ".markdown"):
        yield Aside(entry.filename, "no_text")
        return
    if entry.file_size > LARGEST_PIECE:
        yield Aside(entry.filename, "too_heavy")
        return
    with archive.open(entry) as opened:
        data = opened.read(LARGEST_PIECE + 1)  # what the archive says of itself is not believed
    if len(data) > LARGEST_PIECE:
        raise Unreadable(Fault.TOO_LARGE)
    try:
        yield from frontmatter.read_page(data.decode("utf-8-sig"), path.stem)
    except UnicodeDecodeError:
        yield Aside(entry.filename, "no_text")
