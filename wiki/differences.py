"""What changed between two revisions, as plain records that a template prints side by side or woven.

Lines first, words only inside lines that were replaced. Nothing here escapes: templates do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import LCSseq

from .alignment import Step, align, lines_of, pair_up, tokens_of

MOST_TOKENS = 4_000  # in one replaced passage, both sides; beyond, its lines are shown whole
LONGEST_BY_WORDS = 400_000  # characters of both pages; beyond, lines only
MOST_PAIRS = 2_500  # comparisons spent, in one passage, on finding which line became which
MOST_PAIRS_OF_A_PAGE = 40_000  # half a second; beyond, lines only
ALIKE = 0.4  # of their words, in order: below, a line was removed and another one added
SHORTEST_MOVE = 20  # characters; anything shorter is there twice by chance

PartKind = Literal["same", "added", "removed"]
LineKind = Literal["same", "added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Part:
    kind: PartKind
    text: str


@dataclass(frozen=True)
class Line:
    """One row. A side without number is absent; a moved line stands twice, `partner` is its other number."""

    kind: LineKind
    old_number: int | None
    new_number: int | None
    old_parts: tuple[Part, ...] = ()
    new_parts: tuple[Part, ...] = ()
    partner: int | None = None

    @property
    def woven(self) -> list[Part]:
        """Both sides in one line, the removed words before the added ones."""
        if not self.old_parts or not self.new_parts:
            return [*(self.old_parts or self.new_parts)]
        return list(_woven(self.old_parts, self.new_parts))


@dataclass(frozen=True)
class Hunk:
    """A run of lines that are the same, or changed; `folded` ones are the same and far from any change."""

    kind: Literal["same", "changed", "folded"]
    lines: tuple[Line, ...]


def compare(old: str, new: str) -> list[Hunk]:
    """Runs of equal and of changed lines, in turn, covering both texts."""
    before, after = lines_of(old), lines_of(new)
    steps = align(before, after)
    by_words = len(old) + len(new) <= LONGEST_BY_WORDS and sum(map(_pairings, steps)) <= MOST_PAIRS_OF_A_PAGE
    hunks = [
        Hunk("same", tuple(_unchanged(before, step)))
        if step.same
        else Hunk("changed", tuple(_changed(before, after, step, by_words)))
        for step in steps
    ]
    return _mark_moves(hunks)


def collapse(hunks: Sequence[Hunk], context: int = 3) -> list[Hunk]:
    """Fold the equal lines that are more than `context` lines away from a change."""
    folded: list[Hunk] = []
    for index, hunk in enumerate(hunks):
        before = context if index else 0
        after = context if index < len(hunks) - 1 else 0
        if hunk.kind != "same" or len(hunk.lines) <= before + after + 1:  # a fold is a line too
            folded.append(hunk)
            continue
        end = len(hunk.lines) - after
        pieces = (hunk.lines[:before], hunk.lines[before:end], hunk.lines[end:])
        kinds: tuple[Literal["same", "folded"], ...] = ("same", "folded", "same")
        folded += [Hunk(kind, lines) for kind, lines in zip(kinds, pieces, strict=True) if lines]
    return folded


def unified(old: str, new: str, *, context: int = 3, name: str = "page.md") -> str:
    """A unified diff (text/x-diff) that `patch` and `git apply` understand; empty when nothing changed."""
    before, after = lines_of(old), lines_of(new)
    groups = list(_grouped(align(before, after), context))
    if not groups:
        return ""
    text = [f"--- a/{name}\n", f"+++ b/{name}\n"]
    for group in groups:
        first, last = group[0], group[-1]
        text.append(f"@@ -{_range(first.i1, last.i2)} +{_range(first.j1, last.j2)} @@\n")
        for step in group:
            if step.same:
                text += [_signed(" ", line) for line in before[step.i1 : step.i2]]
            else:
                text += [_signed("-", line) for line in before[step.i1 : step.i2]]
                text += [_signed("+", line) for line in after[step.j1 : step.j2]]
    return "".join(text)


def _unchanged(before: Sequence[str], step: Step) -> Iterator[Line]:
    for i in range(step.i1, step.i2):
        parts = (Part("same", _bare(before[i])),)
        yield Line("same", i + 1, i - step.i1 + step.j1 + 1, parts, parts)


def _changed(before: Sequence[str], after: Sequence[str], step: Step, by_words: bool) -> Iterator[Line]:
    old = [tokens_of(_bare(line)) for line in before[step.i1 : step.i2]]
    new = [tokens_of(_bare(line)) for line in after[step.j1 : step.j2]]
    short = sum(map(len, old)) + sum(map(len, new)) <= MOST_TOKENS
    i = j = 0
    for i2, j2 in [*(_pairs(old, new) if by_words and short else ()), (len(old), len(new))]:
        yield from (_alone("removed", step.i1 + k, old[k]) for k in range(i, i2))
        yield from (_alone("added", step.j1 + k, new[k]) for k in range(j, j2))
        if i2 < len(old) and j2 < len(new):
            old_parts, new_parts = _parts(old[i2], new[j2])
            yield Line("changed", step.i1 + i2 + 1, step.j1 + j2 + 1, old_parts, new_parts)
        i, j = i2 + 1, j2 + 1


def _alone(kind: Literal["added", "removed"], index: int, tokens: Sequence[str]) -> Line:
    parts = (Part(kind, "".join(tokens)),)
    if kind == "removed":
        return Line(kind, index + 1, None, old_parts=parts)
    return Line(kind, None, index + 1, new_parts=parts)


def _pairs(old: Sequence[list[str]], new: Sequence[list[str]]) -> list[tuple[int, int]]:
    """Which old line became which new one, in order, so that the sum of likenesses is greatest."""
    if not 0 < len(old) * len(new) <= MOST_PAIRS:
        return []
    return pair_up([[_likeness(a, b) for b in new] for a in old])


def _pairings(step: Step) -> int:
    """How many comparisons of lines a step asks for."""
    pairs = 0 if step.same else (step.i2 - step.i1) * (step.j2 - step.j1)
    return pairs if pairs <= MOST_PAIRS else 0


def _likeness(old: Sequence[str], new: Sequence[str]) -> float:
    """0.0 to 1.0, and 0.0 below ALIKE: the share of words (spaces do not count) that stayed, in order."""
    words = [[token for token in side if not token.isspace()] for side in (old, new)]
    if not all(words):
        return 0.0
    alike = LCSseq.normalized_similarity(words[0], words[1])
    return alike if alike >= ALIKE else 0.0


def _parts(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    old_parts: list[Part] = []
    new_parts: list[Part] = []
    for step in _without_crumbs(align(old, new), old):
        removed, added = "".join(old[step.i1 : step.i2]), "".join(new[step.j1 : step.j2])
        if removed:
            old_parts.append(Part("same" if step.same else "removed", removed))
        if added:
            new_parts.append(Part("same" if step.same else "added", added))
    return tuple(old_parts), tuple(new_parts)


def _without_crumbs(steps: Sequence[Step], old: Sequence[str]) -> list[Step]:
    """Absorb a space or a short word that stayed between two changes: one change reads better than two."""
    kept: list[Step] = []
    for index, step in enumerate(steps):
        between = 0 < index < len(steps) - 1
        crumb = step.i2 - step.i1 <= 2 and len("".join(old[step.i1 : step.i2])) <= 3
        same = step.same and not (between and crumb)
        if kept and not kept[-1].same and not same:
            kept[-1] = kept[-1]._replace(i2=step.i2, j2=step.j2)
        else:
            kept.append(step._replace(same=same))
    return kept


def _woven(old: Sequence[Part], new: Sequence[Part]) -> Iterator[Part]:
    """Equal parts are the same on both sides, so they keep the two in step."""
    rest = iter(new)
    for part in old:
        if part.kind != "same":
            yield part
            continue
        for other in rest:
            yield other
            if other.kind == "same":
                break
    yield from rest


def _mark_moves(hunks: Sequence[Hunk]) -> list[Hunk]:
    """A line that left one place and arrived in another was moved; spaces around it do not count."""
    lines = [line for hunk in hunks for line in hunk.lines if line.kind in ("added", "removed")]
    gone: dict[str, list[int]] = {}
    for line in lines:
        if line.old_number is not None and len(text := _text_of(line)) >= SHORTEST_MOVE:
            gone.setdefault(text, []).append(line.old_number)
    moved_from: dict[int, int] = {}
    for line in lines:
        if line.new_number is not None and (places := gone.get(_text_of(line))):
            moved_from[line.new_number] = places.pop(0)
    moved_to = {old: new for new, old in moved_from.items()}

    def marked(line: Line) -> Line:
        partner = None
        if line.kind == "added" and line.new_number is not None:
            partner = moved_from.get(line.new_number)
        elif line.kind == "removed" and line.old_number is not None:
            partner = moved_to.get(line.old_number)
        return line if partner is None else replace(line, kind="moved", partner=partner)

    return [replace(hunk, lines=tuple(map(marked, hunk.lines))) for hunk in hunks]


def _text_of(line: Line) -> str:
    return "".join(part.text for part in line.old_parts or line.new_parts).strip()


def _bare(line: str) -> str:
    return line.removesuffix("\n")


def _grouped(steps: Sequence[Step], context: int) -> Iterator[list[Step]]:
    """Changes with their surroundings; two changes share a group when their surroundings touch."""
    group: list[Step] = []
    for index, step in enumerate(steps):
        if not step.same:
            group.append(step)
            continue
        length = step.i2 - step.i1
        last = index == len(steps) - 1
        if group and (last or length > 2 * context):
            keep = min(length, context)
            yield [*group, step._replace(i2=step.i1 + keep, j2=step.j1 + keep)]
            group = []
        if not last:
            skip = 0 if group else max(0, length - context)
            group.append(step._replace(i1=step.i1 + skip, j1=step.j1 + skip))
    if any(not step.same for step in group):
        yield group


def _range(start: int, end: int) -> str:
    """Lines as unified diffs count them: from 1, and an empty range names the line before it."""
    if end == start:
        return f"{start},0"
    return f"{start + 1}" if end - start == 1 else f"{start + 1},{end - start}"


def _signed(sign: str, line: str) -> str:
    return sign + line if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"
