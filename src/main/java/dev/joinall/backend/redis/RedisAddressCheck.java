package dev.joinall.backend.redis;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks the user, password and database of an address. Rejects options after {@code ?}: one of
 * Lettuce's turns off the check of certificates.
 */
record RedisAddressCheck(Tree where, Problems problems) {
  private static final Pattern PATH = Pattern.compile("/?|/[0-9]{1,5}");
  private static final String EXAMPLE = "redis://localhost:6379/0";
  private static final String DATABASE =
      "write the number of the database behind the host, for example " + EXAMPLE;

  /** Replacements for options of other drivers. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "verifypeer", "leave it out: the certificate of a rediss:// address is always checked",
          "timeout", "write timeout: at the backend, for example timeout: 250ms",
          "database", DATABASE,
          "db", DATABASE,
          "_database", DATABASE);

  /** Reports the errors of an address. */
  void check(URI address) {
    checkOptions(address);
    if (address.getRawFragment() != null) {
      problem("the address has a #", "in a password write %23");
    }
    if (!PATH.matcher(address.getRawPath()).matches()) {
      problem("the path of the address is not the number of a database", DATABASE);
    }
    checkLogin(address);
  }

  private void checkOptions(URI address) {
    String query = address.getRawQuery();
    if (query != null) {
      String name = query.split("[=&;]", 2)[0].toLowerCase(Locale.ROOT);
      String hint = INSTEAD.getOrDefault(name, "leave out the ? and what follows");
      problem("the address of a Redis has no options", hint);
    }
  }

  /** A user without a password would be ignored, and the default user may have more rights. */
  private void checkLogin(URI address) {
    String authority = address.getRawAuthority();
    int at = authority == null ? -1 : authority.lastIndexOf('@');
    String login = at < 0 ? "" : authority.substring(0, at);
    int colon = login.indexOf(':');
    if (at >= 0 && (colon < 0 || colon + 1 == login.length())) {
      problem(
          "the address has an @ and no password before it",
          "write user and password before it, or a colon and the password of the default user");
    }
  }

  private void problem(String message, String hint) {
    problems.add(where, message, hint);
  }
}
