package dev.joinall.security;

import dev.joinall.json.Json;
import java.util.Set;

/**
 * The caller of a request. Immutable.
 *
 * @param group the name of the callers under {@code security}
 * @param id of this caller: the subject of its token, or the name of its key
 * @param scopes its permissions
 * @param claims all claims of its token; an empty object for a key
 * @param confirmation the key to which the token is bound
 */
public record AuthenticatedCaller(
    String group, String id, Set<String> scopes, Json claims, Confirmation confirmation) {
  public AuthenticatedCaller {
    scopes = Set.copyOf(scopes);
  }

  /** Creates a caller whose credentials are not bound to a key. */
  public AuthenticatedCaller(String group, String id, Set<String> scopes, Json claims) {
    this(group, id, scopes, claims, Confirmation.NONE);
  }
}
