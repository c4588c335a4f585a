"""Markdown to HTML: read, dress the tokens, print, clean. The order is the safety: nh3 has the last word."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any, Literal, cast
from urllib.parse import unquote

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from .cleaning import ID, REL, clean_own, is_allowed_href, is_external, words_of
from .limits import DEEPEST, TooHeavy, check_weight
from .pictures import IMAGE, Picture, PictureResolver
from .titles import heading_anchor
from .typography import space_french
from .wikilinks import WikiLink, add_wikilinks

# Raise it when the same source would give other HTML: stored renderings are then made again.
RENDERER_VERSION = 7

Profile = Literal["wiki", "post"]
LinkResolver = Callable[[set[str]], Mapping[str, str | None]]

# What people type after ":::", in the languages of the interface, and the box that it makes.
BOXES = {
    "info": "info",
    "warning": "warning",
    "attention": "warning",
    "source": "source",
    "address": "address",
    "adresse": "address",
}
# A box says in words what it is: its colour and its sign do not travel to other servers.
LABELS = {
    "info": _("Good to know"),
    "warning": _("Caution"),
    "source": _("Source"),
    "address": _("Address"),
}
NESTING = re.compile(r"^[ \t>*+\-0-9.)]{16}", re.MULTILINE)
FEW_BOXES = 10
MOST_REPEATED = 500_000  # characters of addresses and titles that definitions of one text may come to
SHORT_ADDRESS = 100
# The title of a page is its h1; a message stands below the heading of its conversation.
HIGHEST_HEADING = {"wiki": 2, "post": 4}
FOOTNOTES = '<section class="footnotes">'
FOOTNOTES_SAID = {"sources", "notes", "references", "sources-et-notes"}  # headings of an author's own

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Heading:
    """One line of the table of contents; `level` is the printed one (2 for h2), `id` carries the prefix.

    `whole`: it stands in no box, list or quotation, so that what follows it is a section of the text.
    """

    level: int
    id: str
    text: str
    whole: bool = False


@dataclass(frozen=True)
class Rendered:
    """`links` in order with repetitions; `external` each once; `plain` has no notes and is not escaped. `pictures` in
    order, each once, with None for one that is not there (any more). `places` are (title, words) of the address boxes.
    """

    html: SafeString
    toc: list[Heading] = field(default_factory=list)
    links: list[WikiLink] = field(default_factory=list)
    external: list[str] = field(default_factory=list)
    plain: str = ""
    pictures: dict[str, Picture | None] = field(default_factory=dict)
    places: list[tuple[str, str]] = field(default_factory=list)


def render_markdown(
    source: str,
    *,
    profile: Profile = "wiki",
    resolve_links: LinkResolver | None = None,
    begin_page: Callable[[str], str] | None = None,
    resolve_pictures: PictureResolver | None = None,
    id_prefix: str = "s-",
    language: str = "fr",
) -> Rendered:
    """Render what people typed.

    `resolve_links` is called at most once, with every title key of the text, and answers with the path of
    each page that exists (`None` or nothing for the others). `begin_page` gives the address where a page of
    that title can be begun; without it a missing page is a marked word. `resolve_pictures` is called at most once
    as well, with the names of all pictures of the text. `id_prefix` keeps the ids of several texts on one page
    apart. Raises `TooHeavy`; any other failure shows the source as it was typed.
    """
    check_weight(source, profile)
    if not ID.fullmatch(id_prefix):
        raise ValueError(f"an id prefix is like “s-”, not “{id_prefix}”")
    rendering = _Rendering(profile, id_prefix, language)
    try:
        rendering.read(source)
    except Exception:  # one text that trips the reader must not take the page down with it
        return _as_typed(source)
    rendering.aim_wikilinks(resolve_links, begin_page)  # an error of the database is not one of the text
    rendering.find_pictures(resolve_pictures)
    try:
        return rendering.print()
    except Exception:
        return _as_typed(source)


def outline_of(source: str) -> list[tuple[int, str, str, int]]:
    """(level as typed, id, words, first line) of each heading that begins a section; ids are those of the page."""
    check_weight(source, "wiki")
    rendering = _Rendering("wiki", "s-", "")
    tokens = rendering.md.parse(source, rendering.env)
    typed = {id(token): int(token.tag[1]) for token in tokens if token.type == "heading_open"}
    rendering._number_headings(tokens)
    headings = [token for token in tokens if token.type == "heading_open"]
    return [
        (typed[id(token)], heading.id, heading.text, token.map[0])
        for token, heading in zip(headings, rendering.toc, strict=True)
        if heading.whole and token.map
    ]


def check_depth(source: str) -> None:
    """Raise `TooHeavy` for blocks inside blocks that nobody would be shown. Reads only texts that look like it."""
    if not NESTING.search(source) and source.count("\n:::") < FEW_BOXES:
        return
    if any(token.level >= DEEPEST - 1 for token in _reader("wiki").parse(source, {})):
        raise TooHeavy(
            _("Lists, quotations or boxes stand too deep inside each other. Please make it simpler."),
            code="too_deep",
        )


def _as_typed(source: str) -> Rendered:
    log.exception("A text could not be rendered")
    return Rendered(html=SafeString(f"<pre>{escape(source, quote=False)}</pre>"), plain=source)


class _Rendering:
    """The walk over the tokens of one text, and what it gathers."""

    def __init__(self, profile: Profile, id_prefix: str, language: str) -> None:
        self.md = _reader(profile)
        self.env: dict[str, Any] = {"docId": id_prefix.strip("-")}
        self.tokens: list[Token] = []
        self.profile = profile
        self.prefix = id_prefix
        self.language = language
        self.french = language.startswith("fr")
        self.toc: list[Heading] = []
        self.taken: dict[str, int] = {}
        self.wikilinks: list[Token] = []
        self.images: list[Token] = []
        self.pictures: dict[str, Picture | None] = {}
        self.external: dict[str, None] = {}
        self.places: list[tuple[str, str]] = []

    def read(self, source: str) -> None:
        self.tokens = self.md.parse(source, self.env)
        self._number_headings(self.tokens)
        self._name_footnotes()
        self.places = list(_places_in(self.tokens))
        _make_figures(self.tokens)
        for token in self.tokens:
            if token.type == "inline":
                self._dress(token.children or [])
            elif token.type in ("td_open", "th_open"):
                _align(token)

    def aim_wikilinks(self, resolve: LinkResolver | None, begin_page: Callable[[str], str] | None) -> None:
        keys = {token.meta["link"].key for token in self.wikilinks} - {""}
        places = resolve(keys) if resolve and keys else {}
        for token in self.wikilinks:
            link: WikiLink = token.meta["link"]
            anchor = f"#{self.prefix}{heading_anchor(link.anchor)}" if link.anchor else ""
            place = places.get(link.key) if link.key else ""
            if place is not None:
                token.meta.update(href=place + anchor, missing=False)
            else:
                token.meta.update(href=begin_page(link.title) if begin_page else None, missing=True)
            if self.french:
                token.content = space_french(token.content)

    def find_pictures(self, resolve: PictureResolver | None) -> None:
        names = [found.group(1) for image in self.images if (found := _image_of(image))]
        known = resolve(set(names)) if resolve and names else {}
        self.pictures = {name: known.get(name) for name in names}
        for image in self.images:
            if found := _image_of(image):
                image.meta["picture"] = self.pictures[found.group(1)]

    def print(self) -> Rendered:
        with translation.override(self.language):
            html = clean_own(self.md.renderer.render(self.tokens, self.md.options, self.env))
        links = [token.meta["link"] for token in self.wikilinks if token.meta["link"].key]
        words = words_of(html.partition(FOOTNOTES)[0])
        return Rendered(
            html=html,
            toc=self.toc,
            links=links,
            external=list(self.external),
            places=self.places,
            plain=words,
            pictures=self.pictures,
        )

    def _number_headings(self, tokens: Sequence[Token]) -> None:
        """Let the outline begin at the level of the profile, whichever level the author began with."""
        pairs = [(t, tokens[i + 1], tokens[i + 2]) for i, t in enumerate(tokens) if t.type == "heading_open"]
        shift = HIGHEST_HEADING[self.profile] - min((int(opening.tag[1]) for opening, *_ in pairs), default=0)
        for opening, inline, closing in pairs:
            level = min(int(opening.tag[1]) + shift, 6)
            opening.tag = closing.tag = f"h{level}"
            if self.profile == "wiki":
                text = _text_of(inline.children or [])
                opening.attrs["id"] = self._free_id(heading_anchor(text))
                self.toc.append(Heading(level, str(opening.attrs["id"]), text, whole=opening.level == 0))

    def _name_footnotes(self) -> None:
        """The notes stand under "Sources", or under "Notes" where the author has a list of sources; under nothing of
        ours where the author has just written such a heading over them.
        """
        block = next((token for token in self.tokens if token.type == "footnote_block_open"), None)
        if block is None:
            return
        at = self.tokens.index(block)
        last = self.tokens[at - 1].type == "heading_close" and self.toc
        if last and heading_anchor(self.toc[-1].text) in FOOTNOTES_SAID:
            return
        with translation.override(self.language):
            listed = any(heading_anchor(heading.text) == "sources" for heading in self.toc)
            text = translation.gettext("Notes") if listed else translation.gettext("Sources")
        block.meta = {"id": self._free_id(heading_anchor(text)), "text": text}
        self.toc.append(Heading(HIGHEST_HEADING[self.profile], block.meta["id"], text))

    def _free_id(self, anchor: str) -> str:
        """Counting goes on where it ended for the same words: thousands of equal headings stay cheap."""
        name = first = self.prefix + anchor
        number = self.taken.get(first, 0)
        while name in self.taken:
            number += 1
            name = f"{first}-{number}"
        self.taken[first] = max(number, 1)
        self.taken.setdefault(name, 1)
        return name

    def _dress(self, tokens: list[Token]) -> None:
        inside_link = False
        for token in tokens:
            if token.type == "link_open":
                inside_link = True
                self._mark_link(token)
            elif token.type == "link_close":
                inside_link = False
            elif token.type == "image":
                token.meta["inside_link"] = inside_link
                self.images.append(token)
                if not _image_of(token):
                    self._note_external(str(token.attrs.get("src", "")))
                elif self.french and "words" in token.meta:
                    token.meta["words"] = space_french(token.meta["words"])
            elif token.type == "wikilink":
                self.wikilinks.append(token)
            elif token.type == "text" and self.french:
                token.content = space_french(token.content)

    def _mark_link(self, token: Token) -> None:
        href = str(token.attrs.get("href", ""))
        if href.startswith("#"):
            token.attrs["href"] = (
                f"#{self.prefix}{heading_anchor(unquote(href[1:]).removeprefix(self.prefix))}"
            )
        elif is_external(href):
            token.attrs["rel"] = REL
            self._note_external(href)

    def _note_external(self, href: str) -> None:
        if is_external(href):
            self.external[href] = None


@lru_cache
def _reader(profile: Profile) -> MarkdownIt:
    """markdown-it without raw HTML, with exactly the plugins that are listed and fuzzed."""
    options = {"html": False, "linkify": False, "maxNesting": DEEPEST, "breaks": profile == "post"}
    md = MarkdownIt("js-default", options)
    # Replacing the method is how the library lets one choose (its documentation, "security").
    md.validateLink = _may_be_aimed_at  # type: ignore[method-assign, assignment]
    printers = cast(dict[str, Callable[..., str]], cast(RendererHTML, md.renderer).rules)
    md.core.ruler.after("block", "few_long_references", _let_long_references_go)
    add_wikilinks(md)
    tasklists_plugin(md)
    if profile == "wiki":
        footnote_plugin(md, inline=False)
        deflist_plugin(md)
        container_plugin(md, "box", validate=lambda params, _markup: _box_of(params)[0] != "")
        printers["container_box_open"] = printers["container_box_close"] = _print_box
        printers["footnote_block_open"] = _print_footnotes
    printers.update(
        wikilink=_print_wikilink,
        image=_print_image,
        html_inline=_print_tick,
        # A wide table scrolls in its box, so the keyboard must be able to reach the box (WCAG 2.1.1).
        table_open=_print_table,
        table_close=lambda *_: "</table></div>\n",
    )
    return md


def _let_long_references_go(state: StateCore) -> None:
    """A definition ("[a]: /address") is printed wherever it is named: long ones, named often, make 50 MB of 30 kB."""
    room = max(MOST_REPEATED // (state.src.count("[") + 1), SHORT_ADDRESS)
    known = state.env.get("references", {})
    for label in [label for label, one in known.items() if len(one["href"]) + len(one["title"]) > room]:
        del known[label]


def _may_be_aimed_at(href: str) -> bool:
    return is_allowed_href(href) or IMAGE.fullmatch(href) is not None


def _image_of(token: Token) -> re.Match[str] | None:
    return IMAGE.fullmatch(str(token.attrs.get("src", "")))


def _text_of(tokens: Sequence[Token]) -> str:
    return "".join(_words(tokens)).strip()


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "wikilink"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield from _words(token.children or [])


def _align(token: Token) -> None:
    """A class instead of the style attribute, which our Content-Security-Policy forbids."""
    side = str(token.attrs.pop("style", "")).removeprefix("text-align:")
    if side in ("center", "right"):
        token.attrs["class"] = side
    if token.type == "th_open":
        token.attrs["scope"] = "col"


def _make_figures(tokens: Sequence[Token]) -> None:
    """A picture of ours that stands alone is a figure, with its caption and whose it is."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        image = inline.children[0] if inline.children and len(inline.children) == 1 else None
        if opening.type != "paragraph_open" or opening.hidden or image is None or image.type != "image":
            continue
        if _image_of(image):
            opening.tag = closing.tag = "figure"
            image.meta["words"] = str(image.attrs.pop("title", ""))


def _places_in(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Title and words of each box that says an address, one place per box."""
    title, words, level = "", list[str](), -1
    for token in tokens:
        if level < 0 and token.type == "container_box_open":
            kind, title = _box_of(token.info)
            words, level = [], token.level if kind == "address" else -1
        elif level >= 0 and token.type == "inline":
            words.append(_text_of(token.children or []))
        elif token.type == "container_box_close" and token.level == level:
            yield title, " ".join(words)[:300]
            level = -1


def _box_of(info: str) -> tuple[str, str]:
    """The kind of box and its title: "attention Travaux" is ("warning", "Travaux")."""
    name, _space, title = info.strip().partition(" ")
    return BOXES.get(name.lower(), ""), title.strip()[:200]


def _print_box(tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    token = tokens[index]
    if token.nesting == -1:
        return "</div>\n"
    kind, title = _box_of(token.info)
    label = str(LABELS[kind])
    if title:
        said = heading_anchor(title).startswith(heading_anchor(label))
        label = (
            title if said else translation.gettext("%(label)s: %(title)s") % {"label": label, "title": title}
        )
    said_label = f'<p class="box-label"><strong>{escape(label)}</strong></p>'
    return f'<div class="box box-{kind}" role="note">\n{said_label}\n'


def _print_table(*_: object) -> str:
    label = translation.gettext("Table")
    return f'<div class="wide" role="group" aria-label="{escape(label)}" tabindex="0"><table>\n'


def _print_footnotes(tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    named = tokens[index].meta
    heading = f'<h2 id="{named["id"]}">{escape(named["text"])}</h2>\n' if named else ""
    return f'{FOOTNOTES}\n{heading}<ol class="footnotes-list">\n'


def _print_wikilink(tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    token = tokens[index]
    label, href = escape(token.content), token.meta["href"]
    kind = "missing" if token.meta["missing"] else "wikilink"
    if href is None:
        return f'<span class="{kind}">{label}</span>'
    return f'<a class="{kind}" href="{escape(href)}">{label}</a>'


def _print_image(tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    """Our own pictures are shown; an image elsewhere becomes a link, so that no reader is counted by others."""
    token = tokens[index]
    source, alt = str(token.attrs.get("src", "")), _text_of(token.children or [])
    if _image_of(token):
        picture: Picture | None = token.meta.get("picture")
        if picture is None:
            return f'<span class="missing">{escape(translation.gettext("picture taken away"))}</span>'
        return _print_picture(picture, alt or picture.alt, token.meta.get("words"))
    if token.meta.get("inside_link"):
        return escape(alt)
    rel = f' rel="{REL}"' if is_external(source) else ""
    return f'<a href="{escape(source)}"{rel}>{escape(alt or source)}</a>'


def _print_picture(picture: Picture, alt: str, words: str | None) -> str:
    """`words` are the caption of a figure; None for a picture among words."""
    caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
    if picture.is_elsewhere:
        return f'<a href="{escape(picture.href)}" rel="{REL}">{escape(alt or picture.href)}</a>{caption}'
    if not picture.src:
        said = translation.gettext("This picture is being prepared: %(alt)s") % {"alt": alt}
        return f'<span class="waiting">{escape(said)}</span>{caption}'
    if words is None:
        return picture.html(alt)
    whose = " · ".join(filter(None, (picture.author, picture.licence)))
    credit = f'<small><a href="{escape(picture.href)}">{escape(whose)}</a></small>'
    return f"{picture.html(alt)}<figcaption>{escape(words)} {credit}</figcaption>"


def _print_tick(tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    """A sign in place of a checkbox, which would be a control that does nothing."""
    return f'<span class="tick">{"☑" if "checked=" in tokens[index].content else "☐"}</span>'
