"""From an absolute address back to our thing."""

import functools
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from commons.base.models import Addressed


@functools.cache
def addressed_models() -> dict[str, type[Addressed]]:
    """Every kind of thing that has an address: {"page": Page, ...}."""
    return {model.address_kind: model for model in apps.get_models() if issubclass(model, Addressed)}


def is_ours(address: str) -> bool:
    return address.startswith(settings.CALADE_ORIGIN + "/")


def absolute(path: str) -> str:
    """A path of this town as an address that works anywhere."""
    return settings.CALADE_ORIGIN + path


def split_local(address: str) -> tuple[str, UUID] | None:
    """`https://here/ap/page/<uuid>` → ("page", uuid); None when it is not one of ours."""
    if not is_ours(address):
        return None
    parts = urlsplit(address).path.strip("/").split("/")
    if len(parts) != 3 or parts[0] != "ap":
        return None
    try:
        return parts[1], UUID(parts[2])
    except ValueError:
        return None


def thing_at(address: str) -> Addressed | None:
    """The thing that lives at, or is a copy of, this address; None when this town does not know it."""
    return things_at([address]).get(address)


def things_at(addresses: Collection[str]) -> dict[str, Addressed]:
    """The same for many: one question per kind of thing, and one for those that live elsewhere."""
    ours: dict[str, dict[UUID, str]] = defaultdict(dict)
    elsewhere: list[str] = []
    for address in addresses:
        if local := split_local(address):
            ours[local[0]][local[1]] = address
        elif address and not is_ours(address) and "\0" not in address:
            elsewhere.append(address)  # PostgreSQL refuses to be asked for one with a null sign
    found: dict[str, Addressed] = {}
    for kind, uids in ours.items():
        if model := addressed_models().get(kind):
            here = _with_all(model).filter(uid__in=uids, home="")
            found |= {uids[thing.uid]: thing for thing in here}
    for kind, keys in _known(elsewhere).items():
        copies = _with_all(addressed_models()[kind]).filter(pk__in=keys)
        found |= {thing.uri: thing for thing in copies if thing.uri}
    return found


def _with_all(model: type[Addressed]) -> "QuerySet[Addressed]":
    return model._default_manager.select_related(*model.address_brings).order_by()


def _known(addresses: Sequence[str]) -> dict[str, list[int]]:
    """Which things have these `uri`s, whatever they are: one question instead of one per kind."""
    found: dict[str, list[int]] = defaultdict(list)
    if addresses:
        with connection.cursor() as cursor:
            cursor.execute(_everywhere(len(addresses)), [*addresses] * len(addressed_models()))
            for kind, key in cursor.fetchall():
                found[kind].append(key)
    return found


@functools.lru_cache
def _everywhere(count: int) -> str:
    quote, marks = connection.ops.quote_name, ", ".join(["%s"] * count)
    return " UNION ALL ".join(
        f"SELECT '{kind}', id FROM {quote(model._meta.db_table)} WHERE uri IN ({marks})"  # noqa: S608  (names of ours; what is asked travels as values)
        for kind, model in addressed_models().items()
    )


# What offers the same picture in several widths: other servers take the one that every program can show.
WIDTHS_OFFERED = re.compile(r"</?picture>|<source [^>]*>")


def with_absolute_links(html: str) -> str:
    """Our own clean HTML for readers elsewhere: links within the town lead back to it."""
    html = WIDTHS_OFFERED.sub("", html)
    return html.replace('href="/', f'href="{settings.CALADE_ORIGIN}/').replace(
        'src="/', f'src="{settings.CALADE_ORIGIN}/'
    )
