"""The shared cache of a town with Redis, which does without it while Redis is away."""

import json
import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class PlainWords:
    """JSON instead of pickle, whose reader runs whatever stands in it: who can write into Redis runs nothing here."""

    def dumps(self, value: Any) -> int | bytes:
        return value if type(value) is int else json.dumps(value).encode()  # numbers stay countable

    def loads(self, kept: bytes) -> Any:
        return json.loads(kept)


class PatientRedisCache(RedisCache):
    """While Redis is away nothing is kept (a change made elsewhere would not be heard of), but counters go on counting
    in this process: what may not be done too often still may not.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._spare = LocMemCache("while Redis is away", {})

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return bool(
            _or(lambda: super(PatientRedisCache, self).add(key, value, *args, **kwargs),
                lambda: self._spare.add(key, value, *args, **kwargs))
        )  # fmt: skip

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        found: int = _or(
            lambda: super(PatientRedisCache, self).incr(key, delta, version),
            lambda: self._spare.incr(key, delta, version),
        )
        return found

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _or(lambda: super(PatientRedisCache, self).get(key, default, version), lambda: default)

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        return _or(lambda: super(PatientRedisCache, self).get_many(keys, version), dict)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        _or(lambda: super(PatientRedisCache, self).set(key, value, *args, **kwargs), lambda: None)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return _or(lambda: super(PatientRedisCache, self).set_many(data, *args, **kwargs), lambda: list(data))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(_or(lambda: super(PatientRedisCache, self).delete(key, version), lambda: False))


def _or(ask: Callable[[], Any], instead: Callable[[], Any]) -> Any:
    try:
        return ask()
    except RedisError as error:
        logger.warning("Redis is away: %s", error)
        return instead()
