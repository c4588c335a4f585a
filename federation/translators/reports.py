"""Flag, both ways: moderators of two servers who ask each other to look. Who asked them is never told.

ActivityPub 7; Mastodon's form (the account first, then what it wrote). content and summary: the same words, since
Lemmy reads the one and Mastodon the other.
"""

from collections.abc import Iterable

from django.core.cache import cache

from commons.base.addresses import is_ours, thing_at
from commons.base.models import Addressed
from commons.base.text import plain
from commons.conversations.models import Post
from commons.journal.models import Entry
from commons.moderation import actions
from commons.moderation.models import Flag
from commons.moderation.verbs import Verb
from commons.people.actions import town_voice
from commons.people.models import Person
from federation.policy import host_of
from federation.reader import Activity, Thing
from federation.registry import Outgoing, Sender, listens, speaks, translators
from federation.translators.conversations import is_told
from federation.vocabulary import Json, timestamp

MOST_FLAGGED = 5  # things of one letter
MOST_IN_AN_HOUR = 30  # letters of one server
HOUR = 3600


@speaks(Verb.FLAG_FORWARDED)
def flag_forwarded(entry: Entry) -> Iterable[Outgoing]:
    """In the town's voice, to the author's server; the words are a moderator's, not those of who asked."""
    flag: Flag | None = entry.about
    author = flag.author if flag else None
    if flag is None or author is None or author.is_local or not flag.forwarded:
        return
    thing = flag.about
    written = [thing.address] if thing != author and isinstance(thing, Addressed) else []
    voice = town_voice()
    said: Json = {
        "type": "Flag",
        "id": entry.address,
        "actor": voice.address,
        "object": [author.address, *written],
        "content": flag.forwarded,
        "summary": flag.forwarded,
        "published": timestamp(entry.at),
        "to": [author.address],
        "cc": [],
    }
    yield Outgoing(said, voice, to=(author.address,))


@listens("Flag", "*")
def moderators_ask(heard: Activity, sender: Sender) -> str:
    """About public things of this town; an account is looked at when nothing that it wrote is named."""
    found = [thing for one in heard.objects if (thing := _shown_here(one))]
    if not found:
        return "nothing-here"
    host = host_of(sender.address)
    if not _may_ask(host):
        return "too-many"
    written = [thing for thing in found if not isinstance(thing, Person)]
    note = plain(heard.content or heard.summary)
    for thing in (written or found)[:MOST_FLAGGED]:
        actions.flag_from_elsewhere(thing, home=host, note=note)
    return "flagged"


def _shown_here(named: str | Thing) -> Addressed | None:
    """Something that anybody may fetch from us, or a post from elsewhere in a conversation that we keep."""
    address = named if isinstance(named, str) else named.id
    thing = thing_at(address)
    if isinstance(thing, Post) and thing.topic.is_kept_here and is_told(thing.topic):
        return thing if thing.state == Post.State.VISIBLE else None
    serving = translators.served.get(thing.address_kind) if thing and is_ours(address) else None
    return thing if thing and serving and serving.visible().filter(pk=thing.pk).exists() else None


def _may_ask(host: str) -> bool:
    key = f"flags-of:{host}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) <= MOST_IN_AN_HOUR
    except ValueError:  # the hour ended between the two calls
        return True
