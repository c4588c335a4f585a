"""The way to the desk and to newcomers, on the page of those who look after them."""

from typing import Any

from commons.accounts.models import Admission, Card, Recovery, Residence
from commons.accounts.permissions import may_keep_desk, may_let_in
from commons.base import sections
from commons.people.models import Person


def desk(person: Person, about: Any) -> dict[str, Any] | None:
    if not may_let_in(person):
        return None
    return {
        "keeps_desk": may_keep_desk(person),
        "newcomers": Admission.objects.waiting().count(),
        "count": Residence.objects.waiting_for_a_letter().count() + Recovery.objects.waiting().count(),
    }


def own_card(person: Person, about: Any) -> dict[str, Any] | None:
    return {} if Card.objects.filter(account__person=person).exists() else None


def register() -> None:
    sections.register("me", "card", 94, own_card, "accounts/_my_card.html")
    sections.register("me", "accounts", 97, desk, "accounts/_me.html")
