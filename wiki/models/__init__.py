"""Themes hold pages, pages hold revisions, revisions point at texts."""

from .attributions import Attribution
from .beginnings import PageTemplate
from .pages import Page, PageAlias, PageImage, PageLink, RenderCache
from .proposals import EditProposal, PageProposal
from .revisions import Blob, Concealment, Draft, Revision, digest_of
from .themes import Protection, Theme

__all__ = [
    "Attribution",
    "Blob",
    "Concealment",
    "Draft",
    "EditProposal",
    "Page",
    "PageAlias",
    "PageImage",
    "PageLink",
    "PageProposal",
    "PageTemplate",
    "Protection",
    "RenderCache",
    "Revision",
    "Theme",
    "digest_of",
]
