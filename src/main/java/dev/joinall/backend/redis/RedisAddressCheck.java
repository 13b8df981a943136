package dev.joinall.backend.redis;

import dev.joinall.config.Authority;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks the user, password and database of an address. Rejects options after {@code ?}: one of
 * Lettuce's options disables the check of certificates.
 */
record RedisAddressCheck(Tree where, Problems problems) {
  private static final Pattern PATH = Pattern.compile("/?|/[0-9]{1,5}");
  private static final String EXAMPLE = "redis://localhost:6379/0";
  private static final String DATABASE =
      "write the number of the database behind the host, for example " + EXAMPLE;

  /** Hints for options of other drivers. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "verifypeer", "remove it: the certificate of a rediss:// address is always checked",
          "timeout", "write timeout: at the backend, for example timeout: 250ms",
          "database", DATABASE,
          "db", DATABASE,
          "_database", DATABASE);

  private static final int MAX_PORT = 65_535;
  private static final String PORT = "a port is a number from 1 to " + MAX_PORT;
  private static final Pattern NAMED_PORT = Pattern.compile("[^:]+:[A-Za-z].*");
  private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /** Whether it has no errors. */
  static boolean isValid(URI address, Tree where) {
    var problems = new Problems();
    boolean isKnown = String.valueOf(address.getScheme()).matches("rediss?(-sentinel)?");
    if (isKnown) {
      new RedisAddressCheck(where, problems).check(address);
    }
    return isKnown && problems.all().isEmpty();
  }

  /** Reports the errors of an address. */
  void check(URI address) {
    if (!checkHosts(address)) {
      return;
    }
    checkOptions(address);
    checkMaster(address);
    if (!PATH.matcher(address.getRawPath()).matches()) {
      problem("the path of the address is not the number of a database", DATABASE);
    }
    checkLogin(address);
  }

  private boolean checkHosts(URI address) {
    List<Authority> hosts = Authority.all(address);
    String hint = "for example uri: " + EXAMPLE;
    if (hosts.isEmpty()) {
      String written = String.valueOf(address.getRawAuthority());
      boolean isNamedPort = NAMED_PORT.matcher(written).matches();
      problem(isNamedPort ? PORT : "the address names no host", hint);
    } else if (hosts.stream().anyMatch(it -> it.port() == 0 || it.port() > MAX_PORT)) {
      problem(PORT, hint);
      return false;
    }
    return !hosts.isEmpty();
  }

  private void checkMaster(URI address) {
    String name = address.getFragment();
    if (!RedisAddress.namesSentinels(address)) {
      if (name != null) {
        problem("the address has a #", "in a password write %23");
      }
    } else if (name == null || !MASTER.matcher(name).matches()) {
      problem(
          "the address does not name the master",
          "write the name that the sentinels give it: redis-sentinel://host-1,host-2/0#mymaster");
    }
  }

  private void checkOptions(URI address) {
    String query = address.getRawQuery();
    if (query != null) {
      String name = query.split("[=&;]", 2)[0].toLowerCase(Locale.ROOT);
      String hint = INSTEAD.getOrDefault(name, "remove the ? and the text after it");
      problem("the address of a Redis has no options", hint);
    }
  }

  /**
   * Rejects a user without a password, which would be ignored: the default user may have more
   * permissions.
   */
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
