package dev.joinall.backend.redis;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * A connection has a lock, which a loop holds for a moment while it writes or takes over commands;
 * a caller whose attempt to lock fails would count itself out twice, and all others wait for ever.
 * Lettuce looks up the methods of its commands in a global map, under a lock, once for each
 * connection. A loop may wait for another loop there.
 */
public final class LettuceAllowances implements BlockHoundIntegration {
  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.allowBlockingCallsInside(
        "io.lettuce.core.internal.AbstractInvocationHandler$MethodTranslator", "of");
    String lock = "io.lettuce.core.protocol.SharedLock";
    builder.allowBlockingCallsInside(lock, "incrementWriters");
    builder.allowBlockingCallsInside(lock, "doExclusive");
    // The length of its queue of commands, which has a lock: two loops may send at the same time.
    builder.allowBlockingCallsInside("io.lettuce.core.protocol.DefaultEndpoint", "validateWrite");
  }
}
