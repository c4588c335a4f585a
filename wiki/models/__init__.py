"""Themes hold pages, pages hold revisions, revisions point at texts."""

from .attributions import Attribution
from .beginnings import PageTemplate
from .changes import Change
from .exchanges import Exchange, Remark
from .pages import Page, PageAlias, PageImage, PageLink, RenderCache
from .proposals import EditProposal, PageProposal
from .revisions import Blob, Concealment, Draft, Revision, digest_of
from .suggestions import Suggestion
from .tags import Tag, TaggedPage
from .themes import Protection, Staleness, Theme
from .watches import Thanks, Watch, Watcher

__all__ = [
    "Attribution",
    "Blob",
    "Change",
    "Concealment",
    "Draft",
    "EditProposal",
    "Exchange",
    "Page",
    "PageAlias",
    "PageImage",
    "PageLink",
    "PageProposal",
    "PageTemplate",
    "Protection",
    "Remark",
    "RenderCache",
    "Revision",
    "Staleness",
    "Suggestion",
    "Tag",
    "TaggedPage",
    "Thanks",
    "Theme",
    "Watch",
    "Watcher",
    "digest_of",
]
