"""Nearly the same message again, by the same person or from account to account."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from rapidfuzz import fuzz, process

from commons.base.text import word_key
from commons.conversations.models import HeldPost, Post
from commons.people.models import Person
from commons.people.permissions import NEW_FOR

LONG_ENOUGH = 40  # signs: "thank you, see you on Saturday" may well be said everywhere
COMPARED = 2_000  # signs of each; who changes only the end of a long text is still found
LOOKED_AT = 200  # of the last messages in the town
A_DAY = timedelta(days=1)
ALIKE = 90  # of 100: a few words changed


def is_said_before(text: str, by: Person) -> bool:
    """Within a day, by the same person, or by anybody who is as new as they."""
    words = _words(text)
    if len(words) < LONG_ENOUGH:
        return False
    return process.extractOne(words, _lately(by), scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


def _lately(by: Person) -> Iterable[str]:
    """Private threads are sealed: what is said there is compared with nothing."""
    since = timezone.now() - A_DAY
    newcomers = Q(author=by) | Q(author__created__gt=timezone.now() - NEW_FOR)
    last = Post.objects.order_by("-pk").values("pk")[:LOOKED_AT]
    said = Post.objects.filter(pk__in=list(last.values_list("pk", flat=True)), created__gte=since)
    texts = said.filter(newcomers).exclude(html="").values_list("source", flat=True)
    held = HeldPost.objects.filter(newcomers, created__gte=since).order_by("-pk")[:LOOKED_AT]
    return [_words(text) for text in (*texts, *held.values_list("text", flat=True))]


def _words(text: str) -> str:
    return word_key(text[:COMPARED])
