"""What waits to be looked at: how much, since when, and the rows themselves. The figures are public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from commons.people.models import Person
from wiki.models import Page, PageProposal, Revision, Suggestion, Theme
from wiki.permissions import may_review_edits

MOST_SHOWN = 50


@dataclass(frozen=True)
class Backlog:
    """Edits, new pages and suggestions that visitors do not see yet, and the moment when the oldest of them came."""

    edits: int = 0
    since: datetime | None = None

    def __add__(self, other: "Backlog") -> "Backlog":
        moments = [moment for moment in (self.since, other.since) if moment]
        return Backlog(self.edits + other.edits, min(moments, default=None))


def by_theme() -> dict[int, Backlog]:
    """Three queries, whatever there is; themes in which nothing waits are left out."""
    edits = Revision.objects.pending().order_by().values_list("page__theme")
    pages = PageProposal.objects.to_review().order_by().values_list("theme")
    suggested = Suggestion.objects.held().order_by().values_list("page__theme")
    found: dict[int, Backlog] = {}
    for rows in (edits, pages, suggested):
        for theme, count, since in rows.annotate(Count("pk"), Min("created")):
            found[theme] = found.get(theme, Backlog()) + Backlog(count, since)
    return found


def of_theme(theme: Theme) -> Backlog:
    return by_theme().get(theme.pk, Backlog())


def themes_reviewed_by(person: Person | None) -> list[Theme]:
    return [theme for theme in Theme.objects.own() if may_review_edits(person, theme)]


def rows_of(themes: Sequence[Theme]) -> dict[str, Any]:
    """What waits comes first, the oldest on top: `pending` pages, `new_pages`, `suggestions`, then
    `unpatrolled` versions.
    """
    pending = Page.objects.with_pending().filter(theme__in=themes)
    unpatrolled = Revision.objects.unpatrolled().filter(page__theme__in=themes)
    new_pages = PageProposal.objects.to_review().filter(theme__in=themes)
    suggestions = Suggestion.objects.held().filter(page__theme__in=themes)
    return {
        "pending": list(pending.select_related("theme__community", "stable_revision")[:MOST_SHOWN]),
        "new_pages": list(new_pages.select_related("by", "theme__community")[:MOST_SHOWN]),
        "suggestions": list(suggestions.select_related("page__theme__community")[:MOST_SHOWN]),
        "unpatrolled": list(unpatrolled.select_related("author", "page__theme__community")[:MOST_SHOWN]),
    }


def count_for(person: Person) -> int:
    """How many edits and new pages somebody who reviews may look at."""
    themes = themes_reviewed_by(person)
    waiting = by_theme()
    unpatrolled = Revision.objects.unpatrolled().filter(page__theme__in=themes)
    return sum(waiting[theme.pk].edits for theme in themes if theme.pk in waiting) + unpatrolled.count()
