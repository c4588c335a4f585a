"""What can be found in the wikis: every page that exists, copies from elsewhere too."""

from commons.base.text import plain
from commons.search.registry import Document, register
from wiki import rendering
from wiki.models import Page


def page_document(page: Page) -> Document | None:
    if page.deleted_at is not None or page.merged_into_id is not None or page.current is None:
        return None
    shown = rendering.shown(page)
    tags = [tag.name for tag in page.tags_now]
    below = [heading for top in shown.toc for heading in (top, *top["below"])]
    return Document(
        "page",
        page.title,
        "\n".join([plain(shown.html), *tags]),
        page.get_absolute_url(),
        page.home,
        headings="\n".join([*(heading["text"] for heading in below), *tags]),
        tags=tags,
        group=page.theme.community_id,
        at=page.revised_at,
    )


register(Page, page_document)
