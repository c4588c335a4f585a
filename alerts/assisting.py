"""What a mediator may do here in somebody's name, under a mandate."""

from django.utils.translation import gettext_lazy as _

from commons.mandates.scopes import Scope, register


def register_scopes() -> None:
    register(
        Scope(
            "alerts.wishes",
            _("choose of which relayed information you are told"),
            frozenset({"alerts:wishes"}),
        )
    )
