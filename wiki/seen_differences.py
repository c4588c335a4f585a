"""What changed, on the page as it is read: blocks aligned first, then the words inside a block that changed.

Reads and writes HTML that our own renderer made; the caller cleans it once more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from rapidfuzz.distance import LCSseq

from .alignment import Step, align, pair_up, tokens_of

VOID = {"br", "hr", "img", "source"}
# What holds blocks, and no words of its own.
HOLDERS = {"blockquote", "dl", "div", "figure", "ol", "section", "table", "tbody", "thead", "tr", "ul"}
MOST_TOKENS = 4_000  # in one block, both sides; beyond, it is shown as removed and added
MOST_PAIRS = 2_500  # comparisons spent on finding which block became which
MOST_PAIRS_OF_A_PAGE = 20_000
MOST_CHARACTERS = 400_000  # of both pages; beyond, whole blocks only
ALIKE = 0.4
SHORTEST_MOVE = 20

Say = Callable[[str], str]  # "added", "removed", "moved_away", "moved_here" in the reader's language


@dataclass
class Node:
    """An element; `inside` are elements and texts in turn."""

    tag: str
    attributes: list[tuple[str, str]] = field(default_factory=list)
    inside: "list[Node | str]" = field(default_factory=list)

    @property
    def words(self) -> str:
        return "".join(part if isinstance(part, str) else part.words for part in self.inside)


def marked(old: str, new: str, say: Say) -> str:
    """`new` as HTML, with <ins> around what it has more, and <del> around what `old` had."""
    by_words = len(old) + len(new) <= MOST_CHARACTERS
    return "".join(_Weaver(say, by_words).blocks(_read(old).inside, _read(new).inside))


class _Weaver:
    def __init__(self, say: Say, by_words: bool) -> None:
        self.say, self.by_words, self.left = say, by_words, MOST_PAIRS_OF_A_PAGE

    def blocks(
        self, old: "Sequence[Node | str]", new: "Sequence[Node | str]", top: bool = True
    ) -> Iterator[str]:
        before = [part for part in old if not _is_space(part)]
        after = [part for part in new if not _is_space(part)]
        pairs = self._pairs(before, after)
        met = {i for i, _j in pairs}, {j for _i, j in pairs}
        gone = {_print(part) for i, part in enumerate(before) if i not in met[0]}
        came = {_print(part) for j, part in enumerate(after) if j not in met[1]}
        moved = {html for html in gone & came if len(html) >= SHORTEST_MOVE} if top else set()
        i = j = 0
        for i2, j2 in [*pairs, (len(before), len(after))]:
            yield from (self._whole(part, "del", moved) for part in before[i:i2])
            yield from (self._whole(part, "ins", moved) for part in after[j:j2])
            if i2 < len(before) and j2 < len(after):
                same = _print(before[i2]) == _print(after[j2])
                yield _print(after[j2]) + "\n" if same else self._both(before[i2], after[j2])
            i, j = i2 + 1, j2 + 1

    def _pairs(self, old: "Sequence[Node | str]", new: "Sequence[Node | str]") -> list[tuple[int, int]]:
        """Blocks that stayed or became one another, in order. Equal ones lead where there are too many to weigh."""
        pairs: list[tuple[int, int]] = []
        steps = align([_print(part) for part in old], [_print(part) for part in new])
        head = steps[0].i2 if steps and steps[0].same else 0
        tail = steps[-1].i2 - steps[-1].i1 if len(steps) > 1 and steps[-1].same else 0
        middle = (len(old) - head - tail) * (len(new) - head - tail)
        if 0 < middle <= MOST_PAIRS:
            ends = Step(False, head, len(old) - tail, head, len(new) - tail)
            steps = [Step(True, 0, head, 0, head), ends, Step(True, ends.i2, len(old), ends.j2, len(new))]
        for step in steps:
            if step.same:
                pairs += zip(range(step.i1, step.i2), range(step.j1, step.j2), strict=True)
            else:
                found = self._weighed(old[step.i1 : step.i2], new[step.j1 : step.j2])
                pairs += [(step.i1 + i, step.j1 + j) for i, j in found]
        return pairs

    def _weighed(self, old: "Sequence[Node | str]", new: "Sequence[Node | str]") -> list[tuple[int, int]]:
        """The pairs, in order, that keep the most words together."""
        size = len(old) * len(new)
        if not 0 < size <= min(MOST_PAIRS, self.left) or not self.by_words:
            return []
        self.left -= size
        if size == 1 and _kind(old[0]) == _kind(new[0]):
            return [(0, 0)]
        sides = [_words_of(part) for part in old], [_words_of(part) for part in new]
        weights = [
            [_weight(old[i], new[j], mine, theirs) for j, theirs in enumerate(sides[1])]
            for i, mine in enumerate(sides[0])
        ]
        return pair_up(weights)

    def _whole(self, part: "Node | str", mark: str, moved: set[str]) -> str:
        """A block that is only on one side. What holds blocks is marked inside, so that lists stay lists."""
        if _print(part) in moved:
            what = f"<em>{escape(self.say('moved_away' if mark == 'del' else 'moved_here'))} </em>"
        else:
            what = _spoken(self.say("removed" if mark == "del" else "added"))
        return self._wrapped(part, mark, what) + "\n"

    def _wrapped(self, part: "Node | str", mark: str, what: str) -> str:
        """`what` is HTML that says it in words."""
        if isinstance(part, str):
            return f"<{mark}>{what}{escape(part)}</{mark}>" if part.strip() else part
        if part.tag in VOID:
            return f"<{mark}>{what}{_print(part, ids=mark == 'ins')}</{mark}>"
        if part.tag in HOLDERS:
            inside = "".join(self._wrapped(child, mark, what) for child in part.inside)
        else:
            words = "".join(_print(child, ids=mark == "ins") for child in part.inside)
            inside = f"<{mark}>{what}{words}</{mark}>"
        return _opened(part, ids=mark == "ins") + inside + f"</{part.tag}>"

    def _both(self, old: "Node | str", new: "Node | str") -> str:
        if isinstance(old, Node) and isinstance(new, Node):
            if old.tag in HOLDERS or _holds_blocks(old) or _holds_blocks(new):
                inside = "".join(self.blocks(old.inside, new.inside, top=False))
            else:
                inside = "".join(self._words(old, new))
            return f"{_opened(new)}{inside}</{new.tag}>\n"
        return "".join(self._words(Node("p", inside=[old]), Node("p", inside=[new])))

    def _words(self, old: Node, new: Node) -> Iterator[str]:
        """The new block with its own tags; words of the old one stand where they stood, without theirs."""
        before = [token for token in _pieces(old) if not token.startswith("\0")]
        after = list(_pieces(new))
        spoken = [token for token in after if not token.startswith("\0")]
        if len(before) + len(spoken) > MOST_TOKENS:
            yield self._wrapped(old.words, "del", _spoken(self.say("removed")))
            yield self._wrapped(new.words, "ins", _spoken(self.say("added")))
            return
        tags = _Tags(after)
        for step in align(before, spoken):
            if step.same:
                yield from tags.take(step.j2 - step.j1, None, "")
                continue
            if words := "".join(before[step.i1 : step.i2]):
                yield f"<del>{_spoken(self.say('removed'))}{escape(words)}</del>"
            yield from tags.take(step.j2 - step.j1, "ins", self.say("added"))
        yield from tags.rest()


def _weight(old: "Node | str", new: "Node | str", mine: list[str], theirs: list[str]) -> float:
    """The words that two blocks share; nothing when they are of two kinds, or hardly alike."""
    if _kind(old) != _kind(new):
        return 0.0
    if not mine or not theirs:
        return 0.1 if _print(old) == _print(new) else 0.0
    shared = LCSseq.similarity(mine, theirs)
    return float(shared) if shared >= ALIKE * max(len(mine), len(theirs)) else 0.0


class _Tags:
    """Gives out words with the tags between them; marks never cross a tag."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces, self.at = pieces, 0

    def take(self, count: int, mark: str | None, what: str) -> Iterator[str]:
        words: list[str] = []
        while count:
            piece = self.pieces[self.at]
            self.at += 1
            if not piece.startswith("\0"):
                words.append(piece)
                count -= 1
                continue
            yield _as_marked(words, mark, what)
            words = []
            yield piece[1:]
        yield _as_marked(words, mark, what)

    def rest(self) -> Iterator[str]:
        yield from (piece[1:] for piece in self.pieces[self.at :])


def _as_marked(words: Sequence[str], mark: str | None, what: str) -> str:
    text = escape("".join(words))
    return f"<{mark}>{_spoken(what)}{text}</{mark}>" if mark and text.strip() else text


def _spoken(what: str) -> str:
    return f'<span class="sr">{escape(what)} </span>'


def _pieces(node: Node) -> Iterator[str]:
    """Words as they are, tags as finished HTML behind a NUL, in order."""
    for part in node.inside:
        if isinstance(part, str):
            yield from tokens_of(part)
        elif part.tag in VOID:
            yield "\0" + _opened(part)
        else:
            yield "\0" + _opened(part)
            yield from _pieces(part)
            yield f"\0</{part.tag}>"


def _holds_blocks(node: Node) -> bool:
    return any(isinstance(part, Node) and part.tag in HOLDERS | {"p", "li", "pre"} for part in node.inside)


def _kind(part: "Node | str") -> str:
    return "" if isinstance(part, str) else part.tag


def _words_of(part: "Node | str") -> list[str]:
    text = part if isinstance(part, str) else part.words
    return [token for token in tokens_of(text) if not token.isspace()][:MOST_TOKENS]


def _is_space(part: "Node | str") -> bool:
    return isinstance(part, str) and not part.strip()


def _opened(node: Node, *, ids: bool = True) -> str:
    """Without `ids`, what was removed does not take an anchor away from what is there."""
    kept = [(name, value) for name, value in node.attributes if ids or name != "id"]
    return "<" + " ".join([node.tag, *(f'{name}="{escape(value)}"' for name, value in kept)]) + ">"


def _print(part: "Node | str", *, ids: bool = True) -> str:
    if isinstance(part, str):
        return escape(part, quote=False)
    if part.tag in VOID:
        return _opened(part, ids=ids)
    inside = "".join(_print(child, ids=ids) for child in part.inside)
    return f"{_opened(part, ids=ids)}{inside}</{part.tag}>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, [(name, value or "") for name, value in attrs])
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data.replace("\0", ""))


def _read(html: str) -> Node:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]
