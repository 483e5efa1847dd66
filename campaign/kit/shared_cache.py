"""Redis or Valkey as Django's cache: what all processes know together, and each can do without."""

import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class Json:
    """Instead of pickle: whoever can write there gives us words and numbers, never a program."""

    dumps = staticmethod(json.dumps)
    loads = staticmethod(json.loads)


class SharedCache(RedisCache):
    """While it does not answer it holds nothing and keeps nothing; nobody fails with it."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return within_reach(partial(super().get, key, default, version), otherwise=default)

    def add(self, *given: Any, **named: Any) -> bool:
        return within_reach(partial(super().add, *given, **named), otherwise=False)

    def set(self, *given: Any, **named: Any) -> None:
        within_reach(partial(super().set, *given, **named), otherwise=None)


def within_reach[T](ask: Callable[[], T], *, otherwise: T) -> T:
    try:
        return ask()
    except RedisError:
        logger.warning("The cache does not answer; it is done without")
        return otherwise
