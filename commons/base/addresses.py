"""From an absolute address back to our thing."""

import functools
import re
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
    if local := split_local(address):
        kind, uid = local
        model = addressed_models().get(kind)
        return _with_all(model).filter(uid=uid, home="").first() if model else None
    if is_ours(address):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_everywhere(), [address] * len(addressed_models()))
        found = cursor.fetchone()
    return _with_all(addressed_models()[found[0]]).filter(pk=found[1]).first() if found else None


def _with_all(model: type[Addressed]) -> "QuerySet[Addressed]":
    return model._default_manager.select_related(*model.address_brings).order_by()


@functools.cache
def _everywhere() -> str:
    """Which thing has this `uri`, whatever it is: one question instead of one per kind."""
    quote = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT '{kind}', id FROM {quote(model._meta.db_table)} WHERE uri = %s"  # noqa: S608
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
