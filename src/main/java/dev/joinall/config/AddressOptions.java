package dev.joinall.config;

import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What may stand behind the {@code ?} of an address. Only what is documented: an option that nobody
 * has looked at may switch the check of certificates off, or contradict a key of the backend.
 */
final class AddressOptions {
  private final Tree where;
  private final Problems problems;

  AddressOptions(Tree where, Problems problems) {
    this.where = where;
    this.problems = problems;
  }

  /** Adds what is wrong with the options of a mail server's address. */
  void checkSmtp(URI address) {
    String path = address.getRawPath();
    if (!path.isEmpty() && !path.equals("/")) {
      problem("a mail server's address has no path", "leave out what follows the host and port");
    }
    checkNoFragment(address);
    String query = address.getRawQuery();
    if (query == null) {
      return;
    }
    if (!query.equals("starttls=required") && !query.equals("starttls=never")) {
      problem(
          "the address has an argument that is not known",
          "known here: ?starttls=required, ?starttls=never");
    } else if ("smtps".equals(address.getScheme())) {
      problem(
          "smtps is encrypted from its first byte, so there is no STARTTLS",
          "leave out the argument, or write smtp://");
    }
  }

  /** Adds what is wrong with the options of a MongoDB's address. */
  void checkMongo(URI address) {
    checkNoFragment(address);
    String query = address.getRawQuery();
    if (query == null || query.isEmpty()) {
      return;
    }
    List<String> options = Arrays.asList(query.split("[&;]", -1));
    Set<String> seen = new HashSet<>();
    for (String option : options) {
      check(option, seen);
    }
    boolean encrypted =
        seen.contains(MongoOption.TLS.key())
            ? options.stream().anyMatch(MongoOption.TLS::isOn)
            : "mongodb+srv".equals(address.getScheme());
    if (!encrypted && options.stream().anyMatch(MongoOption.AUTH_MECHANISM::isPlain)) {
      problem("authMechanism=PLAIN sends the password in clear", "write tls=true beside it");
    }
  }

  private void check(String option, Set<String> seen) {
    int equals = option.indexOf('=');
    if (equals < 0) {
      problem("an option of the address has no value", "for example ?replicaSet=rs0");
      return;
    }
    String name = option.substring(0, equals);
    RefusedMongoOption.of(name)
        .ifPresentOrElse(
            refused -> problem("the address has the option " + refused.name(), refused.hint()),
            () -> checkAllowed(name, option.substring(equals + 1), seen));
  }

  private void checkAllowed(String name, String value, Set<String> seen) {
    MongoOption.of(name)
        .ifPresentOrElse(
            known -> {
              if (!seen.add(known.key()) && known != MongoOption.READ_PREFERENCE_TAGS) {
                problem("the address has " + known.written() + " twice", "leave one of them out");
              }
              if (!known.allows(value)) {
                problem(
                    "the address has a value of " + known.written() + " that can't be used",
                    "allowed here: " + known.allowed());
              }
            },
            () ->
                problem(
                    "the address has an option that is not known",
                    Problems.suggest(name, MongoOption.names())));
  }

  private void checkNoFragment(URI address) {
    if (address.getRawFragment() != null) {
      problem("the address has a #", "in a password write %23");
    }
  }

  private void problem(String message, String hint) {
    problems.add(where, message, hint);
  }
}
