"""The board of a neighbourhood on one sheet of paper: how much fits, and the codes that lead back. No database."""

from dataclasses import dataclass
from functools import lru_cache

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Sheet:
    """A size of paper, and how many listings stand on it with letters that one reads from a step away."""

    name: str
    columns: int
    rows: int

    @property
    def room(self) -> int:
        return self.columns * self.rows


SHEETS = {"a4": Sheet("a4", columns=2, rows=6), "a3": Sheet("a3", columns=3, rows=9)}


def address_of_code(code: str) -> str:
    return settings.CALADE_ORIGIN + reverse("short_code", args=[code])


@lru_cache(maxsize=512)
def qr(address: str) -> SafeString:
    """The address as a drawing that a telephone reads: one path, no style, black on white even at night."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None, dark="#000")
    return mark_safe(svg)  # noqa: S308 (made of digits by segno)
