"""From names in a text, or rows, to what readers see."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.conf import settings
from django.utils import translation

from commons.base.text import Picture
from commons.images import encoding, files
from commons.images.models import Image


def pictures(images: Iterable[Image]) -> dict[str, Picture]:
    """By name, those that may be shown; what is hidden or unreadable is not among them."""
    with translation.override(settings.LANGUAGE_CODE):  # a text has one language, whoever reads it
        return {image.name: picture_of(image) for image in images if image.is_shown and not image.is_broken}


def pictures_of(origin: str, names: Collection[str]) -> dict[str, Picture]:
    """Of another town, whose pages are at `origin` (https://town.example): ways to the page of each picture there."""
    return {name: Picture(href=f"{origin}/images/{name}/", is_elsewhere=True) for name in names}


def picture_of(image: Image) -> Picture:
    whose = Picture(
        href=image.get_absolute_url(), alt=image.alt, author=image.author, licence=image.licence_name
    )
    if not image.is_ready:
        return whose
    plain = files.address(image.name, "plain.png" if image.clear else "plain.jpg")
    return replace(whose, src=plain, srcset=_srcset(image), width=image.width, height=image.height)


def _srcset(image: Image) -> str:
    """The files that `encoding.write_all` has made: up to the first that is as wide as the picture."""
    offered = []
    for name, width in encoding.WIDTHS.items():
        offered.append(f"{files.address(image.name, f'{name}.webp')} {min(width, image.width)}w")
        if width >= image.width:
            break
    return ", ".join(offered)
