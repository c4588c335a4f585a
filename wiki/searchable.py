"""What can be found in the wikis: every page that exists, copies from elsewhere too."""

from commons.base.text import plain
from commons.search.registry import Document, register
from wiki import rendering
from wiki.models import Page


def page_document(page: Page) -> Document | None:
    if page.deleted_at is not None or page.merged_into_id is not None or page.current is None:
        return None
    body = plain(rendering.shown(page).html)
    return Document("page", page.title, body, page.get_absolute_url(), page.home)


register(Page, page_document)
