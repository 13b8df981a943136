package dev.joinall.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents one certificate to each server that requests one. The JDK's own manager would omit it if
 * the server names other issuers, and the server would report a missing certificate. Immutable.
 */
final class SingleKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "own";

  private final Identity identity;

  SingleKeyManager(Identity identity) {
    this.identity = identity;
  }

  private @Nullable String choose(String... types) {
    return Arrays.asList(types).contains(identity.key().getAlgorithm()) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(types);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(types);
  }

  @Override
  public X509Certificate[] getCertificateChain(@Nullable String alias) {
    return identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(@Nullable String alias) {
    return identity.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    String alias = choose(type);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
