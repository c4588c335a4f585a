"""Every address around the board, found by walking the resolver: a new page is looked at without being named.

A part of an address is filled with what stands in a column of the same name, with the keys of the board's rows, or
with `GIVEN`. Pages that only take a POST are passed by.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import URLResolver, get_resolver

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
# Other rooms, and what speaks of the town itself: nothing of the board comes there.
ELSEWHERE = (
    "admin/", "ailleurs/", "alertes/", "compte/", "images/", "intentions/", "langue/", "lumiere/", "moi/adresses/",
    "nodeinfo/", "offline/", "roles/", "sw.js", "villes-voisines/", "wikis/", "accessibilite/", "sobriete/", "charte/",
)  # fmt: skip
NOT_FOLLOWED = {"account_logout", "leave"}
GIVEN = {
    "label": ["listing", "response", "post", "topic"],
    "name": ["outbox", "followers", "responses", "context"],
    "section": ["listings", "listing", "pages"],
    "form": ["x"],
}
WHOSE = {"simone", "entraide"}
FEW = 5


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        whole = prefix + str(pattern.pattern)
        if whole.startswith(ELSEWHERE):
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, whole)
        elif "^" not in whole and pattern.name not in NOT_FOLLOWED:
            yield whole


def addresses(route: str, known: dict[str, list[Any]], tokens: dict[str, list[str]]) -> Iterator[str]:
    parts = PART.findall(route)
    filled = [_candidates(kind, name, known, tokens) for kind, name in parts]
    for values in itertools.product(*filled):
        found = iter(values)
        yield "/" + PART.sub(lambda _part: str(next(found)), route)  # noqa: B023 (used at once)


def what_is_known() -> dict[str, list[Any]]:
    """The values of each column by its name, and the keys of this room's rows under `pk`."""
    known: dict[str, list[Any]] = {}
    for model in apps.get_models():
        ours = model._meta.app_label in ("mutual_aid", "conversations", "alerts", "notices")
        if not ours and model._meta.app_label not in ("people", "communities", "places", "journal"):
            continue
        columns = [
            c.name
            for c in model._meta.concrete_fields
            if c.name in ("uid", "handle", "slug", "code", "token", "secret")
        ]
        for row in model._default_manager.order_by("-pk")[: 3 * FEW]:
            for name in columns:
                known.setdefault(name, []).append(getattr(row, name))
            if ours and isinstance(row.pk, int):
                known.setdefault("pk", []).append(row.pk)
    return {name: sorted(set(values), key=str) for name, values in known.items()}


def _candidates(kind: str, name: str, known: dict[str, list[Any]], tokens: dict[str, list[str]]) -> list[Any]:
    if name in tokens:
        return tokens[name]
    if kind == "int":
        return [key for key in known["pk"] if key <= FEW]
    if name in ("acct", "person", "host"):
        return [handle for handle in known["handle"] if handle in WHOSE]
    if name == "kind":
        return ["listing", "response", "topic", "post", "person", "group"]
    return known.get(name) or GIVEN.get(name) or ["x"]


def said(browser: Client, address: str, **headers: str) -> tuple[int, str]:
    """The status, and all that comes back, headers too."""
    answer = browser.get(address, headers={"accept-language": "en", **headers})
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, f"{dict(answer.headers)}\n{body.decode(errors='replace')}"
