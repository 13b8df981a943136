package dev.joinall.backend.redis;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lettuce looks up the methods of its commands in a map of the whole JVM, under a lock, once for
 * each connection. A loop may find it taken for as long as another loop looks there.
 */
public final class LettuceAllowances implements BlockHoundIntegration {
  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.allowBlockingCallsInside(
        "io.lettuce.core.internal.AbstractInvocationHandler$MethodTranslator", "of");
  }
}
