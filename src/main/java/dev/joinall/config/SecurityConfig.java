package dev.joinall.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may call the routes: the kinds of credentials that the server accepts.
 *
 * @param where with all its variables expanded
 * @param callers by name, in declared order
 * @param trustedProxies whose forwarding headers are believed
 */
public record SecurityConfig(
    Tree where, Map<String, CallerConfig> callers, List<AddressRange> trustedProxies) {
  public SecurityConfig {
    callers = Collections.unmodifiableMap(new LinkedHashMap<>(callers));
    trustedProxies = List.copyOf(trustedProxies);
  }
}
