"""Each neighbourhood can be had by e-mail, once a week, without an account."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from commons.notices import bulletins
from commons.places.marks import find
from commons.places.models import Neighbourhood


def _keys() -> Iterable[tuple[str, str]]:
    return ((str(pk), name) for pk, name in Neighbourhood.objects.values_list("pk", "name"))


def register() -> None:
    label = _("Once a week, what is new in %(what)s")
    heading = _("Once a week, what is new in a neighbourhood")
    bulletins.register(bulletins.Kind("neighbourhood", find, _keys, heading, label, weekly=True))
