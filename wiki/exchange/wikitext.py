"""From MediaWiki's wikitext to our Markdown: what has an equal becomes it, the rest stays as source and is named.

https://www.mediawiki.org/wiki/Help:Formatting. Templates need the wiki they come from: they are never expanded.
Pure functions over mwparserfromhell's tree; nothing here knows the database.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import mwparserfromhell
from mwparserfromhell.nodes import (
    Comment,
    ExternalLink,
    Heading,
    HTMLEntity,
    Node,
    Tag,
    Template,
    Text,
    Wikilink,
)
from mwparserfromhell.wikicode import Wikicode

MOST_NOTES = 280  # a page of ours bears 300; further ones stand in brackets where they belong
MOST_NAMED = 50  # kept things of one page that are named
LONGEST_NAME = 80
LONGEST_IN_LINE = 1_000  # characters of a thing that is kept within a paragraph

# What MediaWiki calls them in every language it speaks; a dump adds its own names.
CANONICAL = {
    6: ("file", "image", "media", "fichier"),
    14: ("category", "catégorie"),
    10: ("template", "modèle"),
    2: ("user", "utilisateur", "utilisatrice"),
    12: ("help", "aide"),
    4: ("project", "wikipedia", "wikipédia", "projet"),
    -1: ("special", "spécial"),
    100: ("portal", "portail"),
}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?")
SWITCH = re.compile(r"__[A-ZÉ_]{3,30}__")
LINK_TRAIL = re.compile(r"[^\W\d_]+")
SIGNS = re.compile(r"([\\`*\[\]<~|]|(?<!\w)_|_(?!\w))")
LINE_BEGINS = re.compile(r"(^|\n)[ \t]*(?=[#>+=-]|\d{1,9}[.)])([#>+=-]|\d{1,9}(?=[.)]))")
ITEM = re.compile(r" *(?:[*]|\d+\.) ")
REFERENCE_LISTS = {"reflist", "references", "références", "refs", "notelist", "notes"}
ADDRESS_NAMES = ("url", "lire en ligne", "chapter-url", "archive-url", "archiveurl")
TITLE_NAMES = ("title", "titre", "titre chapitre", "chapter")
WRAPPERS = {"i": "*", "em": "*", "b": "**", "strong": "**", "del": "~~", "s": "~~", "strike": "~~"}
CODE = {"code", "tt", "kbd", "samp", "var", "math"}
BLOCKS_OF_CODE = {"pre", "syntaxhighlight", "source"}
TRANSPARENT = {
    "abbr", "bdi", "big", "center", "cite", "div", "dfn", "font", "includeonly", "ins", "noinclude",
    "onlyinclude", "p", "section", "small", "span", "sub", "sup", "u", "poem",
}  # fmt: skip


class Names:
    """What a wiki calls its namespaces: {"catégorie": 14, ...}."""

    def __init__(self) -> None:
        self.numbers = {word: number for number, words in CANONICAL.items() for word in words}

    def learn(self, number: str, word: str) -> None:
        if word and re.fullmatch(r"-?\d{1,5}", number):
            self.numbers[word.casefold()] = int(number)

    def split(self, title: str) -> tuple[int, str]:
        """The namespace and the name: ("Catégorie:Arbres") is (14, "Arbres")."""
        before, colon, after = title.partition(":")
        number = self.numbers.get(before.strip().replace("_", " ").casefold()) if colon else None
        return (0, title.strip()) if number is None else (number, after.strip())


@dataclass
class Converted:
    """`kept` are names of what stays as source, each once."""

    text: str
    categories: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def convert(source: str, names: Names) -> Converted:
    """Never raises: a text that the parser cannot read stays as it is, in a block of code."""
    walk = _Walk(names)
    try:
        body = walk.all(mwparserfromhell.parse(source, skip_style_tags=False))
    except (mwparserfromhell.parser.ParserError, RecursionError):
        return Converted(fenced(source), [], ["wikitext"])
    text = _tidy(body)
    if walk.notes:
        text += "\n" + "\n".join(f"[^{number}]: {note}" for number, note in walk.written_notes()) + "\n"
    return Converted(text, walk.categories, walk.kept)


def fenced(source: str) -> str:
    """As a block of code that nothing inside can close."""
    fence = "```"
    while fence in source:
        fence += "`"
    return f"\n\n{fence}\n{source.strip()}\n{fence}\n\n"


def code(source: str) -> str:
    """As code within a line."""
    line = " ".join(source.split())
    fence = "`"
    while fence in line:
        fence += "`"
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{space}{line}{space}{fence}" if line else ""


def escaped(text: str) -> str:
    """Words that mean nothing to a reader of Markdown."""
    return LINE_BEGINS.sub(_escape_begin, SIGNS.sub(r"\\\1", text))


def _escape_begin(found: re.Match[str]) -> str:
    sign = found.group(2)
    return found.group(1) + (f"{sign}\\" if sign.isdigit() else f"\\{sign}")


class _Walk:
    """One text on its way; what it gathers besides the words."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.categories: list[str] = []
        self.kept: list[str] = []
        self.notes: list[str] = []
        self.named: dict[str, int] = {}
        self.out: list[str] = []
        self.markers = ""
        self.ends_with_line = ""  # what closes at the end of this line

    # -- The walk -----------------------------------------------------------------------------------------

    def all(self, code: Wikicode | None) -> str:
        """The Markdown of these nodes, as a text of their own."""
        if code is None:
            return ""
        outer, self.out = self.out, []
        markers, self.markers = self.markers, ""
        closing, self.ends_with_line = self.ends_with_line, ""
        nodes = list(code.nodes)
        for place, node in enumerate(nodes):
            after = nodes[place + 1] if place + 1 < len(nodes) else None
            self._one(node, after)
        self._end_line()
        said, self.out, self.markers, self.ends_with_line = "".join(self.out), outer, markers, closing
        return said

    def _one(self, node: Node, after: Node | None) -> None:
        if isinstance(node, Tag) and node.wiki_markup and str(node.wiki_markup) in "*#:;":
            if self.markers or self._at_line_start:
                self.markers += str(node.wiki_markup)
            else:  # the colon between a term and what it means
                self._end_line()
                self.out.append(" : ")
            return
        begins = bool(self.markers)
        if begins:
            self._begin_item()
        said = self._said(node, after)
        if begins or (self.out and self.out[-1] == " : "):
            said = said.lstrip(" ")
        if self.ends_with_line and "\n" in said:
            said = said.replace("\n", f"{self.ends_with_line}\n", 1)
            self.ends_with_line = ""
        self.out.append(said)

    def _begin_item(self) -> None:
        markers, self.markers = self.markers, ""
        indent = "".join("   " if mark == "#" else "  " for mark in markers[:-1])
        if set(markers) == {":"}:
            self.out.append("> " * len(markers))
        elif markers[-1] == ";":
            self.out.append(f"{indent}**")
            self.ends_with_line = "**"
        else:
            self.out.append(indent + {"#": "1. ", "*": "* ", ":": "  "}[markers[-1]])

    def _end_line(self) -> None:
        if self.ends_with_line:
            self.out[-1] = self.out[-1].rstrip(" ")
            self.out.append(self.ends_with_line)
            self.ends_with_line = ""

    @property
    def _at_line_start(self) -> bool:
        before = next((piece for piece in reversed(self.out) if piece), "\n")
        return before.endswith("\n")

    def _said(self, node: Node, after: Node | None) -> str:
        for kind, say in self._says:
            if isinstance(node, kind):
                return say(self, node, after)
        return escaped(str(node))

    # -- Each kind of node -----------------------------------------------------------------------------------

    def _text(self, node: Any, _after: Node | None) -> str:
        words = SWITCH.sub("", str(node.value)).replace("\t", " ")
        words = re.sub(r"\n[ \t]+", "\n", words)
        if self.out and self.out[-1].endswith("]]") and (trail := LINK_TRAIL.match(words)):
            self.out[-1] = _with_trail(self.out[-1], trail.group())
            words = words[trail.end() :]
        if not self._at_line_start:  # a sign inside a line begins nothing
            first, newline, rest = words.partition("\n")
            return SIGNS.sub(r"\\\1", first) + (escaped(newline + rest) if newline else "")
        return escaped(words.lstrip(" ") if self.out == [] else words)

    def _heading(self, node: Any, _after: Node | None) -> str:
        words = " ".join(self.all(node.title).split())
        return f"\n\n{'#' * max(2, min(int(node.level), 6))} {words}\n\n" if words else ""

    def _link(self, node: Any, _after: Node | None) -> str:
        title = str(node.title).replace("_", " ").strip()
        label = self.all(node.text).strip() if node.text is not None else ""
        if title.startswith(":"):
            return label or escaped(self.names.split(title[1:])[1])
        page, _sign, anchor = title.partition("#")
        number, name = self.names.split(page)
        if number == 14:
            self.categories.append(name)
            return ""
        if number == 6:
            return self._keep(str(node), name)
        before = page.partition(":")[0]
        if ":" in page and not label and LANGUAGE.fullmatch(before):
            self._name(page)  # the same page in another language
            return ""
        if number:
            return label or escaped(name)
        if any(sign in name + anchor for sign in "[]|\n<>{}"):
            return label or escaped(name)
        aim = f"{name}#{anchor}" if anchor else name
        plain = label.replace("[", "(").replace("]", ")").replace("\\|", "|").replace("|", "/")
        return f"[[{aim}|{' '.join(plain.split())}]]" if plain and plain != aim else f"[[{aim}]]"

    def _external(self, node: Any, _after: Node | None) -> str:
        address = str(node.url).strip()
        if not re.fullmatch(r"(?:https?:)?//[^\s<>()\\]+|mailto:[^\s<>()\\]+", address):
            return escaped(str(node))
        address = f"https:{address}" if address.startswith("//") else address
        label = " ".join(self.all(node.title).split()) if node.title is not None else ""
        return f"[{label}]({address})" if label else f"<{address}>"

    def _entity(self, node: Any, _after: Node | None) -> str:
        try:
            return escaped(str(node.normalize()))
        except ValueError:
            return escaped(str(node))

    def _template(self, node: Any, after: Node | None) -> str:
        name = " ".join(str(node.name).split())
        if name.casefold() in REFERENCE_LISTS or name.casefold().startswith("reflist"):
            return ""
        alone = self._at_line_start and (after is None or str(after).startswith("\n"))
        return self._keep(str(node), f"{{{{{name}}}}}", alone=alone)

    def _nothing(self, _node: Any, _after: Node | None) -> str:
        return ""

    def _tag(self, node: Any, after: Node | None) -> str:
        name = str(node.tag).strip().casefold()
        if name in WRAPPERS:
            return _wrapped(self.all(node.contents), WRAPPERS[name])
        if name == "br":
            return "\\\n"
        if name == "hr":
            return "\n\n---\n\n"
        if name == "nowiki":
            return escaped(str(node.contents or ""))
        if name in CODE:
            return code(str(node.contents or ""))
        if name in BLOCKS_OF_CODE:
            return fenced(str(node.contents or ""))
        if name == "ref":
            return self._note(node)
        if name in ("references", "templatestyles"):
            return ""
        if name == "blockquote":
            lines = self.all(node.contents).strip().split("\n")
            return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"
        if name == "table":
            return self._table(node)
        if name in TRANSPARENT:
            return self.all(node.contents)
        return self._keep(str(node), f"<{name}>", alone="\n" in str(node))

    _says: "list[tuple[type[Node], Callable[[_Walk, Any, Node | None], str]]]" = [
        (Text, _text),
        (Wikilink, _link),
        (Tag, _tag),
        (Template, _template),
        (ExternalLink, _external),
        (Heading, _heading),
        (HTMLEntity, _entity),
        (Comment, _nothing),
    ]

    # -- Notes, tables, and what stays as it was ---------------------------------------------------------------

    def _note(self, node: Any) -> str:
        name = str(node.get("name").value).strip("\"' ") if node.has("name") else ""
        words = self._note_words(node.contents) if node.contents else ""
        number = self.named.get(name) if name else None
        if number is None:
            if len(self.notes) >= MOST_NOTES:
                return f" ({words})" if words else ""
            self.notes.append("")
            number = len(self.notes)
            if name:
                self.named[name] = number
        if words:
            self.notes[number - 1] = words
        return f"[^{number}]"

    def _note_words(self, contents: Wikicode) -> str:
        """A source that is a template with an address and a title can be read as a link."""
        templates = contents.filter_templates(recursive=False)
        if len(templates) == 1 and str(contents).strip() == str(templates[0]) and (
            said := self._source(templates[0])
        ):  # fmt: skip
            return said
        return " ".join(self.all(contents).replace("\\\n", " ").split())

    def _source(self, template: Template) -> str:
        facts = {
            str(one.name).strip().casefold(): " ".join(self.all(one.value).split()) for one in template.params
        }
        address = next((facts[name] for name in ADDRESS_NAMES if facts.get(name)), "").strip("<>")
        title = next((facts[name] for name in TITLE_NAMES if facts.get(name)), "")
        if not title or "](" in title or (address and not re.fullmatch(r"https?://[^\s()<>]+", address)):
            return ""
        known = {*ADDRESS_NAMES, *TITLE_NAMES}
        rest = [words for name, words in facts.items() if words and name not in known]
        return ", ".join([f"[{title}]({address})" if address else title, *rest])

    def written_notes(self) -> Iterable[tuple[int, str]]:
        return ((number, note or "…") for number, note in enumerate(self.notes, 1))

    def _table(self, node: Any) -> str:
        rows = [
            [cell for cell in row.contents.filter_tags(recursive=False) if str(cell.tag) in ("td", "th")]
            for row in _rows_of(node)
        ]
        rows = [row for row in rows if row]
        source = str(node)
        if not rows or source.count("{|") > 1 or "rowspan" in source or "colspan" in source:
            return self._keep(source, "{| |}", alone=True)
        caption = ""
        if str(rows[0][0].contents).startswith("+"):  # read as a cell, being no tag of HTML
            caption = self.all(rows[0].pop(0).contents).lstrip("\\+").strip()
        rows = [row for row in rows if row]
        width = max(map(len, rows), default=0)
        lines = [[_cell(self.all(cell.contents)) for cell in row] for row in rows]
        drawn = [f"| {' | '.join([*line, *[''] * (width - len(line))])} |" for line in lines]
        head = f"{caption}\n\n" if caption else ""
        if not drawn:
            return self._keep(source, "{| |}", alone=True)
        return (
            f"\n\n{head}{drawn[0]}\n{'|---' * width}|\n" + "".join(f"{line}\n" for line in drawn[1:]) + "\n"
        )

    def _keep(self, source: str, name: str, *, alone: bool = False) -> str:
        self._name(name)
        return fenced(source) if alone or len(source) > LONGEST_IN_LINE else code(source)

    def _name(self, name: str) -> None:
        name = name[:LONGEST_NAME]
        if name not in self.kept and len(self.kept) < MOST_NAMED:
            self.kept.append(name)


def _rows_of(table: Any) -> list[Any]:
    """The rows; cells before the first row mark are a row too."""
    tags = table.contents.filter_tags(recursive=False)
    rows = [tag for tag in tags if str(tag.tag) == "tr"]
    return [table, *rows] if any(str(tag.tag) in ("td", "th") for tag in tags) else rows


def _cell(words: str) -> str:
    return " ".join(words.replace("\\\n", " ").split()).replace("\\|", "|").replace("|", "\\|")


def _wrapped(words: str, sign: str) -> str:
    """Signs stand close to the words, or they mean nothing."""
    bare = words.strip()
    if not bare or "\n\n" in bare:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{sign}{bare}{sign}{after}"


def _with_trail(link: str, letters: str) -> str:
    """[[chat]]s shows "chats"."""
    aim, _bar, label = link[2:-2].partition("|")
    return f"[[{aim}|{label or aim}{letters}]]"


def _begins(line: str) -> str:
    """What a line is part of, when lines of one kind belong together."""
    return ">" if line.startswith("> ") else "*" if ITEM.match(line) else ""


def _tidy(text: str) -> str:
    """A blank line around lists and quotations, none doubled; blocks of code are left alone."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = re.match(r"`{3,}", line)
        if mark and not fence:
            fence = mark.group()
        elif fence:
            fence = "" if line == fence else fence
            lines.append(line)
            continue
        before = lines[-1] if lines else ""
        if before and line.strip() and _begins(line) != _begins(before):
            lines.append("")
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip("\n") + "\n" if any(lines) else ""
