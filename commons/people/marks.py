"""How people are named among what one mutes."""

from django.utils.translation import gettext_lazy as _

from commons.base.numbers import natural
from commons.notices.marks import Kind, register
from commons.people.models import Person


def _find(key: str) -> Person | None:
    return Person.objects.active().filter(pk=natural(key) or 0).first()


def register_marks() -> None:
    register(Kind("person", _find, _("What this person does:")))
