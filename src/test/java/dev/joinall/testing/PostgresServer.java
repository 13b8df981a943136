package dev.joinall.testing;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL, whose binaries are in a jar of the tests: one server for all tests of a JVM.
 * Its user {@code ann} has the password {@code secret}, and owns the database {@code shop}.
 * Connections may ask for TLS.
 *
 * <p>Methods block, and are for the test thread.
 */
public final class PostgresServer {
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** In seconds. By default the JDBC driver waits for ever for an answer of the login. */
  private static final String ANSWER_TIMEOUT = "20";

  /** Ends the server at the end of the input, which comes even after a kill -9 of this JVM. */
  private static final String GUARD = "trap '' INT TERM HUP; read -r _; kill -INT $0";

  private static final class Holder {
    static final PostgresServer ONE = new PostgresServer();
  }

  private final TestAuthority authority = new TestAuthority("databases");
  private final EmbeddedPostgres server;
  private final KilledProcess process;
  private Process guard;

  private PostgresServer() {
    try {
      this.server = started();
      this.process = KilledProcess.of(processId());
      this.guard = guard();
      Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requirePasswords();
    admin("create role ann login superuser password 'secret'");
    admin("create role bob login password 'weak'");
    admin("create database shop owner ann");
  }

  /**
   * The library would choose a port that any client may take until the server listens, because the
   * files of the server are made between; then it would talk to a stranger. So the port is one that
   * no client takes, and another attempt has another one.
   */
  private EmbeddedPostgres started() throws IOException {
    for (int left = ATTEMPTS - 1; ; left--) {
      try {
        UnpackedPostgres.removeHalf();
        return settings().start();
      } catch (IOException | IllegalStateException e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  private EmbeddedPostgres.Builder settings() throws IOException {
    Path folder = Files.createTempDirectory("postgres-tls-");
    var own = authority.issue("postgres", "127.0.0.1");
    Path key = own.key(folder.resolve("server.key"));
    // The server reads no key that others may read.
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return EmbeddedPostgres.builder()
        .setPort(Ports.free())
        .setPGStartupWait(PATIENCE)
        .setServerConfig("fsync", "off")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("max_connections", "200")
        .setServerConfig("password_encryption", "scram-sha-256")
        .setServerConfig("deadlock_timeout", "100ms")
        .setServerConfig("ssl", "on")
        .setServerConfig("ssl_cert_file", own.certificate(folder.resolve("server.pem")).toString())
        .setServerConfig("ssl_key_file", key.toString())
        .setConnectConfig("user", "postgres")
        .setConnectConfig("socketTimeout", ANSWER_TIMEOUT);
  }

  private Process guard() throws IOException {
    return new ProcessBuilder("sh", "-c", GUARD, Long.toString(process.id()))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  /** Ends the server by {@code kill -9}, with all that serves its connections. */
  public void kill() {
    guard.destroyForcibly();
    process.kill();
  }

  /** Ends one of its background processes by {@code kill -9}. */
  public void killProcess(String type) {
    String id = first("select pid from pg_stat_activity where backend_type = '" + type + "'");
    ProcessHandle.of(Long.parseLong(id)).orElseThrow().destroyForcibly();
  }

  /** Returns when it serves. */
  public void awaitReady() {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> first("select 1").equals("1"));
  }

  /** Starts it again after {@link #kill}, with the same port and data; returns when it serves. */
  public void restart() {
    try {
      process.restart();
      awaitReady();
      guard = guard();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, unless it runs. Skips the test where there are no binaries of it. */
  public static PostgresServer shared() {
    Optional<String> missing = missing();
    Assumptions.assumeTrue(missing.isEmpty(), missing::toString);
    return Holder.ONE;
  }

  /** That there are no binaries of it for this system. */
  static Optional<String> missing() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    return system.equals("Linux amd64")
        ? Optional.empty()
        : Optional.of("no binaries of PostgreSQL for " + system);
  }

  private void stop() {
    try {
      server.close();
      guard.destroyForcibly();
    } catch (IOException e) {
      // the JVM ends anyway, and the guard ends the server
    }
  }

  public int port() {
    return server.getPort();
  }

  /** Has signed its certificate, which is for {@code 127.0.0.1}. */
  public TestAuthority authority() {
    return authority;
  }

  /** The address of the database for {@code ann}. */
  public String uri() {
    return uri("ann:secret");
  }

  /** The address of the database for another login. */
  public String uri(String login) {
    return "postgresql://" + login + "@127.0.0.1:" + port() + "/shop";
  }

  /** The server trusts nobody without a password. */
  private void requirePasswords() {
    String file = first(jdbc("postgres", "postgres", ""), "show hba_file");
    try {
      Files.writeString(
          Path.of(file),
          """
          host all postgres 127.0.0.1/32 trust
          host all all 127.0.0.1/32 scram-sha-256
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    first(jdbc("postgres", "postgres", ""), "select pg_reload_conf()");
  }

  /** That of the server itself: the library starts it by a command that does not become it. */
  private long processId() {
    return Long.parseLong(
        first(
            jdbc("postgres", "postgres", ""),
            "select split_part(pg_read_file('postmaster.pid'), chr(10), 1)"));
  }

  private String jdbc(String database, String user, String password) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s&socketTimeout=%s"
        .formatted(port(), database, user, password, ANSWER_TIMEOUT);
  }

  private void admin(String sql) {
    run(jdbc("postgres", "postgres", ""), sql);
  }

  /** Makes a database that is empty, in place of an earlier one; returns its address. */
  public String empty(String database) {
    admin("drop database if exists " + database + " with (force)");
    admin("create database " + database + " owner ann");
    return "postgresql://ann:secret@127.0.0.1:" + port() + "/" + database;
  }

  /** Runs statements in the database as its owner. */
  public void run(String sql) {
    runIn("shop", sql);
  }

  /** Runs statements in another database as its owner. */
  public void runIn(String database, String sql) {
    run(jdbc(database, "ann", "secret"), sql);
  }

  /** The first value of a query in the database, as text. */
  public String first(String sql) {
    return first(jdbc("shop", "ann", "secret"), sql);
  }

  /** The same of another database. */
  public String firstIn(String database, String sql) {
    return first(jdbc(database, "ann", "secret"), sql);
  }

  private static void run(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String first(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
