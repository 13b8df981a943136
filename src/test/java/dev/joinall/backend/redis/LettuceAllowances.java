package dev.joinall.backend.redis;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lettuce looks up the methods of its commands in a global map, under a lock, once for each
 * connection. A loop may wait for another loop there.
 */
public final class LettuceAllowances implements BlockHoundIntegration {
  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.allowBlockingCallsInside(
        "io.lettuce.core.internal.AbstractInvocationHandler$MethodTranslator", "of");
  }
}
