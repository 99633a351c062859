"""The cache as if nothing had happened yet."""

import redis
from django.conf import settings


def clear_cache() -> None:
    """Forget what these tests have put into the cache, and nothing else.

    `cache.clear()` empties the whole server: the keys, sessions and queues of the tests that run side by side, too.
    """
    with redis.Redis.from_url(settings.REDIS_URL) as line:
        if keys := list(line.scan_iter(f"{settings.CACHES['default']['KEY_PREFIX']}:*", count=1000)):
            line.delete(*keys)
