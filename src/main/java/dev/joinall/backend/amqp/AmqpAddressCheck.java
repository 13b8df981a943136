package dev.joinall.backend.amqp;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;

/** Checks the login and the virtual host of an address. Rejects options after {@code ?}. */
record AmqpAddressCheck(Tree where, Problems problems) {
  /** Reports the errors of an address. */
  void check(URI address) {
    if (address.getRawQuery() != null) {
      problem(
          "the address of a broker has no options",
          "remove the ? and the text after it; timeouts and the pool are keys of the backend");
    }
    if (address.getRawFragment() != null) {
      problem("the address has a #", "in a password write %23");
    }
    String path = address.getRawPath();
    if (path != null && path.indexOf('/', 1) > 0) {
      problem(
          "the path of the address is not one virtual host",
          "write a slash in its name as %2F; without a path it is the virtual host /");
    }
    checkLogin(address);
  }

  /** Rejects a login without user or password, because a default would silently complete it. */
  private void checkLogin(URI address) {
    String authority = address.getRawAuthority();
    int at = authority == null ? -1 : authority.lastIndexOf('@');
    String login = at < 0 ? "" : authority.substring(0, at);
    int colon = login.indexOf(':');
    if (at >= 0 && (colon < 1 || colon + 1 == login.length())) {
      problem(
          "the address has an @ and not both a user and a password before it",
          "write user:password@ before the host");
    }
  }

  private void problem(String message, String hint) {
    problems.add(where, message, hint);
  }
}
