package dev.joinall.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The credentials that the server accepts from callers.
 *
 * @param where the declaration with all its variables expanded
 * @param callers by name, in declared order
 * @param trustedProxies the proxies whose forwarding headers are used
 */
public record SecurityConfig(
    Tree where, Map<String, CallerConfig> callers, List<AddressRange> trustedProxies) {
  public SecurityConfig {
    callers = Collections.unmodifiableMap(new LinkedHashMap<>(callers));
    trustedProxies = List.copyOf(trustedProxies);
  }
}
