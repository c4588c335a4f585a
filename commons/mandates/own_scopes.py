"""What the ground itself lets somebody do under a mandate: read what is the person’s, put their details right."""

from django.utils.translation import gettext_lazy as _

from commons.mandates.scopes import Scope

_OWN = frozenset({"people:me", "people:stream", "notices:list", "notices:open"})

SCOPES = (
    Scope("people.read", _("read your own page and your notices"), _OWN, _OWN),
    Scope(
        "people.details",
        _("put right your name, your neighbourhood and what you say of yourself"),
        frozenset({"people:settings"}),
    ),
)
