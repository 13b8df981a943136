package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.Map;
import java.util.Optional;

/**
 * What the outcome of a task never tells. Immutable.
 *
 * @param alwaysNull why a member is always null, by its name
 * @param neverStatus why the task never ends so, by the word of {@code status}
 */
@Internal
public record OutcomeFacts(Map<String, String> alwaysNull, Map<String, String> neverStatus) {
  /** Nothing is known. */
  static final OutcomeFacts NONE = new OutcomeFacts(Map.of(), Map.of());

  public OutcomeFacts {
    alwaysNull = Map.copyOf(alwaysNull);
    neverStatus = Map.copyOf(neverStatus);
  }

  /** Empty if the member may have a value. */
  Optional<String> whyNull(String member) {
    return Optional.ofNullable(alwaysNull.get(member));
  }

  /** Empty if the task may end so. */
  Optional<String> whyNever(String status) {
    return Optional.ofNullable(neverStatus.get(status));
  }
}
