"""What is served is painted anew: upright, small, and without anything else that the file carried."""

import ast
import io
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import ImageCms, PngImagePlugin

from commons.images import files
from commons.images.files import Unusable

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
SECRET = b"quai du 8 mai"


def files_of(image):
    return {file.name: file.read_bytes() for file in files.served(image.name).iterdir()}


def opened(content):
    return Pillow.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))


def telling_photo(width, height):
    """Held upright by its maker: with a place, a comment, a profile, and a page hung on its end."""
    exif = Pillow.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    shown = Pillow.new("RGB", (width, height), "white")
    shown.paste("red", (0, 0, width // 2, height))
    shown.save(out, "JPEG", exif=exif, comment=SECRET, icc_profile=profile, xmp=b"<x>" + SECRET + b"</x>")
    return SimpleUploadedFile("IMG.JPG", out.getvalue() + b"<script>alert(1)</script>" + SECRET)


def test_nothing_of_the_file_survives_but_what_one_sees(put, photo):
    image = put(telling_photo(1200, 800))

    assert (image.width, image.height) == (800, 1200)
    made = files_of(image)
    assert set(made) == {"s.webp", "m.webp", "plain.jpg"}
    for content in made.values():
        assert SECRET not in content and b"script" not in content
        picture = opened(content)
        assert not picture.getexif() and not {"exif", "icc_profile", "xmp", "comment"} & set(picture.info)
        # What was on the left of the film is above once the camera's turn is undone.
        assert picture.convert("RGB").getpixel((10, 10))[1] < 90
        assert picture.convert("RGB").getpixel((10, picture.height - 10))[1] > 200
    assert opened(made["s.webp"]).size == (480, 720)
    assert image.weight == sum(len(content) for content in made.values())


def test_a_large_photo_comes_in_three_widths_and_a_small_one_is_never_blown_up(put, photo):
    wide, small = put(photo(2000, 500)), put(photo(120, 90))
    assert {name: opened(content).width for name, content in files_of(wide).items()} == {
        "s.webp": 480, "m.webp": 960, "l.webp": 1600, "plain.jpg": 960,
    }  # fmt: skip
    assert {opened(content).width for content in files_of(small).values()} == {120}


def test_transparent_parts_stay_and_of_what_moves_the_first_image_is_kept(put, photo):
    clear = put(photo(kind="PNG", mode="RGBA"))
    assert clear.clear and set(files_of(clear)) == {"s.webp", "plain.png"}
    others = [Pillow.new("RGB", (300, 200), "blue")]
    moving = put(photo(kind="GIF", save_all=True, append_images=others))
    assert moving.animated and not getattr(opened(files_of(moving)["s.webp"]), "is_animated", False)


def bomb():
    """A PNG of a few bytes that says it has 900 million pixels."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def made(kind, **more):
    return saved(Pillow.effect_noise((400, 300), 50).convert("RGB"), kind, **more)


def saved(picture, kind, **more):
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


# Made when its turn comes: every process reads this file, and one of them runs it.
HOSTILE = {
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "actor": lambda: b'{"type": "Person", "id": "https://town.example/ap/person/1"}',
    "tiff": lambda: made("TIFF"),
    "avif": lambda: made("AVIF"),
    "bmp": lambda: made("BMP"),
    "truncated": lambda: made("JPEG")[:4000],
    "truncated png": lambda: made("PNG")[:9000],
    "bomb": bomb,
    "polyglot": lambda: b"GIF89a=1;alert(1)//" + b"\0" * 100,
    "header alone": lambda: b"\x89PNG\r\n\x1a\n",
    "tiny": lambda: saved(Pillow.new("RGB", (2, 2)), "PNG"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_in_words_and_leaves_nothing(put, photo, name, settings):
    with pytest.raises(Unusable) as refused:
        put(SimpleUploadedFile("photo.jpg", HOSTILE[name](), "image/jpeg"))
    assert len(refused.value.sentence) > 20
    assert not [path for path in settings.IMAGES_ROOT.rglob("*") if path.is_file()]


def test_a_text_that_unfolds_in_the_header_does_not_hold_the_town(put, photo):
    noted = PngImagePlugin.PngInfo()
    noted.add_text("x", "a" * 3_000_000, zip=True)
    with pytest.raises(Unusable):
        put(photo(kind="PNG", pnginfo=noted))


def test_no_code_of_ours_opens_a_picture_without_saying_which_kinds():
    """A decoder that nobody needs is a door that nobody watches."""
    for package in ("commons", "wiki", "mutual_aid", "federation", "demo"):
        for path in (ROOT / package).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "Image.open":
                    assert "formats" in {keyword.arg for keyword in call.keywords}, path
