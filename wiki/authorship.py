"""Who wrote each word: credits of one text carried to the next. Knows versions by their numbers, and no database.

Words that stay keep their credit. A passage of five words or more that was taken out is remembered: whoever puts
it back, or moves it, is not its author. A text that was there before, word for word, has the credits that it had.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from .alignment import align, lines_of, tokens_of

SHORTEST_REMEMBERED = 5  # words
MOST_REMEMBERED = 3_000  # passages
MOST_STEPS_BACK = 60
MOST_RUNS_BACK = 20_000
SENTENCE_ENDS = {".", "!", "?", "…"}

Run = list[int]  # [number of a version, how many tokens]
Runs = list[Run]


@dataclass
class Credits:
    """`runs` cover the tokens of the present text. `gone` are passages that were taken out, by digest; `back` leads to
    the credits of earlier texts: [digest of the text, [[from, to, runs], ...] to put in place of what came after].
    """

    runs: Runs = field(default_factory=list)
    gone: dict[str, Runs] = field(default_factory=dict)
    back: list[list[Any]] = field(default_factory=list)

    @property
    def memory(self) -> dict[str, Any]:
        return {"gone": self.gone, "back": self.back}

    def follow(self, before: str, after: str, *, digest: str, after_digest: str, number: int) -> None:
        """From the text `before` (with its digest) to `after`, which is version `number`."""
        if digest == after_digest:
            return
        if (place := self._place_of(after_digest)) is not None:
            restored = self._credits_at(place)
            patch = [[0, _length(restored), self.runs]]
            self.runs = restored
        else:
            self.runs, patch = self._carried(lines_of(before), lines_of(after), number)
        self.back.append([digest, patch])
        self._forget()

    def _place_of(self, digest: str) -> int | None:
        found = [index for index, (was, _patch) in enumerate(self.back) if was == digest]
        return found[-1] if found else None

    def _credits_at(self, place: int) -> Runs:
        runs = self.runs
        for _digest, patch in reversed(self.back[place:]):
            old: Runs = []
            reader, at = _Reader(runs), 0
            for begin, end, was in patch:
                _extend(old, reader.take(begin - at))
                reader.take(end - begin)
                _extend(old, was)
                at = end
            _extend(old, reader.take(_length(runs) - at))
            runs = old
        return runs

    def _carried(self, before: Sequence[str], after: Sequence[str], number: int) -> tuple[Runs, list[Any]]:
        """The credits of `after`, and how to come back from them."""
        reader = _Reader(self.runs)
        pieces: list[tuple[Runs, list[str]]] = []  # credits that stay, then tokens that are new
        patch: list[list[Any]] = []
        at = 0
        for kept, old, new in _changes(before, after):
            runs = reader.take(kept)
            at += kept
            credits = reader.take(len(old))
            if old or new:
                patch.append([at, at + len(new), credits])
                self._remember(old, credits)
                at += len(new)
            pieces.append((runs, new))
        result: Runs = []
        for runs, new in pieces:  # all that went is known by now: a passage may have moved upwards
            _extend(result, runs)
            for passage in _passages(new):
                _extend(result, self._credit_of(passage, number))
        return result, patch

    def _remember(self, tokens: Sequence[str], credits: Runs) -> None:
        reader = _Reader(credits)
        for passage in _passages(tokens):
            runs = reader.take(len(passage))
            if key := _key_of(passage):
                self.gone.pop(key, None)
                self.gone[key] = runs

    def _credit_of(self, passage: list[str], number: int) -> Runs:
        known = self.gone.get(_key_of(passage)) if self.gone else None
        if not known:
            return [[number, len(passage)]]
        if _length(known) == len(passage):
            return known
        longest = max(known, key=lambda run: run[1])  # other spaces than before
        return [[longest[0], len(passage)]]

    def _forget(self) -> None:
        while len(self.gone) > MOST_REMEMBERED:
            del self.gone[next(iter(self.gone))]
        held = 0
        for index in range(len(self.back) - 1, -1, -1):
            held += sum(1 + len(runs) for _begin, _end, runs in self.back[index][1])
            if held > MOST_RUNS_BACK or len(self.back) - index > MOST_STEPS_BACK:
                del self.back[: index + 1]
                return


def tokens_in(text: str) -> int:
    return sum(map(_count, lines_of(text)))


def paragraphs(text: str, runs: Runs) -> Iterator[list[tuple[int, str]]]:
    """Each line that says something, as [(number of the version, words), ...]."""
    reader = _Reader(runs)
    for line in lines_of(text):
        tokens, at = tokens_of(line), 0
        parts: list[tuple[int, str]] = []
        for number, count in reader.take(len(tokens)):
            words = "".join(tokens[at : at + count])
            at += count
            if parts and (parts[-1][0] == number or not words.strip()):
                parts[-1] = (parts[-1][0], parts[-1][1] + words)
            else:
                parts.append((number, words))
        if line.strip():
            yield _without_empty_beginning(parts)


def characters_by(text: str, runs: Runs) -> dict[int, int]:
    """How many characters, spaces apart, stand from each version."""
    found: dict[int, int] = {}
    reader = _Reader(runs)
    for line in lines_of(text):
        tokens, at = tokens_of(line), 0
        for number, count in reader.take(len(tokens)):
            size = sum(len(token) for token in tokens[at : at + count] if not token.isspace())
            found[number] = found.get(number, 0) + size
            at += count
    return found


def _without_empty_beginning(parts: list[tuple[int, str]]) -> list[tuple[int, str]]:
    if len(parts) > 1 and not parts[0][1].strip():
        parts[:2] = [(parts[1][0], parts[0][1] + parts[1][1])]
    return parts


class _Reader:
    """Takes runs off a list, a number of tokens at a time."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self.rest, self.number, self.left = iter(runs), 0, 0

    def take(self, count: int) -> Runs:
        taken: Runs = []
        while count > 0:
            if not self.left:
                self.number, self.left = next(self.rest)
            size = min(count, self.left)
            taken.append([self.number, size])
            self.left -= size
            count -= size
        return taken


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, list[str], list[str]]]:
    """(tokens that stay, tokens that went, tokens that came), in turn, covering both texts. Lines first, then words."""
    kept = 0
    for step in align(before, after):
        if step.same:
            kept += sum(map(_count, before[step.i1 : step.i2]))
            continue
        old = [token for line in before[step.i1 : step.i2] for token in tokens_of(line)]
        new = [token for line in after[step.j1 : step.j2] for token in tokens_of(line)]
        for inner in align(old, new):
            if inner.same:
                kept += inner.i2 - inner.i1
            else:
                yield kept, old[inner.i1 : inner.i2], new[inner.j1 : inner.j2]
                kept = 0
    yield kept, [], []


def _passages(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Sentences, and ends of lines; together they are `tokens`."""
    ends = [at + 1 for at, token in enumerate(tokens) if token in SENTENCE_ENDS or "\n" in token]
    for begin, end in pairwise(dict.fromkeys([0, *ends, len(tokens)])):
        yield list(tokens[begin:end])


def _key_of(passage: Sequence[str]) -> str:
    """ "" for what is too short to be recognised."""
    words = [token for token in passage if not token.isspace()]
    if len(words) < SHORTEST_REMEMBERED:
        return ""
    return blake2b("\0".join(words).encode(), digest_size=9).hexdigest()


@lru_cache(maxsize=8_192)
def _count(line: str) -> int:
    return len(tokens_of(line))


def _length(runs: Runs) -> int:
    return sum(count for _number, count in runs)


def _extend(runs: Runs, more: Iterable[Run]) -> None:
    for number, count in more:
        if runs and runs[-1][0] == number:
            runs[-1] = [number, runs[-1][1] + count]
        elif count:
            runs.append([number, count])
