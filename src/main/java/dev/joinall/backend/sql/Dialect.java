package dev.joinall.backend.sql;

import java.util.Locale;

/** The supported systems, by the scheme of the address. */
enum Dialect {
  POSTGRESQL(5432),
  MYSQL(3306),
  MARIADB(3306);

  private final int port;

  Dialect(int port) {
    this.port = port;
  }

  /** The dialect for the scheme of an address. */
  static Dialect of(String scheme) {
    return valueOf(scheme.toUpperCase(Locale.ROOT));
  }

  int port() {
    return port;
  }

  /** The name in OpenTelemetry's semantic conventions. */
  String systemName() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isPostgres() {
    return this == POSTGRESQL;
  }
}
