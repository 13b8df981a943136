/** Redis, with Lettuce. Start at {@link dev.joinall.backend.redis.RedisBackend}. */
@NullMarked
package dev.joinall.backend.redis;

import org.jspecify.annotations.NullMarked;
