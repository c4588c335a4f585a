"""How a picture of the town stands in a text: `![what one sees](image:3f9a2b7c1d04 "caption")`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

IMAGE = re.compile(r"image:([0-9a-f]{12})")
SIGNS = re.compile(r"([\\\[\]*_`<>&!~^\"])")
SIZES = "(min-width: 40rem) 37rem, 100vw"  # the measure of a text


@dataclass(frozen=True)
class Picture:
    """One picture as readers see it. `href` is the page that says whose it is. `src` is what every browser can show,
    `srcset` the same in several widths; both are empty while it is being made, and for one of another town, which
    readers are only led to: no reader's browser asks another town for anything.
    """

    href: str
    alt: str = ""
    author: str = ""
    licence: str = ""
    src: str = ""
    srcset: str = ""
    width: int = 0
    height: int = 0
    is_elsewhere: bool = False

    def html(self, alt: str = "") -> SafeString:
        """`alt` are the words of the text it stands in; without any, its own."""
        return format_html(
            '<picture><source type="image/webp" srcset="{}" sizes="{}"><img src="{}" alt="{}" width="{}" height="{}" '
            'loading="lazy" decoding="async"></picture>',
            self.srcset, SIZES, self.src, alt or self.alt, self.width, self.height,
        )  # fmt: skip


PictureResolver = Callable[[set[str]], Mapping[str, Picture]]


def image_names(source: str) -> set[str]:
    """The names of the pictures that a text means to show, without reading it as Markdown."""
    return set(IMAGE.findall(source))


def image_markdown(name: str, alt: str, caption: str = "") -> str:
    """What stands in a text for a picture; signs in the words stay words."""
    said, below = (SIGNS.sub(r"\\\1", " ".join(words.split())) for words in (alt, caption))
    return f'![{said}](image:{name} "{below}")' if below else f"![{said}](image:{name})"
