"""Neighbourhoods among what one follows and mutes."""

from django.utils.translation import gettext_lazy as _

from commons.base.numbers import natural
from commons.notices.marks import Kind, register
from commons.places.models import Neighbourhood


def find(key: str) -> Neighbourhood | None:
    return Neighbourhood.objects.filter(pk=natural(key) or 0).first()


def register_marks() -> None:
    register(Kind("neighbourhood", find, _("All of this neighbourhood:")))
