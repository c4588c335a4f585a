"""Every verb of the house and how it reads in the public record; rooms register theirs when they load."""

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices

_verbs: dict[str, TextChoices] = {}


def register(verbs: type[TextChoices]) -> None:
    """Called once per app from `ready()`; raises if a verb is taken twice."""
    for verb in verbs:
        if _verbs.get(verb.value, verb) is not verb:
            raise ImproperlyConfigured(f"The verb {verb.value} is taken twice.")
        _verbs[verb.value] = verb


def known() -> dict[str, TextChoices]:
    return dict(_verbs)


def label(verb: str) -> str:
    return str(_verbs[verb].label) if verb in _verbs else verb
