"""A ZIP that anybody may have made to do harm: each promise it makes of itself is checked, nothing is unpacked."""

import stat
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

HIGHEST_RATIO = 100  # of what comes out to what lies in the file
SMALL = 1_000_000  # bytes; below, a high ratio does no harm
LONGEST_NAME = 500
BROKEN = (BadZipFile, LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError)


class BadArchive(Exception):
    """`reason` is one of: too_many, too_large, bad_names, broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def checked_entries(archive: ZipFile, *, most_files: int, most_bytes: int) -> list[ZipInfo]:
    """The files of the archive. Raises BadArchive."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(archive.infolist()) > most_files:
        raise BadArchive("too_many")
    if sum(entry.file_size for entry in entries) > most_bytes:
        raise BadArchive("too_large")
    for entry in entries:
        if _leads_out(entry):
            raise BadArchive("bad_names")
        if entry.file_size > max(SMALL, HIGHEST_RATIO * entry.compress_size):
            raise BadArchive("too_large")
    return entries


def read_entry(archive: ZipFile, entry: ZipInfo, *, most_bytes: int) -> bytes:
    """Its bytes; what the archive says of their number is not believed. Raises BadArchive."""
    with archive.open(entry) as opened:
        data = opened.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise BadArchive("too_large")
    return data


def open_archive(file: IO[bytes]) -> ZipFile:
    try:
        return ZipFile(file)
    except BROKEN as broken:
        raise BadArchive("broken") from broken


def _leads_out(entry: ZipInfo) -> bool:
    """Nothing is written under these names; but who gives such names wants something else than to bring files."""
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
