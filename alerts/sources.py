"""Is this the site of an authority? Pure functions over an address and the town's list."""

from collections.abc import Collection
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

_is_https = URLValidator(schemes=["https"])


def source_fault(address: str) -> bool:
    """Anything but an https address of a named host, without a name and password in it."""
    try:
        _is_https(address)
        parts = urlsplit(address)
        return bool(parts.username or parts.password or parts.port)
    except (ValidationError, ValueError):
        return True


def is_listed(address: str, hosts: Collection[str]) -> bool:
    """The host is on the list, or below one that is: "vaucluse.gouv.fr" is below "gouv.fr"."""
    host = (urlsplit(address).hostname or "").rstrip(".").lower()
    labels = host.split(".")
    return any(".".join(labels[start:]) in hosts for start in range(len(labels)))
