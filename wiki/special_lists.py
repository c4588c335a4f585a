"""The lists that show what a wiki still needs: which pages, in which order, page by page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wiki.models import Page, PageLink, Theme
from wiki.models.pages import PageQuerySet

PER_PAGE = 50


@dataclass(frozen=True)
class SpecialList:
    """`name` is its part of the address; `order` a field, with "-" for the largest first. Those of the whole town
    have an index without theme.
    """

    name: str
    title: str | Promise
    hint: str | Promise
    choose: Callable[[PageQuerySet], PageQuerySet]
    picture: str = "document-text"
    order: str = "title_key"
    in_town: bool = False

    def after(self, theme: Theme | None, last: int | None) -> list[Page]:
        """The next pages behind the one with that key, one more than fit on a page when there are more."""
        rows = Page.objects.standing()
        rows = self.choose(rows.filter(theme=theme) if theme else rows.filter(home=""))
        sign, field = ("-" if self.order.startswith("-") else ""), self.order.lstrip("-")
        before = Page.objects.filter(pk=last).values_list(field, flat=True).first() if last else None
        if before is not None:
            way = "lt" if sign else "gt"
            behind = Q(**{f"{field}__{way}": before}) | Q(**{field: before, f"pk__{way}": last})
            # Said twice: the first bound is the one that an index can begin at.
            rows = rows.filter(**{f"{field}__{way}e": before}).filter(behind)
        rows = rows.select_related("theme__community", "verified_by").order_by(self.order, f"{sign}pk")
        return list(rows[: PER_PAGE + 1])


LISTS = {
    one.name: one
    for one in (
        SpecialList(
            "orphelines",
            _("Pages that no other page leads to"),
            _("A link from another page helps readers find them."),
            lambda rows: rows.orphan(),
            "link-slash",
        ),
        SpecialList(
            "impasses",
            _("Pages that lead to no other page"),
            _("A link in their text helps readers go on."),
            lambda rows: rows.dead_end(),
            "arrow-uturn-left",
        ),
        SpecialList(
            "courtes",
            _("Short pages"),
            _("The shortest first. Perhaps you know what is missing."),
            lambda rows: rows.short(),
            "bars-2",
            order="size",
        ),
        SpecialList(
            "a-verifier",
            _("Pages not verified for long"),
            _("The oldest first. Read one, put it right, and say that you have verified it."),
            lambda rows: rows.long_unverified(),
            "clock",
            order="verified_at",
            in_town=True,
        ),
        SpecialList(
            "sources-a-trouver",
            _("Pages without a source"),
            _("This theme asks for sources. A note, a box or a link says where one can read it."),
            lambda rows: rows.unsourced(),
            "book-open",
        ),
        SpecialList(
            "nouvelles",
            _("New pages"),
            _("The newest first."),
            lambda rows: rows,
            "sparkles",
            order="-created",
            in_town=True,
        ),
    )
}


def wanted(theme: Theme, last: str) -> list[dict[str, Any]]:
    """[{"target_key", "title", "wanting", "sources", "more"}, ...]: titles that pages of the theme link to and nobody
    has written, the most wanted first, behind the one with that key. `sources` are two of the `wanting` pages at most.
    """
    links = PageLink.objects.wanted(theme)
    rows = links.values("target_key").annotate(wanting=Count("pk"), first=Min("pk"), last=Max("pk"))
    before = links.filter(target_key=last).count() if last else 0
    if before:
        rows = rows.filter(Q(wanting__lt=before) | Q(wanting=before, target_key__gt=last))
    found: list[dict[str, Any]] = [{**row} for row in rows.order_by("-wanting", "target_key")[: PER_PAGE + 1]]
    named = {pk for row in found for pk in (row["first"], row["last"])}
    by_pk = PageLink.objects.select_related("source").in_bulk(named)
    for row in found:
        first, other = by_pk[row["first"]], by_pk[row["last"]]
        row["title"] = first.title or row["target_key"]
        row["sources"] = list({link.pk: link.source for link in (first, other)}.values())
        row["more"] = row["wanting"] - len(row["sources"])
        for source in row["sources"]:
            source.theme = theme
    return found
