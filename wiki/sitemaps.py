"""What search engines may find in the wikis: themes and pages of this town."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet

from commons.base.sitemaps import register
from wiki.models import Page, Theme


class ThemeMap(Sitemap[Theme]):
    def items(self) -> list[Theme]:
        return list(Theme.objects.select_related("community").filter(community__home="").order_by("pk"))


class PageMap(Sitemap[Page]):
    limit = 5_000  # per part: a part is made in memory

    def items(self) -> QuerySet[Page]:
        pages = Page.objects.standing().filter(home="").select_related("theme__community").order_by("pk")
        return pages.only("slug", "revised_at", "theme__community__handle", "theme__community__home")

    def lastmod(self, page: Page) -> datetime:
        return page.revised_at

    def get_latest_lastmod(self) -> datetime | None:
        """One question instead of looking at every page."""
        latest: datetime | None = self.items().aggregate(latest=Max("revised_at"))["latest"]
        return latest


register("themes", ThemeMap)
register("pages", PageMap)
