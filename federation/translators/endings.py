"""Delete and Undo of an address: each subject is asked whether the thing was its own."""

from commons.people.actions import suspend_gone
from commons.people.models import Person
from federation import memory
from federation.decisions import remember_last_inbox
from federation.models import RemoteActor
from federation.reader import Activity
from federation.registry import Sender, listens
from federation.translators.hearing import forget_post
from federation.translators.mutual_aid import forget_listing, offer_undone
from federation.translators.people import follow_undone
from federation.translators.wiki import forget_page


@listens("Delete", "*")
def something_deleted(heard: Activity, sender: Sender) -> str:
    """Remembered even when it is not here: its Create may come later, by another way."""
    if heard.object_id == sender.address:
        # Nobody else ends an account, not even the group of the same server.
        return "nothing-here" if heard.announced_by else _actor_deleted(sender)
    memory.remember_gone(heard.object_id, sender.address)
    for forget in (forget_post, forget_page, forget_listing):
        outcome = forget(heard, sender)
        if outcome != "nothing-here":
            return outcome
    return "nothing-here"


def _actor_deleted(sender: Sender) -> str:
    """Nothing is kept of their profile; what they said here is deleted. Where their server reads stays known."""
    for remote in RemoteActor.objects.filter(uri=sender.address):
        remember_last_inbox(remote)
        remote.delete()
    if isinstance(sender, Person):
        suspend_gone(sender)
    return "actor-gone"


@listens("Undo", "")
def something_undone(heard: Activity, sender: Sender) -> str:
    """Only an address was given: a follow or an offer of help."""
    for undo in (follow_undone, offer_undone):
        outcome = undo(heard, sender)
        if outcome != "nothing-here":
            return outcome
    return "nothing-here"
