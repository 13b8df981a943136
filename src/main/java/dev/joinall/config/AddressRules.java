package dev.joinall.config;

import java.util.List;

/**
 * The syntax of a backend's address.
 *
 * @param key under which it is written: {@code uri} or {@code url}
 * @param schemes allowed; at least one
 * @param severalHosts whether it may have several hosts, or none; only the client parses them
 * @param listKey under which a list of them may be written in its place; empty if there is none
 */
public record AddressRules(String key, List<String> schemes, boolean severalHosts, String listKey) {
  @Internal
  public AddressRules {
    schemes = List.copyOf(schemes);
  }

  /** An address with one host, under {@code key}. */
  public static AddressRules oneHost(String key, String... schemes) {
    return new AddressRules(key, List.of(schemes), false, "");
  }

  /**
   * An address with one host or several with commas between them, which only the client of the kind
   * parses.
   */
  public static AddressRules hostList(String key, String... schemes) {
    return new AddressRules(key, List.of(schemes), true, "");
  }

  /** The same, or a list of them under {@code key}: servers that do the same. */
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
