"""What a letter wants, in a sentence for the moderator who decides of its server."""

from django.utils.translation import gettext as _

from commons.base.addresses import split_local
from commons.base.text import plain
from federation import reader
from federation.models import HeldLetter
from federation.reader import Activity
from federation.registry import translators

LONGEST = 140


def sentence_of(letter: HeldLetter) -> str:
    """Never raises: a letter that cannot be read says so."""
    try:
        activity = reader.interpret(reader.parse(letter.body.encode()))
    except reader.Refused:
        activity = None
    if not isinstance(activity, Activity):
        return _("%(who)s sent something that cannot be read") % {"who": letter.actor}
    return _sentence(activity) % {"who": letter.actor, "what": _name_of(_about(activity))}


def _sentence(activity: Activity) -> str:
    thing = activity.object
    answers = isinstance(thing, reader.Content) and bool(thing.in_reply_to)
    sentences = {
        "Follow": _("%(who)s wants to follow %(what)s"),
        "Like": _("%(who)s likes %(what)s"),
        "Announce": _("%(who)s passes on %(what)s"),
        "Offer": _("%(who)s offers something: %(what)s"),
        "Flag": _("%(who)s reports %(what)s"),
        "Create": _("%(who)s answers %(what)s") if answers else _("%(who)s writes: %(what)s"),
    }
    return sentences.get(activity.type, _("%(who)s speaks of %(what)s"))


def _about(activity: Activity) -> str:
    """An address, or the words themselves when nothing of ours is meant."""
    thing = activity.object
    if isinstance(thing, reader.Content):
        return thing.in_reply_to or plain(thing.content)[:LONGEST]
    return activity.object_id


def _name_of(about: str) -> str:
    """The name of what is public here; anything else stays what the letter says."""
    kind, uid = split_local(about) or ("", None)
    serving = translators.served.get(kind)
    thing = serving.visible().filter(uid=uid).first() if serving else None
    return str(getattr(thing, "topic", thing)) if thing else about[:LONGEST]
