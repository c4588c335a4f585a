"""From a believed activity to the translator that hears it."""

from urllib.parse import urlsplit

from commons.base.limits import limit
from federation import reader
from federation.reader import Activity
from federation.registry import ManyListener, Sender, translators

ANY_CONTENT = "?"  # whatever somebody wrote, of a type that nobody hears by its name

# What a machine can send by the thousand and a person does not: times in ten minutes, of one actor and of one host.
OFTEN = {"Like": (100, 2_000), "EmojiReact": (100, 2_000), "Dislike": (100, 2_000), "Follow": (50, 1_000)}
TEN_MINUTES = 600


class NotYet(Exception):
    """What this speaks of is not here yet: a parent, a request. Tried again later."""


def dispatch(activity: Activity, sender: Sender) -> str:
    """Hand the activity to its listener; returns the outcome in a word. Unknown things are let go, counted."""
    listener = translators.listeners.get((activity.type, kind_of(activity)))
    if listener is None and isinstance(activity.object, reader.Content):
        listener = translators.listeners.get((activity.type, ANY_CONTENT))
    listener = listener or translators.listeners.get((activity.type, "*"))
    if listener is None:
        return "not-spoken"
    if activity.type in OFTEN:
        _not_too_often(activity)
    return listener(activity, sender)


def _not_too_often(activity: Activity) -> None:
    """Raises TooMany, and the activity is let go: a like that is lost harms nobody, and who follows asks again."""
    by_actor, by_host = OFTEN[activity.type]
    limit(activity.type, activity.actor, times=by_actor, seconds=TEN_MINUTES)
    limit(activity.type, urlsplit(activity.actor).hostname or "", times=by_host, seconds=TEN_MINUTES)


def who_hears_many(activity: Activity) -> ManyListener | None:
    """Who acts upon such activities together, if anybody does."""
    return translators.many_listeners.get((activity.type, kind_of(activity)))


def kind_of(activity: Activity) -> str:
    """The type of the object; for Accept, Reject and Undo of a bare address, "" (the listener looks it up)."""
    thing = activity.object
    if isinstance(thing, Activity):
        return thing.type
    if thing is None or isinstance(thing, str):
        return ""
    if isinstance(thing, reader.Content) and thing.publishes is not None and thing.purpose:
        return "Proposal"  # what carries an intent is a listing, whatever its type (FEP-0837)
    return thing.type if not isinstance(thing, reader.Link) else "Link"
