package dev.joinall.backend.smtp;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;

/** Checks the parts of an address besides host, port, user and password. */
record SmtpAddressCheck(Tree where, Problems problems) {

  /** Reports the errors of an address. */
  void check(URI address) {
    String path = address.getRawPath();
    if (!path.isEmpty() && !path.equals("/")) {
      problem("a mail server's address has no path", "remove the path after the host and port");
    }
    if (address.getRawFragment() != null) {
      problem("the address has a #", "in a password write %23");
    }
    String query = address.getRawQuery();
    if (query != null) {
      check(address, query);
    }
  }

  private void check(URI address, String query) {
    if (!query.equals("starttls=required") && !query.equals("starttls=never")) {
      problem(
          "the address has an unknown argument", "known here: ?starttls=required, ?starttls=never");
    } else if ("smtps".equals(address.getScheme())) {
      problem(
          "smtps is encrypted from its first byte, so there is no STARTTLS",
          "remove the argument, or write smtp://");
    }
  }

  private void problem(String message, String hint) {
    problems.add(where, message, hint);
  }
}
