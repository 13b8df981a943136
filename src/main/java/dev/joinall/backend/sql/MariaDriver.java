package dev.joinall.backend.sql;

import dev.joinall.backend.Hub;
import dev.joinall.config.BackendConfig;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.net.ssl.SSLContext;
import org.mariadb.r2dbc.MariadbConnectionConfiguration;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import org.mariadb.r2dbc.SslMode;
import org.mariadb.r2dbc.api.MariadbConnection;
import org.mariadb.r2dbc.util.VersionFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections to MySQL and MariaDB. Their protocol begins TLS after the greeting, so the driver
 * does it, with the context of the hub.
 */
final class MariaDriver implements Driver {
  /**
   * The authentication methods that do not expose the password to the network. Without TLS an
   * attacker could request another one.
   */
  private static final String ENCRYPTED =
      "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password,parsec";

  /** Encrypts the password with the public key of MySQL. */
  private static final String PASSWORD_CIPHER = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";

  private static final double MILLIS_PER_SECOND = 1000;

  private final BackendConfig config;
  private final SqlAddress address;
  private final Hub hub;
  private final Duration connectTimeout;
  private final Optional<SSLContext> tls;

  MariaDriver(BackendConfig config, SqlAddress address, Hub hub, Duration connectTimeout) {
    this.config = config;
    this.address = address;
    this.hub = hub;
    this.connectTimeout = connectTimeout;
    this.tls = address.tls() ? Optional.of(hub.tls(config, address.host())) : Optional.empty();
    loadClasses();
  }

  /** Loads classes that read files, which must not happen on an event loop. */
  private void loadClasses() {
    var _ = VersionFactory.getInstance();
    var anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port());
    var _ =
        new MariadbConnectionFactory(settings(anywhere, new OwnChannels(hub, Optional.empty())));
    if (address.asksForKey()) {
      try {
        var _ = Cipher.getInstance(PASSWORD_CIPHER);
        var _ = KeyFactory.getInstance("RSA");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public Mono<Session> connect(InetSocketAddress target) {
    return Mono.defer(() -> {
      var channels = new OwnChannels(hub, address.directTls() ? opening() : Optional.empty());
      return new MariadbConnectionFactory(settings(target, channels))
          .create()
          .map(it -> session(it, channels, target))
          .onErrorMap(error -> SqlFaults.explained(error, channels.failure()))
          .doOnCancel(channels::destroy);
    });
  }

  private Optional<TlsOpening> opening() {
    return tls.map(
        it -> new TlsOpening(it, address.host(), address.port(), connectTimeout, true, ""));
  }

  /**
   * Calls start on the loop of the connection, because the driver has a lock for which no other
   * loop should wait.
   */
  private Session session(
      MariadbConnection connection, OwnChannels channels, InetSocketAddress target) {
    long thread = connection.getThreadId();
    return new Session(
        connection,
        channels,
        new MariaJson(),
        String.class,
        session -> kill(thread, target),
        channels::execute,
        false);
  }

  /** Ends a statement, which is possible only over another connection. */
  private Mono<Void> kill(long thread, InetSocketAddress target) {
    return Mono.usingWhen(
        connect(target),
        other ->
            Flux.from(other.connection().createStatement("KILL QUERY " + thread).execute())
                .concatMap(it -> it.getRowsUpdated())
                .then(),
        Session::close);
  }

  private MariadbConnectionConfiguration settings(InetSocketAddress target, OwnChannels channels) {
    var builder =
        MariadbConnectionConfiguration.builder()
            .host(target.getAddress().getHostAddress())
            .port(target.getPort())
            .username(address.user())
            .password(address.password())
            .database(address.database())
            .connectTimeout(connectTimeout)
            .loopResources(channels)
            .useServerPrepStmts(true)
            .tinyInt1isBit(false)
            .permitRedirect(false)
            .sslMode(SslMode.DISABLE)
            .allowPublicKeyRetrieval(address.asksForKey())
            .sessionVariables(variables());
    if (!address.tls()) {
      builder.restrictedAuth(ENCRYPTED);
    }
    if (!address.directTls()) {
      tls.ifPresent(it ->
          builder
              .sslMode(SslMode.TRUST)
              .sslContextBuilderCustomizer(ssl ->
                  ssl.sslProvider(SslProvider.JDK)
                      .sslContextProvider(new FixedSslContextProvider(it))));
    }
    return builder.build();
  }

  private Map<String, Object> variables() {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("time_zone", "+00:00");
    long millis = config.longestCall().toMillis();
    if (address.dialect() == Dialect.MARIADB) {
      variables.put("max_statement_time", millis / MILLIS_PER_SECOND);
    } else {
      variables.put("max_execution_time", (int) Math.min(millis, Integer.MAX_VALUE));
    }
    return variables;
  }
}
