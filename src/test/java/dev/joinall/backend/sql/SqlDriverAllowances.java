package dev.joinall.backend.sql;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * A login draws a random number, for which the JDK reads {@code /dev/urandom}. The driver of
 * MariaDB looks for its ways to log in by a service loader, which reads a small file of an open
 * jar.
 */
public final class SqlDriverAllowances implements BlockHoundIntegration {
  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.allowBlockingCallsInside("com.ongres.scram.common.ScramFunctions", "nonce");
    builder.allowBlockingCallsInside(
        "org.mariadb.r2dbc.authentication.AuthenticationFlowPluginLoader", "get");
    builder.allowBlockingCallsInside(
        "org.mariadb.r2dbc.message.client.Sha256PasswordPacket", "encrypt");
  }
}
