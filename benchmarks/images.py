"""What a photo costs the town: from what a telephone sends to the files that readers fetch."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from commons.images import encoding

from .figures import Figure

ROUNDS = 5
SIZE = (4000, 3000)
HOW = "a photo of 4000 x 3000 (JPEG, noise over soft shapes), started, decoded and made small as for a sender"


def photo(file: Path) -> None:
    """As full of detail as a photo of leaves."""
    soft = [Image.effect_noise((100, 75), 40 + 20 * band).resize(SIZE) for band in range(3)]
    grain = Image.merge("RGB", [Image.effect_noise(SIZE, 12)] * 3)
    Image.blend(Image.merge("RGB", soft), grain, 0.15).save(file, "JPEG", quality=90)


def encoded(file: Path, folder: Path) -> tuple[float, int]:
    """Seconds of processor time of one run, and bytes of what it made."""
    folder.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-I", encoding.__file__, str(file), str(folder)]
    said = subprocess.run(command, env={}, capture_output=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, json.loads(said)["weight"]


def figures(only: str, folder: Path) -> Iterator[Figure]:
    """All figures of this module whose names begin with `only`."""
    if not any(name.startswith(only) for name in ("images.encode.cpu_ms", "images.encode.kilobytes")):
        return
    folder.mkdir(parents=True)
    photo(folder / "photo.jpg")
    runs = [encoded(folder / "photo.jpg", folder / str(number)) for number in range(ROUNDS)]
    cheapest = 1000 * min(spent for spent, _weight in runs)
    yield Figure("images.encode.cpu_ms", cheapest, "ms", f"{HOW}; cheapest of {ROUNDS}", goal=1500.0)
    yield Figure(
        "images.encode.kilobytes", runs[0][1] / 1000, "kB", "what is kept of it: three WebP and a JPEG"
    )
