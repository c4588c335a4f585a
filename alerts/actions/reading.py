"""What a person does for themselves: nobody else is told, so nothing is recorded."""

from django.db import transaction

from alerts.current import forget_reader_now_and_on_commit
from alerts.models import AlertAck, Bulletin
from alerts.states import State
from commons.base.errors import MayNot
from commons.people.models import Person
from commons.people.permissions import is_citizen


@transaction.atomic
def acknowledge(bulletin: Bulletin, *, by: Person) -> None:
    """I have read it: its banner goes. An update brings its own. Said twice is said once."""
    if not is_citizen(by):
        raise MayNot
    if bulletin.state == State.PUBLISHED:
        AlertAck.objects.get_or_create(bulletin=bulletin, person=by)
    forget_reader_now_and_on_commit(by)
