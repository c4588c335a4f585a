"""The only place that renders, cleans and folds what people write.

Everything here works on strings: no database, no request. What comes back as `SafeString` has been through
the sanitiser; nothing else in the house may declare HTML safe.
"""

from .cleaning import clean_own, clean_remote, excerpt, plain
from .contacts import contacts_in, hosts_in, links_in, same_host, word_key
from .limits import TooHeavy, check_weight
from .linking import linkify
from .pictures import Picture, PictureResolver, image_markdown, image_names
from .rendering import RENDERER_VERSION, Heading, Profile, Rendered, check_depth, render_markdown
from .scams import scams_in
from .sections import Section, find_section, sections_of, with_section
from .stemming import stems, without_elisions
from .titles import fold, heading_anchor, slugify, title_key
from .wikilinks import WikiLink

__all__ = [
    "RENDERER_VERSION",
    "Heading",
    "Picture",
    "PictureResolver",
    "Profile",
    "Rendered",
    "Section",
    "TooHeavy",
    "WikiLink",
    "check_depth",
    "check_weight",
    "clean_own",
    "clean_remote",
    "contacts_in",
    "excerpt",
    "find_section",
    "fold",
    "heading_anchor",
    "hosts_in",
    "image_markdown",
    "image_names",
    "linkify",
    "links_in",
    "plain",
    "render_markdown",
    "same_host",
    "scams_in",
    "sections_of",
    "slugify",
    "stems",
    "title_key",
    "with_section",
    "without_elisions",
    "word_key",
]
