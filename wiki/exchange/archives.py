"""Reading a ZIP of Markdown files, which anybody may have made to do harm: `commons.base.archives` checks it."""

from pathlib import PurePosixPath
from typing import IO
from zipfile import ZipFile, ZipInfo

from commons.base.archives import BROKEN, BadArchive, checked_entries, read_entry
from wiki.exchange import frontmatter
from wiki.exchange.arriving import LARGEST_FILE, LARGEST_PIECE, Aside, Fault, Stream, Unreadable

MOST_FILES = 100_000


def read_archive(file: IO[bytes]) -> Stream:
    """A page with one version per Markdown file. Raises Unreadable before the first when anything is wrong."""
    try:
        with ZipFile(file) as archive:
            for entry in checked_entries(archive, most_files=MOST_FILES, most_bytes=LARGEST_FILE):
                yield from _read_entry(archive, entry)
    except BadArchive as bad:
        raise Unreadable(Fault(bad.reason)) from bad
    except BROKEN as broken:
        raise Unreadable(Fault.BROKEN) from broken


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
    try:
        text = read_entry(archive, entry, most_bytes=LARGEST_PIECE).decode("utf-8-sig")
        yield from frontmatter.read_page(text, path.stem)
    except UnicodeDecodeError:
        yield Aside(entry.filename, "no_text")
