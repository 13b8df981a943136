package dev.joinall.backend.sql;

import static dev.joinall.backend.WordTable.each;

import dev.joinall.backend.WordTable;
import dev.joinall.config.Authority;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Checks the user, database and options of an address. Only three options are allowed: an unknown
 * one may disable the check of certificates, or contradict a key of the backend. Problems do not
 * repeat the address, because it may contain a password.
 */
record SqlAddressCheck(Tree where, Problems problems) {
  private static final String EXAMPLE = "for example postgresql://user:password@db:5432/shop";
  private static final String SSL =
      "write sslmode=verify-full for TLS, or sslmode=disable for none; a certificate is always"
          + " checked, the key tls declares the trusted CAs";

  private static final Map<String, List<String>> ALLOWED =
      Map.of(
          "sslmode",
          List.of("verify-full", "disable"),
          "sslnegotiation",
          List.of("direct", "postgres"),
          SqlAddress.KEY_OPTION,
          List.of("true", "false"));

  /** Hints for options of other drivers. */
  private static final Map<String, String> INSTEAD =
      WordTable.of(
          each(SSL, "ssl usessl requiressl tls ssl-mode"),
          each("write tls: { ca: ... } at the backend", "sslrootcert"),
          each("write tls: { cert: ..., key: ... } at the backend", "sslcert sslkey"),
          each(
              "write timeout: at the backend, for example timeout: 1s",
              "connect_timeout connecttimeout sockettimeout"),
          each("write user and password before the host", "user password"),
          each("write the schema before the table, as in shop.orders", "currentschema"),
          each("several statements are written as statements: [...]", "allowmultiqueries"));

  /** Reports the errors of an address. */
  void check(URI address) {
    if (address.getRawFragment() != null) {
      problem("the address has a #", "in a password write %23");
    }
    String path = address.getPath();
    if (path == null || path.length() < 2 || path.indexOf('/', 1) > 0) {
      problem("the address names no database", EXAMPLE);
    }
    String login = Authority.of(address).map(Authority::login).orElse("");
    if (login.isEmpty() || login.startsWith(":")) {
      problem("the address names no user", EXAMPLE);
    }
    Set<String> seen = new HashSet<>();
    for (String option : SqlAddress.options(address)) {
      check(option, seen);
    }
    if (seen.contains("sslnegotiation") && !SqlAddress.usesTls(address)) {
      problem("sslnegotiation is written without sslmode=verify-full", SSL);
    }
    if (seen.contains(SqlAddress.KEY_OPTION) && Dialect.of(address.getScheme()) != Dialect.MYSQL) {
      problem("the address has the option " + SqlAddress.KEY_OPTION, "it is for mysql:// only");
    }
  }

  private void check(String option, Set<String> seen) {
    int equals = option.indexOf('=');
    String name = equals < 0 ? option : option.substring(0, equals);
    List<String> values = ALLOWED.get(name);
    if (values == null) {
      String other = INSTEAD.get(name.toLowerCase(Locale.ROOT));
      problem(
          other == null
              ? "the address has an unknown option"
              : "the address has the option " + name,
          other == null ? Problems.suggest(name, ALLOWED.keySet()) : other);
    } else if (!seen.add(name)) {
      problem("the address has " + name + " twice", "remove one of them");
    } else if (equals < 0 || !values.contains(option.substring(equals + 1))) {
      problem(
          "the address has a value of " + name + " that can't be used",
          name.equals("sslmode") ? SSL : "allowed here: " + String.join(", ", values));
    }
  }

  private void problem(String message, String hint) {
    problems.add(where, message, hint);
  }
}
