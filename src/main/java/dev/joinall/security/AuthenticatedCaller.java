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
 * @param confirmation what the client has to hold besides
 */
public record AuthenticatedCaller(
    String group, String id, Set<String> scopes, Json claims, Confirmation confirmation) {
  public AuthenticatedCaller {
    scopes = Set.copyOf(scopes);
  }

  /** One whose credentials are enough. */
  public AuthenticatedCaller(String group, String id, Set<String> scopes, Json claims) {
    this(group, id, scopes, claims, Confirmation.NONE);
  }
}
