"""A cache that may be away: reads miss, writes are dropped, nothing is raised. PostgreSQL is the truth."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
T = TypeVar("T")


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache with an absent server treated as an empty cache; `is_away` is what the last call met."""

    is_away = False

    def _ask(self, name: str, call: Callable[[], T], otherwise: T) -> T:
        try:
            answer = call()
        except RedisError:
            self.is_away = True
            logger.warning("cache away on %s", name)
            return otherwise
        self.is_away = False
        return answer

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        self._ask("set", lambda: super(ForgivingRedisCache, self).set(key, value, *args, **kwargs), None)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._ask("add", lambda: super(ForgivingRedisCache, self).add(key, value, *args, **kwargs), True)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._ask("delete", lambda: super(ForgivingRedisCache, self).delete(key, version), False)


def is_away() -> bool:
    """Whether the last question to the cache in this request found no server: the broker, on the same engine, is away as well."""
    return bool(getattr(cache, "is_away", False))
