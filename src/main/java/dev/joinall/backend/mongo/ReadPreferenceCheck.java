package dev.joinall.backend.mongo;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.SessionMode;
import java.net.URI;

/** Checks the read preference of a call against the address of its backend, and its session. */
record ReadPreferenceCheck(CallOptions options, Problems problems) {
  /** Reports a preference that the server would reject, or that has no effect. */
  void against(BackendConfig backend) {
    URI address = backend.address();
    if (!isPrimary() && has(address, MongoOption.READ_CONCERN_LEVEL, "linearizable")) {
      problem(
          "readConcernLevel=linearizable of the address reads from the primary only",
          "remove \"read-preference\", or write readConcernLevel=majority in the address");
    }
  }

  /** Reports a preference in a transaction, which always reads from the primary. */
  void in(SessionMode mode) {
    if (mode == SessionMode.TRANSACTION && !isPrimary()) {
      problem(
          "a transaction reads from the primary, so this has no effect",
          "remove \"read-preference\", or let another aggregation read");
    }
  }

  private boolean isPrimary() {
    return options.readPreference().filter(it -> it != ReadPreferenceMode.PRIMARY).isEmpty();
  }

  private static boolean has(URI address, MongoOption option, String value) {
    return MongoAddressCheck.options(address).stream()
        .anyMatch(it -> it.equalsIgnoreCase(option.written() + "=" + value));
  }

  private void problem(String message, String hint) {
    options.preferenceAt().ifPresent(it -> problems.add(it, message, hint));
  }
}
