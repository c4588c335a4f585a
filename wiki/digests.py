"""What changed on the pages that somebody watches, since they were told last: page by page, for one message."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from commons.people.models import Person
from wiki.models import Change, Page, Watch

MOST_CHANGES = 2000


@dataclass
class PageNews:
    """`first` and `last` are numbers of versions, 0 when the page was only deleted or came back."""

    page: Page
    count: int = 0
    people: set[int | None] = field(default_factory=set)
    first: int = 0
    last: int = 0
    kind: str = ""

    def add(self, change: Change) -> None:
        self.count += 1
        self.people.add(change.by_id)
        self.kind = change.kind
        if change.revision:
            self.first = self.first or change.revision.number
            self.last = change.revision.number

    @property
    def is_gone(self) -> bool:
        return self.page.deleted_at is not None

    @property
    def path(self) -> str:
        """To what changed; to the page itself when it is new."""
        if self.first > 1:
            return f"{self.page.on('compare')}?old={self.first - 1}&new={self.last}"
        return self.page.get_absolute_url()


def news_for(person: Person, level: str, since: datetime, until: datetime) -> list[PageNews]:
    """By others, after `since` and up to `until`; the page that changed first comes first."""
    watches = list(Watch.objects.filter(person=person))
    own = {watch.page_id for watch in watches if watch.page_id}  # said of the page itself, which counts more
    wanted = {(watch.page_id, watch.theme_id): watch for watch in watches if watch.level == level}
    pages, themes = {page for page, _theme in wanted if page}, {theme for _page, theme in wanted if theme}
    rows = Change.objects.readable_by(person).to_show().filter(at__gt=since, at__lte=until)
    rows = rows.filter(Q(page__in=pages) | Q(theme__in=themes) & ~Q(page__in=own)).exclude(by=person)
    found: dict[int, PageNews] = {}
    for change in rows.order_by("at", "pk")[:MOST_CHANGES]:
        watch = wanted.get((change.page_id, None)) or wanted[None, change.theme_id]
        if change.at >= watch.since and (watch.minor or not change.minor):
            change.page.theme = change.theme
            found.setdefault(change.page_id, PageNews(change.page)).add(change)
    return list(found.values())
