package dev.joinall.config;

import java.util.Optional;

/**
 * The limit of concurrent requests of a route, and their priority under overload.
 *
 * @param bulkhead empty if only the limits of the process apply
 */
public record OverloadConfig(Optional<GuardsConfig.Bulkhead> bulkhead, Priority priority) {
  /** The default. */
  public static final OverloadConfig NONE = new OverloadConfig(Optional.empty(), Priority.NORMAL);

  static OverloadConfig read(Fields fields) {
    return new OverloadConfig(
        fields.nested("bulkhead", "bulkhead: { max: 100 }").map(GuardsConfig.Bulkhead::read),
        fields.oneOf("priority", Priority.class, Priority.NORMAL));
  }
}
