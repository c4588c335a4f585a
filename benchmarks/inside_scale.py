"""Inside a town: fill a theme up to a number of pages of ten versions each, and say what people's doings cost there.

python -m benchmarks.inside_scale lea@example.org 1000 → {"view": 4.2, ...}, milliseconds, as JSON

Ordinary words are those of the demonstration, as often as they stand there. Names are new ones as the wiki grows, as in
every wiki: whatever its size, a name stands in some 24 pages. So the same kinds of questions find as much in a small
wiki as in a large one: a name, a name with an ordinary word, a word that stands in a third of all pages or more.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
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
from wiki.models import Blob, Change, Page, PageLink, Revision, Theme, digest_of

from .inside_search import answer, vocabulary

HANDLE = "compost"
VERSIONS, LINKS = 10, 5
NAMES, PAGES_PER_NAME = 6, 4  # in a page; names of the wiki are a quarter of its pages
COMMON = 0.003  # of all words: stands in a third of the pages or more
AT_ONCE = 200  # pages
ONE_IN = 20  # pages links to the popular one
FILTERS = "newcomers=on&large=on"
TIMES, ROUNDS = 120, 4  # ROUNDS leaves every kind of question in each round
DRAWN = Random(3)


def fill(theme: Theme, words: Sequence[str], by: Person, count: int) -> None:
    """Pages as the actions write them, by the hundred."""
    begin = Page.objects.count()
    for first in range(begin, count, AT_ONCE):
        with transaction.atomic():
            _write(theme, words, by, range(first, min(first + AT_ONCE, count)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def name_of(number: int) -> str:
    """Three syllables, each number its own."""
    syllables = [f"{a}{b}" for a in "bdfglmnprtvz" for b in "aeiou"]
    name = ""
    for _ in range(4):
        number, place = divmod(number, len(syllables))
        name += syllables[place]
    return name.capitalize()


def names_until(pages: int) -> int:
    return max(30, pages // PAGES_PER_NAME)


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
        texts[page.pk] = _text(words, [title for _pk, title, _key in aims], names_until(page.pk))
    PageLink.objects.bulk_create(links)
    _revise(pages, texts, words, by)
    _make_findable(theme, pages, texts)


def _text(words: Sequence[str], titles: Sequence[str], names: int) -> str:
    paragraphs = [f"{' '.join(DRAWN.choices(words, k=35))}, voir [[{title}]]." for title in titles]
    paragraphs.append(" ".join(name_of(DRAWN.randrange(names)) for _ in range(NAMES)))
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
    Change.objects.bulk_create(
        Change(
            theme=page.theme,
            page=page,
            revision=page.current,
            kind=Change.Kind.EDIT,
            by=by,
            newcomer=page.pk % 10 == 0,
            minor=page.pk % 3 == 0,
        )
        for page in pages
    )


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


def made_popular(page: Page) -> Page:
    """One page in so many of the theme links to it."""
    others = page.theme.pages.exclude(pk=page.pk).order_by("pk").values_list("pk", flat=True)
    aimed = {"target": page, "target_key": page.title_key}
    links = [PageLink(source_id=pk, **aimed) for pk in others[::ONE_IN]]
    PageLink.objects.bulk_create(links, batch_size=1000, ignore_conflicts=True)
    return page


def questions_to(words: Sequence[str], pages: int) -> list[str]:
    often = Counter(word for word in words if word.isalpha() and len(word) > 3)
    common = [word for word, times in often.items() if times >= COMMON * len(words)]
    asked = []
    for number in range(TIMES):
        name, word = name_of(DRAWN.randrange(names_until(pages))), DRAWN.choice(common)
        asked.append((name, f"{name} {word}", word)[number % 3])
    return asked


def mean_ms(doings: Sequence[Callable[[], object]]) -> float:
    """Milliseconds of processor time of one, in the cheapest of some rounds: what others do here can only add to it."""
    spent = []
    for first in range(ROUNDS):
        before = time.process_time()
        for do in doings[first::ROUNDS]:
            do()
        spent.append((time.process_time() - before) / len(doings[first::ROUNDS]))
    return 1000 * min(spent)


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
    popular = made_popular(pages[0])
    anonymous, member = client_of(""), client_of(email)
    questions = questions_to(words, int(count))

    def save(page: Page) -> None:
        revise_page(page, by=by, text=f"{page.text_now.text}\nEncore un mot.\n", based_on=page.text_now)

    doings: dict[str, list[Callable[[], object]]] = {
        "view": [partial(seen, anonymous, page.get_absolute_url()) for page in chosen],
        "view_signed_in": [partial(seen, member, page.get_absolute_url()) for page in chosen],
        "history": [partial(seen, anonymous, page.on("history")) for page in chosen],
        "theme": [partial(seen, anonymous, theme.get_absolute_url())] * TIMES,
        "search": [partial(answer, question) for question in questions],
        "recent": [partial(seen, anonymous, f"{theme.get_absolute_url()}recents/")] * TIMES,
        "around_popular": [partial(seen, anonymous, popular.on("around"))] * TIMES,
        "recent_filtered": [partial(seen, anonymous, f"{theme.get_absolute_url()}recents/?{FILTERS}")]
        * TIMES,
        "around": [partial(seen, anonymous, page.on("around")) for page in chosen],
        "save": [partial(save, page) for page in chosen],
    }
    for name in doings:
        if name != "save":
            mean_ms(doings[name][:TIMES])  # what is rendered once is rendered now
    said = {name: mean_ms(steps) for name, steps in doings.items()}
    found = [len(look_for(question, person=None).documents) for question in questions]
    print(json.dumps(said | {"found": sum(found) / len(found)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
