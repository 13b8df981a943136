package dev.joinall.backend.sql;

import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.config.AddressRules;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Fields;
import dev.joinall.config.KindDefaults;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Backends of kind {@code sql}: one database of PostgreSQL, MySQL or MariaDB. */
public final class SqlKind implements Kind {
  private static final AddressRules ADDRESS =
      AddressRules.oneHost("uri", "postgresql", "mysql", "mariadb");

  /** An interactive request takes about two seconds, and one call should not use all of them. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /**
   * A connection of PostgreSQL is a process of about 10 MB, its default limit is 100 for all
   * clients, and a busy core serves few of them at a time. Opening one costs two round trips and a
   * hash of the password.
   */
  private static final PoolConfig POOL =
      new PoolConfig(
          10, 100, Duration.ofMillis(250), Duration.ofMinutes(5), Duration.ofMinutes(30));

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public void checkAddress(URI address, Tree where, Problems problems) {
    new SqlAddressCheck(where, problems).check(address);
  }

  @Override
  public boolean usesTls(URI address) {
    return SqlAddress.usesTls(address);
  }

  @Override
  public String tlsHint() {
    return "write ?sslmode=verify-full behind the database of the uri";
  }

  @Override
  public KindDefaults defaults() {
    return new KindDefaults(ADDRESS, TIMEOUT, POOL);
  }

  @Override
  public boolean hasSessions() {
    return true;
  }

  @Override
  public List<String> verbs() {
    return SqlCall.VERBS;
  }

  @Override
  public Optional<SqlCall> call(String verb, Fields task) {
    return SqlCall.read(verb, task);
  }

  @Override
  public Backend open(BackendConfig declared, EventLoops loops) {
    return new SqlBackend(declared, Hub.of(loops));
  }

  @Override
  public List<String> wireLoggers() {
    return List.of("io.r2dbc", "org.mariadb");
  }

  /**
   * Drops the driver's warnings about errors of a server: they contain values of rows or the user,
   * and the fault reports the error.
   */
  @Override
  public List<String> answerLoggers() {
    return List.of("org.mariadb.r2dbc");
  }
}
