"""The rules of the gate, in the order in which they are asked. They know texts and counters; no person is scored.

Numbers are chosen so that somebody who writes an honest page in one go passes.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commons.base.errors import TooMany
from commons.base.limits import limit
from commons.base.rules import Rule
from commons.base.screening import Kind, Outcome, Typed, Verdict
from commons.base.text import hosts_in, links_in, scams_in, word_key
from commons.conversations.models import Post
from commons.journal.actions import record
from commons.journal.models import Entry
from commons.moderation.models import WatchList
from commons.moderation.verbs import Verb
from commons.people.models import Person

MOST_AN_HOUR = 20
MOST_PLACES, A_DAY = 3, 24 * 3600  # of one text
LONG_ENOUGH = 40  # signs; a shorter addition may well be the same in many places
BLANKED_FROM, LEFT = 400, 0.1  # signs, and the share of them that stays

RULES = {
    "host": gettext_lazy("a link to a site of the list"),
    "word": gettext_lazy("a word of the list"),
    "blanked": gettext_lazy("nearly the whole text removed"),
    "links": gettext_lazy("many new links"),
    "repeated": gettext_lazy("the same text in many places"),
    "rate": gettext_lazy("many texts in one hour"),
    "first": gettext_lazy("one of the first messages of a new account"),
    **{rule.value: rule.label for rule in (Rule.MONEY, Rule.ACCOUNT, Rule.AWAY, Rule.SHORTENED)},
}
PASSED = Verdict(Outcome.PASS)


def judge(typed: Typed) -> Verdict:
    """Decide, and name the rule in the journal, for moderators alone, when it is not to let pass."""
    if typed.kind == Kind.BETWEEN:
        return _between(typed)  # nobody else may know of it: nothing is written down
    verdict = decide(typed, WatchList.now())
    if verdict.outcome == Outcome.ASK and typed.confirmed:
        verdict = Verdict(Outcome.HOLD, verdict.rule)
    if verdict.outcome != Outcome.PASS:
        with transaction.atomic():
            by = typed.by if isinstance(typed.by, Person) else None  # the base knows people as rows only
            record(
                Verb.TEXT_SCREENED,
                by=by,
                about=typed.about,
                public=False,
                rule=verdict.rule,
                outcome=str(verdict.outcome),
            )
    return verdict


def decide(typed: Typed, listed: WatchList) -> Verdict:
    if flagged_hosts(typed.after, listed) - flagged_hosts(typed.before, listed):
        said = _("This text leads to a site that is known for advertising. Please take that link out.")
        return Verdict(Outcome.REFUSE, "host", said)
    if flagged_words(typed.after, listed) - flagged_words(typed.before, listed):
        return Verdict(Outcome.HOLD, "word", _("These words are often those of advertising."))
    if scam := _scam(typed):
        return Verdict(Outcome.HOLD, scam, str(Rule(scam).label))
    if typed.kind == Kind.TALK:
        return _talk(typed, listed)
    if is_blanked(typed.before, typed.after):
        said = _(
            "Nearly the whole text would be gone. If that is meant, tick the box: somebody looks at it first."
        )
        return Verdict(Outcome.ASK, "blanked", said)
    most = listed.links_newcomer if typed.by else listed.links_visitor
    if len(links_in(typed.after) - links_in(typed.before)) > most:
        said = _(
            "Many links to other sites were added. If they are all needed, tick the box: somebody looks first."
        )
        return Verdict(Outcome.ASK, "links", said)
    if _is_repeated(typed):
        return Verdict(Outcome.HOLD, "repeated")
    return Verdict(Outcome.HOLD, "rate") if _is_quick(typed.who) else PASSED


def _scam(typed: Typed) -> str:
    """The worst that the text did not have before; "" for none."""
    before = scams_in(typed.before)
    return next((found for found in scams_in(typed.after) if found not in before), "")


def _between(typed: Typed) -> Verdict:
    scam = _scam(typed)
    if not scam or typed.confirmed:
        return PASSED
    said = _("If it is meant all the same, tick the box below.")
    return Verdict(Outcome.ASK, scam, f"{Rule(scam).label} {said}")


def _talk(typed: Typed, listed: WatchList) -> Verdict:
    """Without a sentence: there is nothing to change, somebody looks first."""
    if len(links_in(typed.after) - links_in(typed.before)) > listed.links_talk:
        return Verdict(Outcome.HOLD, "links")
    if not typed.before and isinstance(typed.by, Person) and _is_among_first(typed.by, listed.first_messages):
        return Verdict(Outcome.HOLD, "first")
    return PASSED


def _is_among_first(person: Person, most: int) -> bool:
    return most > 0 and Post.objects.shown().filter(author=person)[:most].count() < most


def flagged_hosts(text: str, listed: WatchList) -> set[str]:
    """Those of the list that the text names, themselves or by a part of them (shop.spam.example of spam.example)."""
    flagged = listed.host_keys
    return {part for host in hosts_in(text) for part in _and_above(host)} & flagged if flagged else set()


def _and_above(host: str) -> Iterable[str]:
    """shop.spam.example, spam.example, example."""
    while host:
        yield host
        host = host.partition(".")[2]


def flagged_words(text: str, listed: WatchList) -> set[str]:
    """Whole words, whatever case, accents, invisible signs and letters that look alike."""
    spaced = f" {word_key(text)} "
    return {words for words in listed.word_keys if f" {words} " in spaced}


def is_blanked(before: str, after: str) -> bool:
    return len(before) >= BLANKED_FROM and len(after) < LEFT * len(before)


def _added(typed: Typed) -> Iterable[str]:
    known = set(typed.before.splitlines())
    return (line for line in typed.after.splitlines() if line not in known)


def _is_repeated(typed: Typed) -> bool:
    """The same addition in many places within a day. Only digests are remembered."""
    words = word_key(" ".join(_added(typed)))
    if len(words) < LONG_ENOUGH:
        return False
    key = f"screened:{hashlib.blake2b(words.encode(), digest_size=16).hexdigest()}"
    places = {*cache.get(key, []), f"{typed.about._meta.label}:{typed.about.pk}"}
    cache.set(key, sorted(places)[: MOST_PLACES + 1], A_DAY)
    return len(places) > MOST_PLACES


def _is_quick(who: str) -> bool:
    try:
        limit("screened", who, times=MOST_AN_HOUR, seconds=3600)
    except TooMany:
        return True
    return False


def held_lately() -> int:
    """How many texts the gate held or refused in the last thirty days: a public figure."""
    since = timezone.now() - timedelta(days=30)
    stopped = [str(Outcome.HOLD), str(Outcome.REFUSE)]
    return Entry.objects.filter(verb=Verb.TEXT_SCREENED, at__gte=since, detail__outcome__in=stopped).count()
