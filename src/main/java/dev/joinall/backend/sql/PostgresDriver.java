package dev.joinall.backend.sql;

import dev.joinall.backend.Hub;
import dev.joinall.config.BackendConfig;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.postgresql.codec.CodecRegistry;
import io.r2dbc.postgresql.util.LogLevel;
import io.r2dbc.spi.Row;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connections to PostgreSQL. Does not use the driver's TLS, see {@link TlsNegotiation}. */
final class PostgresDriver implements Driver {
  /** Maximum of prepared statements on each connection; the oldest ones are closed. */
  private static final int PREPARED = 256;

  /** A row in the text format may be longer than its JSON, because each byte is two hex digits. */
  private static final int MESSAGE_FACTOR = 3;

  private static final int MIN_MESSAGE = 1 << 20;

  private final BackendConfig config;
  private final SqlAddress address;
  private final Hub hub;
  private final Duration connectTimeout;
  private final Optional<TlsOpening> tls;

  PostgresDriver(BackendConfig config, SqlAddress address, Hub hub, Duration connectTimeout) {
    this.config = config;
    this.address = address;
    this.hub = hub;
    this.connectTimeout = connectTimeout;
    this.tls =
        address.tls()
            ? Optional.of(
                new TlsOpening(
                    hub.tls(config, address.host()),
                    address.host(),
                    address.port(),
                    connectTimeout,
                    address.directTls(),
                    address.directTls() ? "postgresql" : ""))
            : Optional.empty();
    loadClasses();
  }

  /** Loads classes that read files, which must not happen on an event loop. */
  private void loadClasses() {
    var anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port());
    var _ =
        new PostgresqlConnectionFactory(
            settings(anywhere, new OwnChannels(hub, Optional.empty()), new OwnTypes()));
  }

  @Override
  public Mono<Session> connect(InetSocketAddress target) {
    return Mono.defer(() -> {
      var channels = new OwnChannels(hub, tls);
      var own = new OwnTypes();
      return new PostgresqlConnectionFactory(settings(target, channels, own))
          .create()
          .map(it -> session(it, channels, new PostgresJson(own)))
          .onErrorMap(error -> SqlFaults.explained(error, channels.failure()))
          .doOnCancel(channels::destroy);
    });
  }

  private static Session session(
      PostgresqlConnection connection, OwnChannels channels, RowWriter rows) {
    return new Session(
        connection,
        channels,
        rows,
        PostgresValues.Text.class,
        session -> connection.cancelRequest(),
        Runnable::run,
        true);
  }

  private PostgresqlConnectionConfiguration settings(
      InetSocketAddress target, OwnChannels channels, OwnTypes own) {
    return PostgresqlConnectionConfiguration.builder()
        .host(target.getAddress().getHostAddress())
        .port(target.getPort())
        .username(address.user())
        .password(address.password())
        .database(address.database())
        .applicationName("joinall")
        .connectTimeout(connectTimeout)
        .loopResources(channels)
        .sslMode(SSLMode.DISABLE)
        .autodetectExtensions(false)
        .codecRegistrar((connection, buffers, codecs) -> register(connection, codecs, own))
        .preparedStatementCacheQueries(PREPARED)
        .maxMessageSize(
            (int)
                Math.min(Integer.MAX_VALUE, (long) MESSAGE_FACTOR * config.maxBody() + MIN_MESSAGE))
        .timeZone("UTC")
        .options(
            Map.of(
                "IntervalStyle", "iso_8601",
                "bytea_output", "hex",
                "statement_timeout", config.longestCall().toMillis() + "ms"))
        // Their texts contain values; the log of the task has the fault.
        .errorResponseLogLevel(LogLevel.DEBUG)
        .noticeLogLevel(LogLevel.DEBUG)
        .build();
  }

  private static Mono<Void> register(
      PostgresqlConnection connection, CodecRegistry codecs, OwnTypes own) {
    return Flux.from(connection.createStatement(OwnTypes.QUERY).execute())
        .concatMap(result ->
            result.map((row, metadata) -> {
              own.add(number(row, 0), number(row, 1), text(row, 2).charAt(0), number(row, 3));
              return true;
            }))
        .then(Mono.fromRunnable(() -> codecs.addFirst(new RawCodec())));
  }

  private static int number(Row row, int column) {
    return Integer.parseUnsignedInt(text(row, column));
  }

  private static String text(Row row, int column) {
    return String.valueOf(row.get(column, String.class));
  }
}
