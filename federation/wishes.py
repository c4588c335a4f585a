"""Does a request ask for ActivityPub?"""

from django.http import HttpRequest

from federation.vocabulary import is_activity_type


def wants_activity(request: HttpRequest) -> bool:
    """True when one of the ActivityPub types is accepted and HTML is not wanted more."""
    accepted = request.headers.get("Accept", "")
    kinds = [part.strip() for part in accepted.split(",")]
    if any(kind.startswith("text/html") for kind in kinds):
        return False
    return any(is_activity_type(kind) for kind in kinds)
