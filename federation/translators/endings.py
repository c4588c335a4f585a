"""Delete of anything, and what a group announces by its plain address."""

from commons.people.actions import suspend_gone
from commons.people.models import Person
from federation import dispatch, reader
from federation.models import Gone, RemoteActor
from federation.reader import Activity
from federation.registry import Sender, listens
from federation.translators.conversations import forget_post
from federation.translators.mutual_aid import forget_listing
from federation.translators.wiki import forget_page


@listens("Delete", "*")
def something_deleted(heard: Activity, sender: Sender) -> str:
    """Remembered even when it is not here: its Create may come later, by another way."""
    if heard.object_id == sender.address:
        return _actor_deleted(sender)
    Gone.objects.get_or_create(uri=heard.object_id)
    for forget in (forget_post, forget_page, forget_listing):
        outcome = forget(heard, sender)
        if outcome != "nothing-here":
            return outcome
    return "nothing-here"


def _actor_deleted(sender: Sender) -> str:
    RemoteActor.objects.filter(uri=sender.address).delete()
    if isinstance(sender, Person):
        suspend_gone(sender)
    return "actor-gone"


@listens("Announce", "*")
def something_announced(heard: Activity, sender: Sender) -> str:
    """A plain boost by a group that we follow: the thing itself was fetched at home, and is read as new."""
    thing = heard.object
    if not isinstance(thing, reader.Content) or isinstance(sender, Person):
        return "not-spoken"
    return "boost-of-" + dispatch.kind_of(heard).lower()
