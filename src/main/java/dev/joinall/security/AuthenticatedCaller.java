package dev.joinall.security;

import dev.joinall.json.Json;
import java.util.Set;

/**
 * Who sends a request. Immutable.
 *
 * @param group the name of the callers under {@code security}
 * @param id of this one: the subject of its token, or the name of its key
 * @param scopes what it may do
 * @param claims all of its token; an empty object for a key
 */
public record AuthenticatedCaller(String group, String id, Set<String> scopes, Json claims) {
  public AuthenticatedCaller {
    scopes = Set.copyOf(scopes);
  }
}
