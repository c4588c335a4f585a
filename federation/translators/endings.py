"""Delete and Undo of an address: each subject is asked whether the thing was its own."""

from dataclasses import replace

from commons.people.actions import suspend_gone
from commons.people.models import Person
from federation import dispatch, memory, reader
from federation.decisions import remember_last_inbox
from federation.models import ReceivedActivity, RemoteActor
from federation.reader import Activity
from federation.registry import Sender, listens
from federation.translators.changing import forget_post
from federation.translators.moderation import post_shown_again
from federation.translators.mutual_aid import forget_listing, offer_undone
from federation.translators.people import follow_undone
from federation.translators.reactions import reaction_undone
from federation.translators.wiki.hearing import forget_page, page_shown_again


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


@listens("Undo", "Delete")
def deletion_undone(heard: Activity, sender: Sender) -> str:
    for show in (post_shown_again, page_shown_again):
        outcome = show(heard, sender)
        if outcome != "nothing-here":
            return outcome
    return "nothing-here"


@listens("Undo", "")
def something_undone(heard: Activity, sender: Sender) -> str:
    """Only an address was given: of something that is kept with it, or of a letter that came not long ago."""
    for undo in (follow_undone, offer_undone, reaction_undone):
        outcome = undo(heard, sender)
        if outcome != "nothing-here":
            return outcome
    said = _heard_before(heard)
    return dispatch.dispatch(replace(heard, object=said), sender) if said else "nothing-here"


def _heard_before(undo: Activity) -> Activity | None:
    """The activity that stood at this address, when the same actor said it. Raises NotYet while it waits itself."""
    letter = ReceivedActivity.objects.filter(activity_id=undo.object_id, actor=undo.actor).first()
    if letter is None or letter.state == ReceivedActivity.State.DEAD:
        return None
    if letter.state == ReceivedActivity.State.READY:
        raise dispatch.NotYet(undo.object_id)
    said = reader.interpret(reader.parse(letter.body.encode()))
    return said if isinstance(said, Activity) and said.actor == undo.actor else None
