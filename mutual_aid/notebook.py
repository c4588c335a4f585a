"""What a visitor has typed so far, kept for a day in their session, sealed: they are asked to sign in at the end."""

import json
import time

from django.http import HttpRequest

from commons.base.sealing import purpose, seal, unseal
from mutual_aid.models import Listing

KEY = "asking"
PURPOSE = purpose("asking")
KEPT_SECONDS = 24 * 3600


def read(request: HttpRequest, kind: str = "") -> dict[str, str] | None:
    """The values, if somebody began to write such a thing in this browser today; of any kind when none is named."""
    kept = request.session.get(KEY)
    if not kept or time.time() > kept["until"] or (kind and kept["kind"] != kind):
        return None
    values: dict[str, str] = json.loads(unseal(kept["sealed"], purpose=PURPOSE))
    return values


def kind_in(request: HttpRequest) -> str:
    kept = request.session.get(KEY) or {}
    kind = str(kept.get("kind", ""))
    return kind if kind in Listing.Kind.values else ""


def write(request: HttpRequest, kind: str, values: dict[str, str]) -> None:
    """One thing at a time. A session that exists only for this ends with it."""
    request.session[KEY] = {
        "kind": kind,
        "sealed": seal(json.dumps(values), purpose=PURPOSE),
        "until": time.time() + KEPT_SECONDS,
    }
    if not request.user.is_authenticated:
        request.session.set_expiry(KEPT_SECONDS)


def clear(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
