package dev.joinall.backend.redis;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks what an address says beside its host and port: a password, with a user or without, and a
 * database. Drivers read options behind a {@code ?}, and one of Lettuce's switches the check of
 * certificates off.
 */
record RedisAddressCheck(Tree where, Problems problems) {
  private static final Pattern PATH = Pattern.compile("/?|/[0-9]{1,5}");
  private static final String EXAMPLE = "redis://localhost:6379/0";
  private static final String DATABASE =
      "write the number of the database behind the host, for example " + EXAMPLE;

  /** What to write in place of an option that other drivers know. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "verifypeer", "leave it out: the certificate of a rediss:// address is always checked",
          "timeout", "write timeout: at the backend, for example timeout: 250ms",
          "database", DATABASE,
          "db", DATABASE,
          "_database", DATABASE);

  /** Adds what is wrong with it. */
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

  /** Without a password the server would be asked as its default user, who may do more. */
  private void checkLogin(URI address) {
    String login = address.getRawUserInfo();
    int colon = login == null ? -1 : login.indexOf(':');
    if (login != null && (colon < 0 || colon + 1 == login.length())) {
      problem(
          "the address has an @ and no password before it",
          "write user and password before it, or a colon and the password of the default user");
    }
  }

  private void problem(String message, String hint) {
    problems.add(where, message, hint);
  }
}
