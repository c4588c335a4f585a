"""Themes hold pages, pages hold revisions, revisions point at texts."""

from .pages import Page, PageAlias, PageLink, RenderCache
from .proposals import EditProposal
from .revisions import Blob, Draft, Revision, digest_of
from .themes import Protection, Theme

__all__ = [
    "Blob",
    "Draft",
    "EditProposal",
    "Page",
    "PageAlias",
    "PageLink",
    "Protection",
    "RenderCache",
    "Revision",
    "Theme",
    "digest_of",
]
