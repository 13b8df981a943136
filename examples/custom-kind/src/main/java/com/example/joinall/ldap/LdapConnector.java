package com.example.joinall.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import dev.joinall.config.BackendConfig;
import java.net.URI;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** Opens connections to one server and logs in. Sets all limits of the client. */
final class LdapConnector {
  private static final int LDAP_PORT = 389;
  private static final int LDAPS_PORT = 636;

  private final SocketFactory sockets;
  private final LDAPConnectionOptions client = new LDAPConnectionOptions();
  private final LdapOptions options;
  private final String host;
  private final int port;

  LdapConnector(BackendConfig config) {
    URI address = config.address();
    boolean encrypted = "ldaps".equals(address.getScheme());
    this.options = (LdapOptions) config.options();
    this.host = address.getHost();
    this.port = address.getPort() > 0 ? address.getPort() : encrypted ? LDAPS_PORT : LDAP_PORT;
    this.sockets = encrypted ? SSLSocketFactory.getDefault() : SocketFactory.getDefault();
    client.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
    // No reader thread: the caller reads, and its interruption ends the call.
    client.setUseSynchronousMode(true);
    client.setConnectTimeoutMillis(millis(config.longestCall()));
    client.setResponseTimeoutMillis(millis(config.longestCall()));
    client.setMaxMessageSize(config.maxBody());
    client.setFollowReferrals(false);
  }

  private static int millis(Duration time) {
    return (int) Math.max(1, time.toMillis());
  }

  /** Opens a connection that is ready for calls. Blocks. */
  LDAPConnection connect() throws LDAPException {
    var connection = new LDAPConnection(sockets, client, host, port);
    try {
      if (options.login().isPresent()) {
        LdapOptions.Login login = options.login().get();
        var _ = connection.bind(login.user(), login.password());
      }
      return connection;
    } catch (LDAPException e) {
      connection.closeWithoutUnbind();
      throw e;
    }
  }
}
