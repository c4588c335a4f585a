"""The last part of one of our addresses."""

from uuid import UUID


def uid_in(address: str) -> UUID | None:
    """`https://here/ap/act/<uuid>` (or `…/<uuid>/announce`) → the uuid."""
    for part in reversed(address.rstrip("/").split("/")):
        try:
            return UUID(part)
        except ValueError:
            continue
    return None
