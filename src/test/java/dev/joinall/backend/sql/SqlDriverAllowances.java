package dev.joinall.backend.sql;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * A login draws a random number, for which the JDK reads {@code /dev/urandom}. The driver of MariaDB
 * guards its queue by a lock, which it holds for a few instructions.
 */
public final class SqlDriverAllowances implements BlockHoundIntegration {
  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.allowBlockingCallsInside("com.ongres.scram.common.ScramFunctions", "nonce");
  }
}
