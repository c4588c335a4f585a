"""French words cut down to what their forms share, so that both databases find the same texts.

Accents go first and stemming comes after: someone who types "ecole fermee" must meet "écoles fermées", and a
stemmer that still saw the accents would cut the two differently.
"""

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer

from .titles import APOSTROPHES, fold

ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
SILENT_ENDING = re.compile(r"(?<=[ouie])[sx]\Z")
PARTICIPLE = re.compile(r"(?<=[a-z]{2}e)es?\Z")
# Plurals that no rule of endings reaches.
UNLIKE = {
    "travaux": "travail",
    "vitraux": "vitrail",
    "baux": "bail",
    "coraux": "corail",
    "yeux": "oeil",
    "cieux": "ciel",
    "mesdames": "madame",
    "messieurs": "monsieur",
}
# Nobody looks for a word this long: it is a token, an address or an attack.
LONGEST_WORD = 60

_french = snowballstemmer.stemmer("french")
_one_at_a_time = Lock()  # the stemmer keeps the word it works on in itself


def without_elisions(text: str) -> str:
    """ "l’école d’Arles" gives "école Arles": what is left can still be shown."""
    return ELISION.sub("", text.translate(APOSTROPHES))


def stems(text: str) -> list[str]:
    """The stems of `text`, in order and with repetitions, for the index and for the query alike."""
    bare = without_elisions(fold(text))
    return [_stem(word[:LONGEST_WORD]) for word in WORD.findall(bare)]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if word.isdigit():
        return word
    word = PARTICIPLE.sub("", UNLIKE.get(word, word))
    with _one_at_a_time:
        stem: str = _french.stemWord(word)
    return SILENT_ENDING.sub("", stem) if len(stem) >= 4 else stem
