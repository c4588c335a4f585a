"""What the wiki costs on pages with many versions: run with the environment of a town.

python -m benchmarks.inside_wiki lea@example.org → {"save.cpu_ms": …} as JSON
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

# ruff: noqa: E402  (models can be imported only after this)
django.setup()

from django.db.models import F

from commons.people.models import Person
from wiki import comparing, rendering
from wiki.actions import create_page, pack_old_texts, revise_page, work_on_exchanges
from wiki.attributing import bring_forward
from wiki.merging import merge
from wiki.models import Attribution, Blob, Exchange, Page, Revision, Theme, digest_of

FEW, MANY = 50, 2_000  # versions
PARAGRAPHS = 150  # about 50 kB
DRAWN = random.Random(20)
WORDS = [
    "".join(DRAWN.choices("aabcdeeeéfghiijlmnooprrssttuuv", k=DRAWN.randint(2, 10))) for _ in range(4_000)
]


def prose(words: int) -> str:
    return " ".join(DRAWN.choices(WORDS, k=words))


def new_text() -> str:
    return "\n\n".join(f"{prose(52).capitalize()}." for _ in range(PARAGRAPHS)) + "\n"


def edited(text: str, times: int = 1) -> str:
    """A few words changed, as people do; never across the end of a paragraph."""
    for _ in range(times):
        lines = text.split("\n")
        number = DRAWN.choice([at for at, line in enumerate(lines) if line])
        words = lines[number].split(" ")
        at = DRAWN.randrange(len(words))
        words[at : at + DRAWN.randint(0, 3)] = prose(DRAWN.randint(1, 4)).split(" ")
        lines[number] = " ".join(words)
        text = "\n".join(lines)
    return text


def grown(page: Page, versions: int, by: Person) -> Page:
    """Versions by the hundred, written as the action writes them but for the rendering, which is the same for all."""
    text, rows = page.text_now.text, []
    for number in range(2, versions + 1):
        text = edited(text)
        blob = Blob.of(text)
        blob.save(force_insert=True)
        rows.append(Revision(page=page, number=number, author=by, blob=blob, size=len(text)))
    Revision.objects.bulk_create(rows, batch_size=200)
    page.current = page.revisions.get(number=versions)
    page.edit_count = versions
    page.save()
    Revision.objects.filter(page=page).update(created=F("created") - timedelta(days=3))
    return Page.objects.select_related("theme__community", "current__blob").get(pk=page.pk)


def cheapest(times: int, do: Callable[[], object]) -> float:
    """Milliseconds of processor time of the cheapest of several runs, as timeit judges."""
    spent = []
    for _ in range(times):
        before = time.process_time()
        do()
        spent.append(time.process_time() - before)
    return 1000 * min(spent)


def save_ms(page: Page, by: Person) -> float:
    """Saving an edit, less the rendering of its text."""
    texts = iter([edited(page.text_now.text, number) for number in range(2, 8)])

    def save() -> None:
        revise_page(page, by=by, text=next(texts), based_on=page.text_now)

    whole = cheapest(6, save)
    text = page.text_now.text
    return whole - cheapest(6, lambda: rendering.render(page.theme, text, {}))


def dump(pages: int, versions: int) -> bytes:
    """An export file of MediaWiki: ordinary prose with links, sources, lists and a template."""
    said = ['<mediawiki version="0.11">']
    for number in range(pages):
        said.append(f"<page><title>Page apportée {number}</title><ns>0</ns>")
        text = "".join(
            f"== {prose(3)} ==\n'''{prose(4)}''' {prose(90)} [[{prose(1)}|{prose(2)}]] {prose(20)}"
            f"&lt;ref&gt;{{{{Lien web|url=https://a.example/{part}|titre={prose(4)}}}}}&lt;/ref&gt;\n"
            f"* {prose(8)}\n* ''{prose(8)}''\n\n{{{{Boîte|{prose(3)}}}}}\n"
            for part in range(10)
        )
        for _ in range(versions):
            text = edited(text)
            said.append(f"<revision><text>{text}</text></revision>")
        said.append("</page>")
    return "".join([*said, "</mediawiki>"]).encode()


def import_ms(theme: Theme, by: Person, *, pages: int, versions: int) -> float:
    """Per version, with everything that the worker does for it."""
    exchange = Exchange.objects.create(theme=theme, kind=Exchange.Kind.IMPORT, by=by)
    exchange.file.parent.mkdir(parents=True, exist_ok=True)
    exchange.file.write_bytes(dump(pages, versions))
    before = time.process_time()
    while work_on_exchanges():
        pass
    spent = time.process_time() - before
    assert Revision.objects.filter(page__title__startswith="Page apportée").count() == pages * versions
    return 1000 * spent / (pages * versions)


def main(email: str) -> None:
    by = Person.objects.get(account__email=email)
    theme = Theme.objects.filter(community__home="").first()
    few = grown(create_page(theme, by=by, title="Peu de versions", text=new_text()), FEW, by)
    many = grown(create_page(theme, by=by, title="Beaucoup de versions", text=new_text()), MANY, by)
    imported = import_ms(theme, by, pages=20, versions=20)
    base = new_text()
    mine, theirs = edited(base, 20), edited(base, 20)
    found = {
        "save.cpu_ms": save_ms(many, by),
        "save.few_versions_cpu_ms": save_ms(few, by),
        "diff.cpu_ms": cheapest(9, lambda: comparing.shown(base, mine)),
        "diff.rewritten_cpu_ms": cheapest(5, lambda: comparing.shown(base, new_text())),
        "merge.cpu_ms": cheapest(9, lambda: merge(base, mine, theirs)),
        "import.revision_ms": imported,
    }
    found["save.slower"] = found["save.cpu_ms"] / found["save.few_versions_cpu_ms"]
    html = [str(rendering.render(theme, text, {}).html) for text in (base, mine)]
    found["diff.as_read_cpu_ms"] = cheapest(5, lambda: comparing.as_read(*html))
    before = time.process_time()
    packed = 0
    while done := pack_old_texts():
        packed += done
    found["storage.packing_ms"] = 1000 * (time.process_time() - before) / max(packed, 1)
    texts = Blob.objects.filter(pk__in=many.revisions.values("blob"))
    raw = stored = 0
    for size, data in texts.values_list("raw_size", "data").iterator(chunk_size=200):
        raw, stored = raw + size, stored + len(data)
    found["storage.share"] = 100 * stored / raw
    old = texts.filter(encoding=Blob.Encoding.DELTA).values_list("pk", flat=True)
    found["storage.read_ms"] = cheapest(
        20, lambda: Blob.objects.select_related("dictionary").get(pk=DRAWN.choice(old[:200])).text
    )
    before = time.process_time()
    while (row := bring_forward(many)) and row.revision.number < many.edit_count:
        pass
    found["authors.version_ms"] = 1000 * (time.process_time() - before) / many.edit_count
    kept = Attribution.objects.get(page=many)
    found["authors.kept_bytes"] = len(json.dumps([kept.runs, kept.memory]))
    assert digest_of(many.text_now.text) == many.text_now.blob_id
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
