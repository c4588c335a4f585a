"""The words around what was found, with the found words marked. Everything a person wrote is escaped."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commons.base.text import stems

WORD = re.compile(r"[^\W_]+")
MARKDOWN = re.compile(r"[#*_`>\[\]|~]+|\(https?://[^)\s]*\)")
BEFORE, LONG = 60, 220


def snippet(body: str, asked: list[str]) -> SafeString:
    """About 220 characters of `body` around the first word whose stem is asked for, each such word in <mark>."""
    text = " ".join(MARKDOWN.sub(" ", body[:20_000]).split())
    found: list[tuple[int, int]] = []
    for match in WORD.finditer(text):
        if found and match.start() > found[0][0] + LONG:
            break  # past what is shown
        if _is_asked(match.group(), asked):
            found.append(match.span())
    begin = _word_start(text, found[0][0] - BEFORE) if found else 0
    end = min(len(text), begin + LONG)
    pieces: list[tuple[SafeString | str]] = []
    place = begin
    for start, stop in found:
        if start >= end:
            break
        pieces += [(text[place:start],), (format_html("<mark>{}</mark>", text[start:stop]),)]
        place = stop
    pieces.append((text[place:end],))
    dots = mark_safe("…")
    return format_html(
        "{}{}{}", dots if begin else "", format_html_join("", "{}", pieces), dots if end < len(text) else ""
    )


def _is_asked(word: str, asked: list[str]) -> bool:
    """The last stem that was asked for may be the beginning of a word, as in the index."""
    cut = stems(word)
    return bool(cut) and (
        cut[0] in asked or (len(asked[-1]) > 2 and cut[0].startswith(asked[-1]) if asked else False)
    )


def _word_start(text: str, place: int) -> int:
    return 0 if place <= 0 else text.find(" ", place) + 1
