"""Where somebody may be led who says themselves where they want to go."""

from urllib.parse import SplitResult, urlsplit

from django.utils.http import url_has_allowed_host_and_scheme


def way(asked: str, otherwise: str) -> str:
    """`asked` when it is a page of this town, as a path from its root; `otherwise` when not.

    A word without a slash would be looked up by Django as the name of a view, and what is no address at all would
    break whoever takes it apart.
    """
    return asked if is_ours(asked) else otherwise


def is_ours(asked: str) -> bool:
    return asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)


def taken_apart(address: str) -> SplitResult:
    """As `urlsplit`; without any part when it is no address at all, as a header of a stranger may be."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
