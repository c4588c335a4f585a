"""Inside a town: fill the index up to a number of documents, ask, and say what it cost as JSON.

The words are those of the demonstration, as often as they stand there, so that common words are common.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from random import Random

import django

# ruff: noqa: E402  (models can be imported only after this)
django.setup()

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from commons.base.text import plain, render_markdown, stems
from commons.people.models import Person
from commons.search import spelling
from commons.search.models import SearchDocument
from commons.search.reading import look_for, suggest

WORDS, QUESTIONS, AT_ONCE = 400, 200, 2_000


def vocabulary() -> list[str]:
    texts = sorted((settings.ROOT / "demo").rglob("*.md"))
    return [word for text in texts for word in plain(render_markdown(text.read_text()).html).split()]


def fill(words: Sequence[str], count: int) -> None:
    kind, random = ContentType.objects.get_for_model(Person), Random(7)
    begin = SearchDocument.objects.count()
    for first in range(begin, count, AT_ONCE):
        rows = [
            _document(words, kind, number, random) for number in range(first, min(count, first + AT_ONCE))
        ]
        SearchDocument.objects.bulk_create(rows)
        spelling.learn(" ".join(row.title for row in rows))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _document(words: Sequence[str], kind: ContentType, number: int, random: Random) -> SearchDocument:
    title, body = " ".join(random.choices(words, k=4)), " ".join(random.choices(words, k=WORDS))
    return SearchDocument(
        about_type=kind, about_id=number, kind="page", title=title, body=body, href=f"/{number}",
        title_stems=" ".join(stems(title)), body_stems=" ".join(stems(body)),
    )  # fmt: skip


def timed(ask: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """The 95th of a hundred, and the processor time of one, in milliseconds."""
    spent, cpu = [], time.process_time()
    for question in questions:
        began = time.perf_counter()
        ask(question)
        spent.append(time.perf_counter() - began)
    mean = (time.process_time() - cpu) / len(questions)
    return 1000 * sorted(spent)[int(0.95 * len(spent))], 1000 * mean


def answer(question: str) -> object:
    found = look_for(question, person=None)
    return found.hits(found.documents[:20])


def main(count: int) -> None:
    words, random = vocabulary(), Random(11)
    fill(words, count)
    long = [word for word in words if len(word) > 6 and word.isalpha()]
    asked = [" ".join(random.choices(words, k=1 + number % 3)) for number in range(QUESTIONS)]
    slips = [word[:2] + word[3] + word[2] + word[4:] for word in random.choices(long, k=50)]
    begun = [word[:4] for word in random.choices(long, k=50)]
    answer(asked[0])
    p95, cpu = timed(answer, asked)
    said = {
        "questions": QUESTIONS,
        "words": WORDS,
        "p95_ms": p95,
        "cpu_ms": cpu,
        "slip_ms": timed(answer, slips)[0],
        "suggest_ms": timed(lambda typed: suggest(typed, person=None), begun)[0],
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(int(sys.argv[1]))
