package dev.joinall.config;

import java.util.List;

/**
 * What the address of a backend looks like.
 *
 * @param key of the backend under which it is written: {@code uri} or {@code url}
 * @param schemes that it may start with; at least one
 * @param severalHosts whether it may name more than one host, or none; only the client reads them
 */
public record AddressRules(String key, List<String> schemes, boolean severalHosts) {
  public AddressRules {
    schemes = List.copyOf(schemes);
  }

  /** An address under {@code key} that names one host. */
  public static AddressRules oneHost(String key, String... schemes) {
    return new AddressRules(key, List.of(schemes), false);
  }

  /** Such as {@code uri: redis://localhost}. */
  String example() {
    return key + ": " + placeholder();
  }

  String placeholder() {
    return schemes.getFirst() + "://localhost";
  }
}
