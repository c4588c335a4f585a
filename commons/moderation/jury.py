"""Drawing a jury by lot: pure functions, so that anybody can draw again from the same seed and see the same people."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence

SEATS = 5
QUORUM = 3


def drawn_order(seed: str, candidates: Iterable[int]) -> list[int]:
    """All candidates in the order of the lot: by SHA-256 of "seed:key" (the seed is hexadecimal, the key decimal)."""
    return sorted(set(candidates), key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())


def fingerprint(candidates: Sequence[int]) -> str:
    """Of the whole list from which was drawn, so that it cannot be changed afterwards unseen."""
    return hashlib.sha256(json.dumps(sorted(candidates)).encode()).hexdigest()


def verdict(votes: Iterable[str], *, is_over: bool) -> str:
    """What most have said: as soon as nobody can change it, or at the end when enough have answered. "" for none."""
    said = Counter(vote for vote in votes if vote)
    if not said:
        return ""
    first, count = said.most_common(1)[0]
    if count > SEATS // 2:
        return first
    enough = sum(said.values()) >= QUORUM and list(said.values()).count(count) == 1
    return first if is_over and enough else ""
