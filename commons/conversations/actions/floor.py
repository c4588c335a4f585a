"""Raised hands, and who speaks."""

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import WrongMoment
from commons.conversations.actions.assemblies import going_on, locked
from commons.conversations.actions.log import assembled
from commons.conversations.assembly_rights import hosts, takes_part_in
from commons.conversations.models import Assembly, Hand
from commons.conversations.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def raise_hand(assembly: Assembly, *, by: Person) -> Hand:
    """Under the lock of the topic, so that the order of hands is the order of commits. Raised twice it is up once."""
    assembly = locked(assembly, by, going_on(takes_part_in))
    hand, new = Hand.objects.get_or_create(assembly=assembly, person=by)
    if new:
        assembled(assembly.topic, Verb.HAND_RAISED, "hands", by, public=False)
    return hand


@transaction.atomic
def lower_hand(assembly: Assembly, *, by: Person) -> None:
    """One's own, also while one speaks."""
    assembly = locked(assembly, by, lambda person, assembly: True)
    deleted, _rows = Hand.objects.filter(assembly=assembly, person=by).delete()
    if deleted:
        assembled(assembly.topic, Verb.HAND_LOWERED, "hands", by, public=False)


@transaction.atomic
def give_floor(assembly: Assembly, hand: int, *, by: Person) -> None:
    """To the hand of that key; whoever spoke is done. Two hosts who press the same give it once."""
    assembly = locked(assembly, by, hosts)
    chosen = Hand.objects.filter(assembly=assembly, pk=hand).first()
    if chosen is None:
        raise WrongMoment(_("This hand is down already."))
    if chosen.has_floor:
        return
    Hand.objects.filter(assembly=assembly, has_floor=True).delete()
    Hand.objects.filter(pk=chosen.pk).update(has_floor=True)
    assembled(assembly.topic, Verb.FLOOR_GIVEN, "hands", by, public=False, person=chosen.person_id)


@transaction.atomic
def take_back_floor(assembly: Assembly, hand: int, *, by: Person) -> None:
    """The hand of that key goes down, whether it speaks or waits."""
    assembly = locked(assembly, by, hosts)
    deleted, _rows = Hand.objects.filter(assembly=assembly, pk=hand).delete()
    if deleted:
        assembled(assembly.topic, Verb.FLOOR_TAKEN_BACK, "hands", by, public=False)
