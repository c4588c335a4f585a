"""Three texts into one: what two people wrote from the same page, first by lines, then by words.

A paragraph is one line, so two edits of one paragraph meet in the second pass. What both changed differently
is never guessed: it comes back as a conflict that a person settles.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from merge3 import Merge3

from .alignment import align, lines_of, tokens_of

LONGEST_BY_WORDS = 20_000  # characters of one conflict; beyond, words are not worth their time
MOST_BY_WORDS = 60_000  # characters of all conflicts of a page
LIST_OR_TABLE = re.compile(r"[ >]*(?:[-*+]|\d+[.)]|\|)")

Kind = Literal["same", "lines", "words", "conflict"]


@dataclass(frozen=True)
class Agreed:
    """A passage that stands; `by_words` when both changed it and their words could be woven."""

    text: str
    by_words: bool = False


@dataclass(frozen=True)
class Conflict:
    """A passage that both changed, each in their own way; empty text means that it was removed."""

    base: str
    mine: str
    theirs: str

    @property
    def weight(self) -> int:
        return max(len(self.base), len(self.mine), len(self.theirs))


@dataclass(frozen=True)
class Edited:
    """The choice of writing the passage anew; an empty text removes it."""

    text: str


Hunk = Agreed | Conflict
Choice = Literal["mine", "theirs", "both"] | Edited


class Unsettled(ValueError):
    """Somebody has to choose first."""


@dataclass(frozen=True)
class Merge:
    """`same`: at most one side changed anything; `lines` may be saved at once; `words` wants a look."""

    kind: Kind
    hunks: list[Hunk]

    @property
    def text(self) -> str:
        """The merged text; raises Unsettled while there is a conflict."""
        return resolve(self.hunks, [])


class _Matcher:
    """What merge3 asks of a sequence matcher, on our own alignment."""

    def __init__(self, isjunk: object, a: Sequence[str], b: Sequence[str]) -> None:
        self.steps, self.ends = align(a, b), (len(a), len(b), 0)

    def get_matching_blocks(self) -> list[tuple[int, int, int]]:
        """(start in a, start in b, length), closed by an empty block at both ends."""
        return [(s.i1, s.j1, s.i2 - s.i1) for s in self.steps if s.same] + [self.ends]


def normalise(text: str) -> str:
    """One spelling of letters and line ends (browsers send CRLF), one final newline unless empty."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip("\n")
    return f"{text}\n" if text else ""


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Merge two descendants of `base`. Symmetrical: exchanging the sides exchanges the conflicts only."""
    base, mine, theirs = normalise(base), normalise(mine), normalise(theirs)
    if mine == theirs or theirs == base:
        return Merge("same", _agreed(mine))
    if mine == base:
        return Merge("same", _agreed(theirs))
    hunks: list[Hunk] = []
    left = MOST_BY_WORDS
    for hunk in _weave(lines_of(base), lines_of(mine), lines_of(theirs)):
        if isinstance(hunk, Conflict) and hunk.weight <= min(LONGEST_BY_WORDS, left):
            left -= hunk.weight
            hunk = _by_words(hunk)
        _append(hunks, hunk)
    return Merge(_kind_of(hunks), hunks)


def resolve(hunks: Sequence[Hunk], choices: Sequence[Choice]) -> str:
    """The text once each conflict, in order, has its choice; raises Unsettled if their numbers differ."""
    conflicts = sum(isinstance(hunk, Conflict) for hunk in hunks)
    if conflicts != len(choices):
        raise Unsettled(f"{conflicts} conflicts, {len(choices)} choices")
    remaining = iter(choices)
    return normalise(
        "".join(hunk.text if isinstance(hunk, Agreed) else _chosen(hunk, next(remaining)) for hunk in hunks)
    )


def _agreed(text: str) -> list[Hunk]:
    return [Agreed(text)] if text else []


def _weave(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[Hunk]:
    groups: Iterator[tuple[Any, ...]] = Merge3(base, mine, theirs, sequence_matcher=_Matcher).merge_groups()
    for what, *sides in groups:
        texts = ["".join(side) for side in sides]
        yield Conflict(*texts) if what == "conflict" else Agreed(texts[0])


def _by_words(conflict: Conflict) -> Hunk:
    """The same passage woven word by word, or the conflict itself where that fails."""
    woven = list(_weave(*map(tokens_of, (conflict.base, conflict.mine, conflict.theirs))))
    if any(isinstance(piece, Conflict) for piece in woven):
        return conflict
    return Agreed("".join(piece.text for piece in woven if isinstance(piece, Agreed)), by_words=True)


def _append(hunks: list[Hunk], hunk: Hunk) -> None:
    last = hunks[-1] if hunks else None
    if isinstance(last, Agreed) and isinstance(hunk, Agreed) and last.by_words == hunk.by_words:
        hunks[-1] = Agreed(last.text + hunk.text, last.by_words)
    else:
        hunks.append(hunk)


def _kind_of(hunks: Sequence[Hunk]) -> Kind:
    if any(isinstance(hunk, Conflict) for hunk in hunks):
        return "conflict"
    return "words" if any(isinstance(hunk, Agreed) and hunk.by_words for hunk in hunks) else "lines"


def _chosen(conflict: Conflict, choice: Choice) -> str:
    match choice:
        case "mine":
            return conflict.mine
        case "theirs":
            return conflict.theirs
        case "both":
            return _one_after_the_other(conflict.mine, conflict.theirs)
        case Edited(text):
            return normalise(text)


def _one_after_the_other(mine: str, theirs: str) -> str:
    """Two paragraphs stay two paragraphs; two items of a list stay in one list."""
    if not mine or not theirs:
        return mine + theirs
    apart = not LIST_OR_TABLE.match(theirs) and not mine.endswith("\n\n")
    return mine + ("\n" if apart else "") + theirs
