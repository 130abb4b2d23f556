"""缓存: an absent server is an empty cache, and is known to be absent until it answers again."""

import pytest
from django.core.cache.backends.redis import RedisCache

from core import cache as caching
from core.cache import ForgivingRedisCache, is_away

ABSENT = "redis://127.0.0.1:1/0"  # nothing listens there


def test_an_absent_server_is_an_empty_cache() -> None:
    cache = ForgivingRedisCache(ABSENT, {})

    cache.set("a", 1)

    assert (cache.get("a", "none"), cache.add("a", 1), cache.delete("a")) == ("none", True, False)
    assert cache.is_away


def test_the_first_answer_ends_the_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ForgivingRedisCache(ABSENT, {})
    cache.get("a")
    monkeypatch.setattr(caching, "cache", cache)
    assert is_away()

    monkeypatch.setattr(RedisCache, "get", lambda self, key, default, version: "here")

    assert cache.get("a") == "here"
    assert not is_away()


def test_a_cache_that_cannot_be_away_is_there() -> None:
    assert not is_away()
