"""The words around what was found, with the found words marked. Everything a person wrote is escaped."""

import re
from functools import lru_cache
from html import escape
from itertools import islice

from django.utils.safestring import SafeString

from commons.base.text import stems

WORD = re.compile(r"[^\W_]+")
MARKDOWN = re.compile(r"[#*_`>\[\]|~]+|\(https?://[^)\s]*\)")
BEFORE, LONG = 60, 220
READ = 20_000  # characters of a body, to find the words in
FEW = 20


def snippet(body: str, asked: list[str]) -> SafeString:
    """About 220 characters of `body` around the first word whose stem is asked for, each such word in <mark>."""
    asked_words = (word for word in WORD.finditer(body, 0, READ) if _is_asked(word.group(), asked))
    for word in islice(asked_words, FEW):  # the first may be in the address of a link, which is not shown
        place = _word_start(body, word.start() - 3 * BEFORE)
        text = _bare(body[place : word.start() + 2 * LONG])
        near = WORD.finditer(text, 0, 5 * BEFORE + LONG)
        if found := [one.span() for one in near if _is_asked(one.group(), asked)]:
            more = place + len(text) < len(body.rstrip())
            return _marked(text, found, is_inside=place > 0, more=more)
    text = _bare(body[: 3 * LONG])
    return _marked(text, [], is_inside=False, more=len(body) > 3 * LONG)


def _bare(piece: str) -> str:
    return " ".join(MARKDOWN.sub(" ", piece).split())


def _marked(text: str, found: list[tuple[int, int]], *, is_inside: bool, more: bool) -> SafeString:
    """`is_inside`: the text does not begin where the body does; `more`: nor does it end there."""
    begin = _word_start(text, found[0][0] - BEFORE) if found else 0
    end = min(len(text), begin + LONG)
    said, place = ["…" if begin or is_inside else ""], begin
    for start, stop in found:
        if start >= end:
            break
        said += [escape(text[place:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        place = stop
    said += [escape(text[place:end]), "…" if more or end < len(text) else ""]
    return SafeString("".join(said))


def _is_asked(word: str, asked: list[str]) -> bool:
    """The last stem that was asked for may be the beginning of a word, as in the index."""
    cut = _stem_of(word)
    return bool(cut and asked) and (cut in asked or (len(asked[-1]) > 2 and cut.startswith(asked[-1])))


@lru_cache(maxsize=50_000)
def _stem_of(word: str) -> str:
    """Kept, since every word before the first that was asked for is looked at, and most are the same few hundred."""
    return next(iter(stems(word)), "")


def _word_start(text: str, place: int) -> int:
    return 0 if place <= 0 else text.find(" ", place) + 1
