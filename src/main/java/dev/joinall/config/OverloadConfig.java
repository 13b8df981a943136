package dev.joinall.config;

import java.util.Optional;

/**
 * How many requests of a route run at once, and which of them go first.
 *
 * @param bulkhead empty if only the limits of the process apply
 */
public record OverloadConfig(Optional<GuardsConfig.Bulkhead> bulkhead, Priority priority) {
  /** What holds where nothing is declared. */
  public static final OverloadConfig NONE = new OverloadConfig(Optional.empty(), Priority.NORMAL);

  static OverloadConfig read(Fields fields) {
    return new OverloadConfig(
        fields.nested("bulkhead", "bulkhead: { max: 100 }").map(GuardsConfig.Bulkhead::read),
        fields.oneOf("priority", Priority.class, Priority.NORMAL));
  }
}
