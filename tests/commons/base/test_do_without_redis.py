"""While Redis is away, pages and limits go on: nothing is kept, and counters count in this process."""

import pytest

from commons.base.caches import PatientRedisCache
from tests.journeys.towns import free_port


@pytest.fixture
def cache() -> PatientRedisCache:
    return PatientRedisCache(f"redis://127.0.0.1:{free_port()}/0", {})


def test_nothing_is_kept(cache: PatientRedisCache) -> None:
    cache.set("alert", "Mistral", 60)
    cache.set_many({"a": 1})
    assert cache.get("alert", "ask the database") == "ask the database"
    assert cache.get_many(["a"]) == {}
    assert cache.delete("alert") is False


def test_counters_go_on(cache: PatientRedisCache) -> None:
    assert cache.add("limit:post", 0, timeout=60) is True
    assert cache.add("limit:post", 0, timeout=60) is False
    assert [cache.incr("limit:post") for _ in range(2)] == [1, 2]
    with pytest.raises(ValueError):
        cache.incr("limit:never-begun")
