"""What every form of a page says beside its text: who wrote it, under which terms, where it stands."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from commons.base.addresses import absolute
from commons.people.models import Person
from wiki.models import Page, Revision

MOST_NAMED = 100


@dataclass(frozen=True)
class Facts:
    title: str
    authors: list[str]
    licence: str
    revision: int
    date: datetime
    address: str


def facts_of(page: Page) -> Facts:
    current = page.accepted
    return Facts(
        title=page.title,
        authors=authors_of(page),
        licence=page.licence_now,
        revision=current.number,
        date=current.written_at.astimezone(UTC),
        address=absolute(page.get_absolute_url()),
    )


def authors_of(page: Page) -> list[str]:
    """Everybody whom the licence wants named: people of the versions here, then those of the text before."""
    people = Person.objects.filter(revisions__in=page.revisions.live()).distinct().order_by("pk")[:MOST_NAMED]
    here = {person.address: name_of(person) for person in people}
    before = [one["name"] for one in page.contributors if one["address"] not in here]
    return list(dict.fromkeys(name for name in [*here.values(), *before] if name))[:MOST_NAMED]


def name_of(person: Person) -> str:
    """The name and the handle that others know, never an address of mail; nothing of somebody who left."""
    if not person.is_shown:
        return ""
    handle = person.shown_handle
    return f"{person.name} ({handle if '@' in handle else f'{handle}@{settings.CALADE_HANDLE_DOMAIN}'})"


def writer_of(revision: Revision) -> str:
    """Who saved a version, in the words that will come back when it is imported."""
    return name_of(revision.author) if revision.author else revision.imported_from
