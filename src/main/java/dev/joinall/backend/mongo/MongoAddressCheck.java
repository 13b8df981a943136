package dev.joinall.backend.mongo;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the options of a MongoDB address. Only documented options are allowed: an unknown one may
 * disable the check of certificates, or contradict a key of the backend.
 */
record MongoAddressCheck(Tree where, Problems problems) {
  /** Reports the errors of the options. */
  void check(URI address) {
    if (address.getRawFragment() != null) {
      problem("the address has a #", "in a password write %23");
    }
    String query = address.getRawQuery();
    if (query == null || query.isEmpty()) {
      return;
    }
    List<String> options = Arrays.asList(query.split("[&;]", -1));
    Set<String> seen = new HashSet<>();
    for (String option : options) {
      check(option, seen);
    }
    checkReads(options);
    if (!usesTls(address) && options.stream().anyMatch(MongoOption.AUTH_MECHANISM::isPlain)) {
      problem("authMechanism=PLAIN sends the password in clear", "write tls=true beside it");
    }
  }

  /** Reports combinations that the server rejects, or the driver when it is opened. */
  private void checkReads(List<String> options) {
    Optional<String> preference = value(options, MongoOption.READ_PREFERENCE);
    boolean ofPrimary = preference.filter(it -> !it.equals("primary")).isEmpty();
    if (!ofPrimary
        && value(options, MongoOption.READ_CONCERN_LEVEL)
            .filter("linearizable"::equals)
            .isPresent()) {
      problem(
          "readConcernLevel=linearizable reads from the primary only",
          "remove readPreference, or write readConcernLevel=majority");
    }
    if (ofPrimary
        && value(options, MongoOption.MAX_STALENESS).filter(it -> !it.equals("-1")).isPresent()) {
      problem(
          "maxStalenessSeconds has no effect on the primary",
          "write readPreference=secondaryPreferred or another one beside it");
    }
    if (ofPrimary && value(options, MongoOption.READ_PREFERENCE_TAGS).isPresent()) {
      problem(
          "readPreferenceTags has no effect on the primary",
          "write readPreference=secondaryPreferred or another one beside it");
    }
  }

  private static Optional<String> value(List<String> options, MongoOption option) {
    return options.stream()
        .filter(option::isWritten)
        .map(it -> it.substring(it.indexOf('=') + 1))
        .findFirst();
  }

  /**
   * Whether the option {@code tls} is on; by default it is for a list of servers in DNS, and not
   * for others.
   */
  static boolean usesTls(URI address) {
    List<String> options = options(address);
    return options.stream().anyMatch(MongoOption.TLS::isWritten)
        ? options.stream().anyMatch(MongoOption.TLS::isOn)
        : "mongodb+srv".equals(address.getScheme());
  }

  /**
   * The options of an address, whose URI may be opaque or without a host if it has several hosts.
   */
  static List<String> options(URI address) {
    String text = address.toString();
    int query = text.indexOf('?');
    return query < 0 ? List.of() : Arrays.asList(text.substring(query + 1).split("[&;]", -1));
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
                problem("the address has " + known.written() + " twice", "remove one of them");
              }
              if (!known.allows(value)) {
                problem(
                    "the address has a value of " + known.written() + " that can't be used",
                    "allowed here: " + known.allowed());
              }
            },
            () ->
                problem(
                    "the address has an unknown option",
                    Problems.suggest(name, MongoOption.names())));
  }

  private void problem(String message, String hint) {
    problems.add(where, message, hint);
  }
}
