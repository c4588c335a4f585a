"""Where the files of pictures lie, and how they come there.

served/3f/3f9a2b7c1d04/m.webp is what everybody may fetch: that a file lies there is the permission, so that a front
server can hand it out alone. A hidden picture's folder is under withheld/, what waits for the worker under waiting/.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from commons.base.errors import Refused
from commons.images import encoding

LARGEST = 10_000_000  # bytes of a file that is sent
PATIENCE = 60  # seconds for making one picture
_one_at_a_time = threading.Lock()  # a village's machine has two cores, and little memory
NAMES = {
    **{f"{name}.webp": "image/webp" for name in encoding.WIDTHS},
    "plain.jpg": "image/jpeg",
    "plain.png": "image/png",
}


class Unusable(Refused):
    """What was sent cannot be made into a picture; `sentence` says why."""

    status = 422


def served(name: str) -> Path:
    return settings.IMAGES_ROOT / "served" / name[:2] / name


def withheld(name: str) -> Path:
    return settings.IMAGES_ROOT / "withheld" / name[:2] / name


def waiting(name: str) -> Path:
    return settings.IMAGES_ROOT / "waiting" / name


def address(name: str, file: str) -> str:
    """The path of one of its files in this town."""
    return f"{settings.MEDIA_URL}{name[:2]}/{name}/{file}"


@contextmanager
def arrived(chunks: Iterable[bytes]) -> Iterator[Path]:
    """What was sent, as a file that is gone afterwards unless it is kept waiting."""
    folder = settings.IMAGES_ROOT / "waiting"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as own:
        file = Path(own) / "sent"
        with file.open("wb") as out:
            out.writelines(chunks)
        yield file


def keep_waiting(name: str, file: Path) -> None:
    file.rename(waiting(name))


def pixels(file: Path) -> int:
    """How many, by the header alone. Raises Unusable for what is no picture, or too large a one."""
    try:
        with encoding.opened(file) as picture:
            return picture.width * picture.height
    except encoding.Refused as refused:
        raise Unusable(why(refused.reason)) from refused


def make(name: str, file: Path) -> dict[str, Any]:
    """The pictures to serve: {"width", "height", "animated", "clear", "weight"}. Raises Unusable."""
    target = served(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as folder:
        made = Path(folder) / name
        found = encode(file, made)
        with suppress(OSError):  # somebody made the same a moment ago
            made.rename(target)
    return found


def encode(file: Path, folder: Path) -> dict[str, Any]:
    """In a process of its own, which knows nothing of this one (`-I`: no environment, no path of ours)."""
    command = [sys.executable, "-I", encoding.__file__, str(file), str(folder)]
    folder.mkdir()
    try:
        with _one_at_a_time:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, env={}, check=True)  # noqa: S603 (ours)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as gone:
        raise Unusable(why("broken")) from gone
    found: dict[str, Any] = json.loads(done.stdout)
    if "refused" in found:
        raise Unusable(why(found["refused"]))
    return found


def why(reason: str) -> str:
    """In words, for one of the reasons of `encoding.Refused`."""
    most = encoding.MOST_PIXELS // 1_000_000
    return {
        "unknown": _("This file is no picture that we can read. We take JPEG, PNG, WebP and GIF."),
        "large": _("This picture is too large. It may have %(most)s million points at most.")
        % {"most": most},
        "small": _("This picture is too small to be seen."),
    }.get(reason, _("This picture is damaged: it cannot be read to its end. Please try to save it anew."))


def withhold(name: str) -> None:
    """Out of everybody's reach at once; said twice is said once."""
    _move(served(name), withheld(name))


def give_back(name: str) -> None:
    _move(withheld(name), served(name))


def _move(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)


def remove(name: str) -> None:
    for folder in (served(name), withheld(name)):
        shutil.rmtree(folder, ignore_errors=True)
    forget_waiting(name)


def forget_waiting(name: str) -> None:
    waiting(name).unlink(missing_ok=True)


def forget_lost(*, before: float) -> None:
    """What was left behind by a process that was killed; `before` in seconds since 1970."""
    for path in (settings.IMAGES_ROOT / "waiting").glob("*"):
        if path.stat().st_mtime < before:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
