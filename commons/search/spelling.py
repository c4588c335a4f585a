"""A word with a slip of the finger, brought back to a word of some title. The same on both databases."""

import re

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from commons.base.text import fold, without_elisions
from commons.search.models import TitleWord

WORD = re.compile(r"[^\W\d_]{4,60}")
PLURAL = re.compile(r"[sx]\Z")
LONG = 8  # letters: from here on two slips are forgiven
MOST_CANDIDATES = 3_000


def learn(title: str) -> None:
    """Its words can be met from now on. That a title is gone is not noticed: a word alone tells nothing."""
    words = [word.lower() for word in WORD.findall(without_elisions(title))]
    words += [PLURAL.sub("", word) for word in words if len(word) > 4]  # one is seldom typed for the other
    folded = {fold(word)[:60]: word for word in reversed(words)}
    rows = [TitleWord(word=bare, start=bare[:2], end=bare[-2:], shown=word) for bare, word in folded.items()]
    TitleWord.objects.bulk_create(rows, ignore_conflicts=True)


def forget() -> None:
    TitleWord.objects.all().delete()


def corrected(typed: str) -> str:
    """`typed` with the words that no title has replaced by the nearest that one has; "" when nothing is nearer."""
    found = {word: _nearest(fold(word)) for word in set(WORD.findall(without_elisions(typed)))}
    changed = {word: near for word, near in found.items() if near}
    if not changed:
        return ""
    return WORD.sub(lambda match: changed.get(match.group(), match.group()), without_elisions(typed))


def _nearest(word: str) -> str:
    """As somebody wrote it; "" when the word itself is known, or none is near."""
    most = 2 if len(word) >= LONG else 1
    near = TitleWord.objects.filter(Q(start=word[:2]) | Q(end=word[-2:]))
    near = near.alias(letters=Length("word"))
    near = near.filter(letters__gte=len(word) - 1, letters__lte=len(word) + 1)
    candidates = dict(near.values_list("word", "shown")[:MOST_CANDIDATES])
    if word in candidates:
        return ""
    apart = {one: OSA.distance(word, one, score_cutoff=most) for one in candidates}
    best = min(candidates, key=lambda one: (apart[one], one[0] != word[0], one), default="")
    return candidates[best] if best and apart[best] <= most else ""
