package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.Map;
import java.util.Optional;

/**
 * Members of an outcome that are always null, and statuses that never occur. Immutable.
 *
 * @param alwaysNull the reason why a member is always null, by its name
 * @param neverStatus the reason why the task never ends with a status, by the word of {@code
 *     status}
 */
@Internal
public record OutcomeFacts(Map<String, String> alwaysNull, Map<String, String> neverStatus) {
  /** All members and statuses are possible. */
  static final OutcomeFacts NONE = new OutcomeFacts(Map.of(), Map.of());

  public OutcomeFacts {
    alwaysNull = Map.copyOf(alwaysNull);
    neverStatus = Map.copyOf(neverStatus);
  }

  /** Empty if the member may have a value. */
  Optional<String> whyNull(String member) {
    return Optional.ofNullable(alwaysNull.get(member));
  }

  /** Empty if the task may end with this status. */
  Optional<String> whyNever(String status) {
    return Optional.ofNullable(neverStatus.get(status));
  }
}
