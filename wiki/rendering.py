"""A page's finished HTML, kept by what it is made of: its text, the renderer, and where its links lead."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from commons.base.text import RENDERER_VERSION, Picture, Rendered, excerpt, plain, render_markdown
from commons.images import showing
from commons.images.models import Image
from wiki.models import Page, PageAlias, PageImage, PageLink, RenderCache, Theme

FIRST_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
FOOTNOTE_NUMBER = re.compile(r'<sup class="footnote-ref">.*?</sup>', re.DOTALL)
LONGEST_LEAD = 300
MOST_LINKS = 900  # different titles of one page that are looked up; SQLite binds a bounded number of values
Places = Mapping[str, str | None]


@dataclass(frozen=True)
class Shown:
    """`toc` is [{"id", "text", "below": [...]}, ...]; `external` are the addresses that the text cites,
    `places` (title, words) of those that it says are to be found there.
    `sections` are (level, id, words) of the headings that begin one; `pictures` those that one sees, in order.
    """

    html: SafeString
    toc: list[dict[str, Any]]
    external: list[str]
    places: list[tuple[str, str]]
    sections: list[tuple[int, str, str]]
    pictures: list[Picture]

    @property
    def has_contents(self) -> bool:
        return sum(1 + len(heading["below"]) for heading in self.toc) > 1


def pages_called(theme: Theme, keys: set[str]) -> dict[str, Page]:
    """The existing pages behind title keys, through former names too.

    Two queries: joined to its former names, every page of the theme would be read.
    """
    wanted = sorted(keys)[:MOST_LINKS]
    former = PageAlias.objects.behind(theme, wanted)
    rows = Page.objects.existing().titled(theme, wanted, former).select_related("merged_into")
    pages = {page.pk: page for page in rows}
    found = {key: pages[pk] for key, pk in former.items() if pk in pages}
    found |= {page.title_key: page for page in pages.values() if page.title_key in keys}
    return {key: _arrived(page, theme) for key, page in found.items()}


def _arrived(page: Page, theme: Theme) -> Page:
    """The page that a link to this one shows."""
    page = page.leads_to or page
    page.theme = theme
    return page


class _Pictures:
    """Those of one text, read in one question: what readers see of them, and the versions that this comes from."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.images: list[Image] = []

    def resolve(self, names: set[str]) -> Mapping[str, Picture]:
        if not self.theme.is_local:  # its pictures stay where it lives
            home = urlsplit(self.theme.community.address)
            return showing.pictures_of(f"{home.scheme}://{home.netloc}", names)
        self.images = list(Image.objects.named(names).select_related("by"))
        return showing.pictures(self.images)

    @property
    def drawn(self) -> int:
        return sum(image.version for image in self.images)


def render(
    theme: Theme, text: str, places: Places | None = None, pictures: _Pictures | None = None
) -> Rendered:
    """Render now, without keeping anything. `places` are the paths of the pages it links to, if known; `pictures`
    knows afterwards which ones it shows.
    """

    def resolve(keys: set[str]) -> Places:
        if places is not None:
            return places
        return {key: page.get_absolute_url() for key, page in pages_called(theme, keys).items()}

    return render_markdown(
        text,
        resolve_links=resolve,
        begin_page=(lambda title: begin_address(theme, title)) if theme.is_local else None,
        resolve_pictures=(pictures or _Pictures(theme)).resolve,
        language=settings.LANGUAGE_CODE,
    )


def begin_address(theme: Theme, title: str) -> str:
    """Where a page of that title can be begun."""
    return f"{reverse('wiki:page_create', args=[theme.slug])}?{urlencode({'title': title})}"


def shown(page: Page) -> Shown:
    """What everybody may read: two queries when it is kept, no Markdown is read."""
    places = _places_of(page)
    accepted = page.accepted
    key = _key(page.theme, accepted.blob_id, places)
    kept = RenderCache.objects.filter(pk=key, drawn=_drawn(page)).first()
    if kept is None:
        seen = _Pictures(page.theme)
        kept = _keep(page, key, accepted.blob_id, render(page.theme, accepted.text, places, seen), seen)
    html = mark_safe(kept.html)  # noqa: S308 (ours, cleaned when it was kept)
    pictures = [Picture(*facts) for facts in kept.pictures]
    return _shown(html, kept.toc, pictures, external=kept.external, places=kept.places)


def shown_pending(page: Page) -> Shown:
    """What members see while edits wait: its newest text, read each time."""
    seen = _Pictures(page.theme)
    rendered = render(page.theme, page.text_now.text, pictures=seen)
    told = {"external": rendered.external, "places": rendered.places}
    return _shown(rendered.html, outline(rendered), _own(rendered), **told)


def _shown(html: SafeString, toc: list[list[Any]], pictures: list[Picture], **told: Any) -> Shown:
    sections = [(level, anchor, text) for level, anchor, text, whole in toc if whole]
    return Shown(html, nested(toc), sections=sections, pictures=pictures, **told)


def _drawn(page: Page) -> Coalesce:
    """The versions of the pictures of its current text, added up, within another question."""
    shown = Image.objects.filter(pages__page=page).order_by().values("pages__page")
    return Coalesce(Subquery(shown.annotate(drawn=Sum("version")).values("drawn")), 0)


def prepare(page: Page, blob_id: str, text: str) -> str:
    """Write down what the new text links to and shows, keep its rendering, and give back its lead."""
    targets: dict[str, Page] = {}

    def resolve(keys: set[str]) -> Places:
        targets.update(pages_called(page.theme, keys))
        return {key: target.get_absolute_url() for key, target in targets.items()}

    begin = (lambda title: begin_address(page.theme, title)) if page.theme.is_local else None
    seen = _Pictures(page.theme)
    rendered = render_markdown(
        text,
        resolve_links=resolve,
        begin_page=begin,
        resolve_pictures=seen.resolve,
        language=settings.LANGUAGE_CODE,
    )
    titles = {link.key: link.title for link in rendered.links}
    _write_links(page, titles, targets)
    places = {key: targets[key].get_absolute_url() if key in targets else None for key in titles}
    _keep(page, _key(page.theme, blob_id, places), blob_id, rendered, seen)
    return lead_of(rendered.html)


def lead_of(html: str) -> str:
    """The first paragraph in words alone, without the numbers of its footnotes."""
    first = FIRST_PARAGRAPH.search(html)
    return excerpt(plain(FOOTNOTE_NUMBER.sub("", first.group(1))), LONGEST_LEAD) if first else ""


def nested(toc: list[list[Any]]) -> list[dict[str, Any]]:
    """Two levels are enough to find one's way; deeper headings are left out."""
    top: list[dict[str, Any]] = []
    for level, anchor, text, _whole in toc:
        if level == 2 or (level == 3 and not top):
            top.append({"id": anchor, "text": text, "below": []})
        elif level == 3:
            top[-1]["below"].append({"id": anchor, "text": text})
    return top


def outline(rendered: Rendered) -> list[list[Any]]:
    return [[heading.level, heading.id, heading.text, heading.whole] for heading in rendered.toc]


def _own(rendered: Rendered) -> list[Picture]:
    """The pictures of this town that a text shows."""
    return [one for one in rendered.pictures.values() if one and one.src]


def _keep(page: Page, key: str, blob_id: str, rendered: Rendered, seen: _Pictures) -> RenderCache:
    """With the pictures that it shows; hidden ones too, which may be shown again one day."""
    PageImage.objects.filter(page=page).delete()
    PageImage.objects.bulk_create(PageImage(page=page, image=image) for image in seen.images)
    values = {
        "html": str(rendered.html),
        "toc": outline(rendered),
        "external": rendered.external[:100],
        "places": rendered.places[:10],
        "pictures": [astuple(one) for one in _own(rendered)],
        "drawn": seen.drawn,
        "blob": blob_id,
    }
    kept, _made = RenderCache.objects.update_or_create(key=key, defaults=values)
    return kept


def _key(theme: Theme, blob_id: str, places: Places) -> str:
    """The theme is part of it: the same text in another theme leads elsewhere."""
    aims = sorted((key, path or "") for key, path in places.items())
    made_of = [RENDERER_VERSION, settings.LANGUAGE_CODE, theme.pk, blob_id, aims]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def _places_of(page: Page) -> Places:
    """Where the links of the current text lead; `target` is kept true by the actions."""
    rows = PageLink.objects.filter(source=page).values_list("target_key", "target__slug")
    return {key: reverse("wiki:page", args=[page.theme.slug, slug]) if slug else None for key, slug in rows}


def _write_links(page: Page, titles: Mapping[str, str], targets: Mapping[str, Page]) -> None:
    """`titles` as they are written in the text, by key."""
    PageLink.objects.filter(source=page).delete()
    PageLink.objects.bulk_create(
        PageLink(source=page, target_key=key, title=title[:200], target=targets.get(key))
        for key, title in titles.items()
    )
