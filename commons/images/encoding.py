"""From the bytes that somebody sent to the pictures that the town serves: run as a program of its own.

A decoder is where hostile files do their work, so none runs in the town's own processes: this file is started
by itself, sees no setting and no database, takes one file, and has limits of memory and time.

python encoding.py <file> <folder> → {"width": …, "height": …, "animated": …, "weight": …} as JSON, or {"refused": why}

What is served is painted anew from the pixels, turned as the camera said: nothing else of the file survives,
neither place nor camera, profile, comment or what was hung on its end.
"""

import json
import resource
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 33_177_600
LONGEST_SIDE = 10_000
SHORTEST_SIDE = 8
MEMORY = 768_000_000  # bytes of address space; 33 million pixels with transparency take half of it
SECONDS = 20  # of processor time

# The widths of what is served, in pixels; nothing is made wider than it came.
WIDTHS = {"s": 480, "m": 960, "l": 1600}
PLAIN_WIDTH = 960  # of the one for programs that know JPEG or PNG alone
TURNED = 0x0112  # Exif: how the camera was held
ON_ITS_SIDE = range(5, 9)


class Refused(Exception):
    """`reason` is "unknown", "large", "small" or "broken"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def opened(file: Path) -> Image.Image:
    """The picture with its header read and no pixel decoded; its kind is what its bytes say, never its name."""
    try:
        picture = Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused("large") from bomb
    except Exception as unknown:
        raise Refused("unknown") from unknown
    if reason := _reason_against(*picture.size):
        picture.close()
        raise Refused(reason)
    return picture


def _reason_against(width: int, height: int) -> str:
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        return "large"
    return "small" if min(width, height) < SHORTEST_SIDE else ""


def painted(picture: Image.Image) -> Image.Image:
    """The first picture of the file, upright, in RGB or RGBA, no wider than the widest that is served."""
    orientation = _orientation(picture)
    width, height = picture.size
    share = min(1.0, WIDTHS["l"] / (height if orientation in ON_ITS_SIDE else width))
    final = max(1, round(width * share)), max(1, round(height * share))
    picture.draft(None, final)  # a JPEG is decoded at a half or a quarter where that is enough
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    small = picture.convert("RGBA" if clear else "RGB").resize(
        final, Image.Resampling.LANCZOS, reducing_gap=3.0
    )
    fresh = Image.new(small.mode, small.size)
    fresh.paste(small)
    fresh.getexif()[TURNED] = orientation
    return ImageOps.exif_transpose(fresh)


def _orientation(picture: Image.Image) -> int:
    try:
        said = int(picture.getexif().get(TURNED, 1))
    except Exception:  # a photo with a damaged note about it is still a photo
        return 1
    return said if 1 <= said <= 8 else 1


def write_all(picture: Image.Image, folder: Path) -> int:
    """Write the pictures that are served; returns what they weigh together, in bytes."""
    for name, width in WIDTHS.items():
        _narrowed(picture, width).save(folder / f"{name}.webp", "WEBP", quality=78, method=4)
        if width >= picture.width:
            break  # the next would be the same
    plain = _narrowed(picture, PLAIN_WIDTH)
    if plain.mode == "RGB":
        plain.save(folder / "plain.jpg", "JPEG", quality=82, optimize=True, progressive=True)
    else:
        plain.save(folder / "plain.png", "PNG", optimize=True)
    return sum(file.stat().st_size for file in folder.iterdir())


def _narrowed(picture: Image.Image, width: int) -> Image.Image:
    sized = picture.copy()
    sized.thumbnail((width, LONGEST_SIDE), reducing_gap=3.0)
    return sized


def encode(file: Path, folder: Path) -> dict[str, object]:
    with opened(file) as source:
        animated = bool(getattr(source, "is_animated", False))
        source.seek(0)
        try:
            picture = painted(source)
        except Exception as broken:  # decoders raise whatever they meet
            raise Refused("broken") from broken
    return {
        "width": picture.width,
        "height": picture.height,
        "animated": animated,
        "clear": picture.mode == "RGBA",
        "weight": write_all(picture, folder),
    }


def main(file: str, folder: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        print(json.dumps(encode(Path(file), Path(folder))))
    except Refused as refused:
        print(json.dumps({"refused": refused.reason}))
    except MemoryError:
        print(json.dumps({"refused": "large"}))


if __name__ == "__main__":
    main(*sys.argv[1:])
