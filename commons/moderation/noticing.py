"""What a room hid by itself, on its own page: its author is told in the same way, and may ask for another look.

A patient reader of the journal, since rooms below do not know decisions.
"""

from datetime import timedelta
from typing import Any

from commons.base.rules import Rule
from commons.journal.actions import record
from commons.journal.models import Entry
from commons.moderation.actions import write_decision
from commons.moderation.flaggable import Kind, concerned_by, kinds
from commons.moderation.models import Decision
from commons.moderation.verbs import Verb

K = Decision.Kind
A_MOMENT = timedelta(seconds=10)  # a case writes its decision in the transaction of the hiding
BUNDLE, TOLD = "together", "by the room"
# Where the law asks why, rooms keep a code; these are the rules that say it in a sentence.
LEGAL = {
    "privacy": Rule.PRIVATE,
    "illegal": Rule.ILLEGAL,
    "spam": Rule.ADVERTISING,
    "insult": Rule.CHARTER,
    "copyright": Rule.ILLEGAL,
}


def hides_something(entry: Entry) -> bool:
    return entry.by_id is not None and any(kind.hides == entry.verb for kind in kinds().values())


def tell_author(entry: Entry) -> None:
    """Nothing where a case has decided, nor of what somebody hid of their own."""
    for kind in kinds().values():
        if kind.hides == entry.verb and (thing := kind.hidden(entry)) is not None:
            _write(entry, thing, kind)


def _write(entry: Entry, thing: Any, kind: Kind) -> None:
    author = concerned_by(thing)
    if author is None or entry.by is None or author == entry.by:
        return
    what = K(kind.hides_as)
    written = Decision.objects.about_thing(thing).filter(kind__in=[what, K.REMOVED], by=entry.by)
    if written.filter(at__gte=entry.at - A_MOMENT).exists():
        return
    said = str(entry.detail.get("reason") or getattr(thing, "reason", ""))
    rule, words = LEGAL.get(said, Rule.CHARTER), "" if said in LEGAL else said
    decision = write_decision(thing, what, rules=[rule], by=entry.by, words=words)
    how = BUNDLE if what == K.HIDDEN else TOLD
    record(Verb.DECISION_TAKEN, by=entry.by, about=decision, public=False, kind=what, told=how)
