package dev.joinall.backend.sql;

import dev.joinall.testing.TestAuthority;

/**
 * A database server with the database {@code shop}, and what is written in another way for it. Its
 * user {@code ann} has the password {@code secret} and all rights there; {@code bob} with the
 * password {@code weak} can only log in. A test where it can't run is skipped.
 */
interface SqlServer {
  /** The address of the database for another login. */
  String uri(String login);

  /** The address of the database for {@code ann}. */
  default String uri() {
    return uri("ann:secret");
  }

  /** What each address has at its end. */
  default String options() {
    return "";
  }

  /** Runs statements in the database. */
  void run(String sql);

  /** Has signed its certificate. */
  TestAuthority authority();

  /** The number of the own connection, as an expression. */
  String connection();

  /** Takes this number of seconds, as an expression. */
  String sleep(int seconds);

  /** Whether it has {@code returning}. */
  default boolean returns() {
    return true;
  }

  /** A query that takes 30 s. */
  default String slow() {
    return "select " + sleep(30) + " as it";
  }

  /** A task that counts the statements which run {@link #slow}, as {@code n}. */
  String running();

  /** A task that reads the name of the cipher of the own connection, as {@code cipher}. */
  String cipher();

  /** A statement that ends the own connection. */
  String endOwnConnection();
}
