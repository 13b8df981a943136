package dev.joinall.backend.mongo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The allowed options of a MongoDB address. Their values are validated, because the driver replaces
 * an invalid one by its default and only logs a warning.
 */
enum MongoOption {
  APP_NAME("appName", "any text", ".+"),
  AUTH_MECHANISM(
      "authMechanism",
      "SCRAM-SHA-256, SCRAM-SHA-1, MONGODB-X509, PLAIN",
      "SCRAM-SHA-256|SCRAM-SHA-1|MONGODB-X509|PLAIN"),
  AUTH_SOURCE("authSource", "the name of a database", ".+"),
  DIRECT_CONNECTION("directConnection", "true, false", "true|false"),
  JOURNAL("journal", "true, false", "true|false"),
  LOAD_BALANCED("loadBalanced", "true, false", "true|false"),
  LOCAL_THRESHOLD("localThresholdMS", "a number", "\\d{1,6}"),
  MAX_STALENESS("maxStalenessSeconds", "a number", "-1|\\d{1,6}"),
  READ_CONCERN_LEVEL(
      "readConcernLevel",
      "local, majority, available, linearizable, snapshot",
      "local|majority|available|linearizable|snapshot"),
  READ_PREFERENCE(
      "readPreference",
      "primary, primaryPreferred, secondary, secondaryPreferred, nearest",
      "primary|primaryPreferred|secondary|secondaryPreferred|nearest"),
  READ_PREFERENCE_TAGS("readPreferenceTags", "tags, for example dc:ny", ".*"),
  REPLICA_SET("replicaSet", "its name", ".+"),
  RETRY_READS("retryReads", "true, false", "true|false"),
  RETRY_WRITES("retryWrites", "true, false", "true|false"),
  SRV_MAX_HOSTS("srvMaxHosts", "a number", "\\d{1,4}"),
  SRV_SERVICE_NAME("srvServiceName", "a name", ".+"),
  TLS("tls", "true, false", "true|false"),
  W(
      "w",
      "1 or more, majority, or a tag; not 0, which confirms a write before it is done",
      "(?!0+$).+"),
  W_TIMEOUT("wtimeoutMS", "a number", "\\d{1,8}");

  private final String written;
  private final String values;
  private final Pattern pattern;

  MongoOption(String written, String values, String pattern) {
    this.written = written;
    this.values = values;
    this.pattern = Pattern.compile(pattern);
  }

  /** Finds an option; like the driver, ignores the case of its name. */
  static Optional<MongoOption> of(String name) {
    return Arrays.stream(values()).filter(it -> it.written.equalsIgnoreCase(name)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(MongoOption::written).toList();
  }

  String written() {
    return written;
  }

  String key() {
    return written.toLowerCase(Locale.ROOT);
  }

  boolean allows(String value) {
    return pattern.matcher(value).matches();
  }

  /** The allowed values, for display. */
  String allowed() {
    return values;
  }

  boolean isWritten(String option) {
    return option.toLowerCase(Locale.ROOT).startsWith(key() + "=");
  }

  boolean isOn(String option) {
    return option.equalsIgnoreCase(written + "=true");
  }

  boolean isPlain(String option) {
    return option.equalsIgnoreCase(written + "=PLAIN");
  }
}
