"""Every verb of the house and how it reads in the public record; rooms register theirs when they load."""

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

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


# How the public record calls the parts of the town; what is not named here cannot be picked out.
ROOM_NAMES = {
    "wiki": _("Wikis"),
    "mutual_aid": _("Mutual aid"),
    "alerts": _("Relayed information"),
    "conversations": _("Conversations"),
    "people": _("People"),
    "communities": _("The town and its communities"),
    "moderation": _("Moderation"),
    "images": _("Pictures"),
}


def rooms() -> dict[str, str]:
    """{"wiki": "Wikis", ...} for the rooms that have verbs."""
    names = dict.fromkeys(verb.partition(".")[0] for verb in _verbs)
    return {name: str(ROOM_NAMES[name]) for name in names if name in ROOM_NAMES}
