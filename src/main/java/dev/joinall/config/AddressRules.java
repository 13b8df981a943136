package dev.joinall.config;

import java.util.List;

/**
 * The syntax of a backend's address.
 *
 * @param key the key of the address: {@code uri} or {@code url}
 * @param schemes the allowed schemes; at least one
 * @param severalHosts whether it may have several hosts, or none; only the client parses them
 * @param listKey the key of a list of addresses in place of one; empty if no list is allowed
 */
public record AddressRules(String key, List<String> schemes, boolean severalHosts, String listKey) {
  @Internal
  public AddressRules {
    schemes = List.copyOf(schemes);
  }

  /** An address with one host. */
  public static AddressRules oneHost(String key, String... schemes) {
    return new AddressRules(key, List.of(schemes), false, "");
  }

  /**
   * An address with one host, or several separated by commas, which only the client of the kind
   * parses.
   */
  public static AddressRules hostList(String key, String... schemes) {
    return new AddressRules(key, List.of(schemes), true, "");
  }

  /**
   * Allows also a list of addresses of equivalent servers.
   *
   * @param key the key of the list
   */
  public AddressRules orSeveral(String key) {
    return new AddressRules(this.key, schemes, severalHosts, key);
  }

  /** An example such as {@code uri: redis://localhost}. */
  String example() {
    return key + ": " + placeholder();
  }

  String placeholder() {
    return schemes.getFirst() + "://localhost";
  }
}
