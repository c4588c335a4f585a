"""Inside a town: fill a theme up to a number of pages of ten versions each, and say what people's doings cost there.

python -m benchmarks.inside_scale lea@example.org 1000 → {"view": 4.2, ...}, milliseconds, as JSON
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from .inside import client_of  # isort: skip  (it sets Django up: models can be imported only after it)

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client

from commons.base.text import slugify, stems, title_key
from commons.people.models import Person
from commons.search import spelling
from commons.search.models import SearchDocument
from commons.search.reading import look_for
from wiki.actions import revise_page
from wiki.models import Blob, Page, PageLink, Revision, Theme, digest_of

from .inside_search import vocabulary

HANDLE = "compost"
VERSIONS, LINKS = 10, 5
AT_ONCE = 200  # pages
TIMES = 120
DRAWN = Random(3)


def fill(theme: Theme, words: Sequence[str], by: Person, count: int) -> None:
    """Pages as the actions write them, by the hundred."""
    begin = Page.objects.count()
    for first in range(begin, count, AT_ONCE):
        with transaction.atomic():
            _write(theme, words, by, range(first, min(first + AT_ONCE, count)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _write(theme: Theme, words: Sequence[str], by: Person, numbers: range) -> None:
    titles = [f"{' '.join(DRAWN.choices(words, k=3)).capitalize()[:100]} {number}" for number in numbers]
    pages = Page.objects.bulk_create(
        Page(theme=theme, title=title, title_key=title_key(title), slug=slugify(title), edit_count=VERSIONS)
        for title in titles
    )
    known = list(
        Page.objects.filter(pk__gte=max(1, pages[0].pk - 5_000)).values_list("pk", "title", "title_key")
    )
    links, texts = [], {}
    for page in pages:
        aims = [DRAWN.choice(known) for _ in range(LINKS)]
        links += [PageLink(source=page, target_id=pk, target_key=key) for pk, _title, key in {*aims}]
        texts[page.pk] = _text(words, [title for _pk, title, _key in aims])
    PageLink.objects.bulk_create(links)
    _revise(pages, texts, words, by)
    _make_findable(theme, pages, texts)


def _text(words: Sequence[str], titles: Sequence[str]) -> str:
    paragraphs = [f"{' '.join(DRAWN.choices(words, k=35))}, voir [[{title}]]." for title in titles]
    return "\n\n".join(paragraphs) + "\n"


def _revise(pages: Sequence[Page], texts: dict[int, str], words: Sequence[str], by: Person) -> None:
    blobs, revisions = [], []
    for page in pages:
        for number in range(1, VERSIONS + 1):
            text = f"{texts[page.pk]}\n{' '.join(DRAWN.choices(words, k=8))} {page.pk}-{number}\n"
            blobs.append(Blob.of(text))
            revisions.append(
                Revision(page=page, number=number, author=by, blob_id=digest_of(text), size=len(text))
            )
    Blob.objects.bulk_create(blobs)
    last = {revision.page_id: revision for revision in Revision.objects.bulk_create(revisions)}
    for page in pages:
        page.current = last[page.pk]
    Page.objects.bulk_update(pages, ["current"])


def _make_findable(theme: Theme, pages: Sequence[Page], texts: dict[int, str]) -> None:
    kind = ContentType.objects.get_for_model(Page)
    SearchDocument.objects.bulk_create(
        SearchDocument(
            about_type=kind, about_id=page.pk, kind="page", title=page.title, body=texts[page.pk],
            href=page.get_absolute_url(), group_id=theme.community_id, at=page.revised_at,
            title_stems=" ".join(stems(page.title)), body_stems=" ".join(stems(texts[page.pk])),
        )
        for page in pages
    )  # fmt: skip
    spelling.learn(" ".join(page.title for page in pages))


def mean_ms(doings: Sequence[Callable[[], object]]) -> float:
    """Milliseconds of processor time of one, of the cheaper half of all: what others do here can only add to it."""
    spent = []
    for do in doings:
        before = time.process_time()
        do()
        spent.append(time.process_time() - before)
    cheaper = sorted(spent)[: len(spent) // 2]
    return 1000 * sum(cheaper) / len(cheaper)


def seen(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")


def main(email: str, count: str) -> None:
    by = Person.objects.get(account__email=email)
    theme = Theme.objects.called(HANDLE).get()
    words = vocabulary()
    fill(theme, words, by, int(count))
    pages = list(theme.pages.order_by("pk")[100:1000].select_related("theme__community", "current__blob"))
    chosen = DRAWN.sample(pages, TIMES)
    anonymous, member = client_of(""), client_of(email)
    questions = [" ".join(DRAWN.choices(words, k=1 + number % 3)) for number in range(TIMES)]

    def save(page: Page) -> None:
        revise_page(page, by=by, text=f"{page.text_now.text}\nEncore un mot.\n", based_on=page.text_now)

    doings: dict[str, list[Callable[[], object]]] = {
        "view": [partial(seen, anonymous, page.get_absolute_url()) for page in chosen],
        "view_signed_in": [partial(seen, member, page.get_absolute_url()) for page in chosen],
        "history": [partial(seen, anonymous, page.on("history")) for page in chosen],
        "theme": [partial(seen, anonymous, theme.get_absolute_url())] * TIMES,
        "search": [partial(look_for, question, person=None) for question in questions],
        "save": [partial(save, page) for page in chosen],
    }
    for name in doings:
        if name != "save":
            mean_ms(doings[name][:TIMES])  # what is rendered once is rendered now
    print(json.dumps({name: mean_ms(steps) for name, steps in doings.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
