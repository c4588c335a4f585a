"""Who wrote each passage of a page, and everybody whom its licence wants named."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from commons.base import fragments
from commons.base.limits import limit, who_asks
from commons.people.middleware import asking
from wiki import attributing
from wiki.authorship import paragraphs
from wiki.models import Attribution, Page, Revision
from wiki.views.finding import find_page


def list_authors(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    """Worked out on demand; of a page with very many versions a part per visit, and the rest by the worker."""
    page = find_page(asking(request), theme, slug)
    begun = Attribution.objects.filter(page=page).exists()
    if not begun:
        limit("wiki-authors", who_asks(request), times=60, seconds=600)
    row = attributing.bring_forward(page)
    done = row is not None and row.revision.number >= page.accepted.number
    context: dict[str, Any] = {"page": page, "wiki": page.theme, "row": row, "done": done, "tab": "history"}
    if row is not None and done:
        text = row.revision.blob.text
        people = attributing.contributors_of(page, text, row.runs)
        context["now"] = [one for one in people if one.share > 0]
        context["former"] = [one for one in people if one.share <= 0 and one.versions]
        context["elsewhere"] = [one for one in people if not one.versions]
        context["paragraphs"] = _with_names(page, list(paragraphs(text, row.runs)))
    elif not begun:
        attributing.go_on.enqueue(page.pk)
    return fragments.render(request, "wiki/page_authors.html", context)


def _with_names(page: Page, found: list[list[tuple[int, str]]]) -> list[dict[str, Any]]:
    """Each paragraph's passages with a letter, and whose version each letter is."""
    numbers = {number for parts in found for number, _words in parts}
    rows = page.revisions.select_related("author").only("number", "hidden", "author", "page_id")
    versions: dict[int, Revision] = {row.number: row for row in rows if row.number in numbers}
    shown: list[dict[str, Any]] = []
    before: list[int] = []
    for parts in found:
        if not any(sign.isalnum() for _number, words in parts for sign in words):
            continue  # the frame of a table or of a box
        order = list(dict.fromkeys(number for number, _words in parts))
        marks = {number: place for place, number in enumerate(order, 1)}
        line = [{"mark": marks[number], "words": words.rstrip()} for number, words in parts]
        if order == before and len(order) == 1:
            shown[-1]["lines"].append(line)
            continue
        voices = [{"mark": marks[number], "revision": versions.get(number)} for number in order]
        shown.append({"lines": [line], "voices": voices})
        before = order
    return shown
