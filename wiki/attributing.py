"""Working out who wrote what is shown, as far as there is time; and the people whom the licence wants named."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django_tasks import task

from commons.people.models import Person
from wiki.authorship import Credits, Runs, characters_by
from wiki.models import Attribution, Page, Revision, digest_of

MOST_AT_ONCE = 8_000_000  # characters read while somebody waits: less than a second
MOST_IN_A_JOB = 60_000_000
AT_A_TIME = 50


def bring_forward(page: Page, most: int = MOST_AT_ONCE) -> Attribution | None:
    """Read the versions since the last time, oldest first, until about `most` characters were read; those that wait
    are not in what everybody reads.

    Returns how far it came; None for a page without text.
    """
    known = Attribution.objects.filter(page=page).select_related("revision__blob").first()
    credits = Credits(known.runs, **known.memory) if known else Credits()
    text, digest = (known.revision.blob.text, known.revision.blob_id) if known else ("", digest_of(""))
    rows = page.revisions.filter(
        number__gt=known.revision.number if known else 0, number__lte=page.accepted.number
    ).order_by("number")
    last = None
    for revision in rows.select_related("blob__dictionary").iterator(chunk_size=AT_A_TIME):
        after = revision.blob.text
        credits.follow(text, after, digest=digest, after_digest=revision.blob_id, number=revision.number)
        text, digest, last = after, revision.blob_id, revision
        most -= len(after)
        if most <= 0:
            break
    if last is None:
        return known
    values = {"revision": last, "runs": credits.runs, "memory": credits.memory}
    row, _made = Attribution.objects.update_or_create(page=page, defaults=values)
    return row


@task
def go_on(page: int) -> None:
    """In the worker, until the newest version is reached."""
    found = Page.objects.filter(pk=page).first()
    row = bring_forward(found, MOST_IN_A_JOB) if found else None
    if found and row and row.revision.number < found.accepted.number:
        go_on.enqueue(page)


@dataclass(frozen=True)
class Contributor:
    """`share` of the present text in percent; `hidden` stands for all whose names are hidden, together."""

    name: str
    person: Person | None
    address: str
    share: float
    versions: int
    hidden: bool = False
    by_visitor: bool = False


def contributors_of(page: Page, text: str, runs: Runs) -> list[Contributor]:
    """Everybody who wrote a version, or a text that went into this one: those of the present text first."""
    by_number = characters_by(text, runs)
    whole = sum(by_number.values()) or 1
    people: dict[Any, list[Any]] = {}
    rows = page.revisions.live().values_list("number", "author_id", "imported_from", "by_visitor", "hidden")
    for number, author, words, by_visitor, hidden in rows:
        writer = ("visitor", words) if by_visitor else author or words or None
        key = ("hidden",) if hidden & Revision.Part.AUTHOR else writer
        entry = people.setdefault(key, [0, 0])
        entry[0] += by_number.get(number, 0)
        entry[1] += 1
    merged = Revision.objects.filter(page__merged_into=page).exclude(author=None)
    for author, versions in merged.values_list("author_id").annotate(Count("pk")).order_by():
        people.setdefault(author, [0, 0])[1] += versions
    named = Person.objects.in_bulk([key for key in people if isinstance(key, int)])
    found = [
        Contributor(
            named[key].name if key in named else _words_of(key),
            named.get(key),
            named[key].address if key in named else "",
            100 * size / whole,
            versions,
            hidden=key == ("hidden",),
            by_visitor=isinstance(key, tuple) and key[0] == "visitor",
        )
        for key, (size, versions) in people.items()
    ]
    known = {one.address or one.name for one in found}
    found += [
        Contributor(other["name"], None, other["address"], 0.0, 0)
        for other in page.contributors
        if (other["address"] or other["name"]) not in known
    ]
    return sorted(found, key=lambda one: (-one.share, one.hidden, one.name.casefold()))


def _words_of(key: Any) -> str:
    """The name that stands beside a version without an account: of a file, or of a visitor."""
    if isinstance(key, tuple):
        return str(key[1]) if key[0] == "visitor" else ""
    return key if isinstance(key, str) else ""
