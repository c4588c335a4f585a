"""Themes hold pages, pages hold revisions, revisions point at texts."""

from .attributions import Attribution
from .beginnings import PageTemplate
from .changes import Change
from .exchanges import Exchange, Remark
from .pages import Page, PageAlias, PageLink, RenderCache
from .proposals import EditProposal, PageProposal
from .revisions import Blob, Concealment, Draft, Revision, digest_of
from .tags import Tag
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
    "PageLink",
    "PageProposal",
    "PageTemplate",
    "Protection",
    "Remark",
    "RenderCache",
    "Revision",
    "Staleness",
    "Tag",
    "Thanks",
    "Theme",
    "Watch",
    "Watcher",
    "digest_of",
]
