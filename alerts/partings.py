"""What becomes of somebody's part here when they leave the town."""

from alerts.models import AlertAck, Wish
from commons.people.models import Person


def leave_alerts(person: Person, erase: bool) -> None:
    """What they wished and what they had read. Names under what they relayed are the town's record, for a year."""
    Wish.objects.filter(person=person).delete()
    AlertAck.objects.filter(person=person).delete()
