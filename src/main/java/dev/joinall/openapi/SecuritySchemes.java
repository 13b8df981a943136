package dev.joinall.openapi;

import dev.joinall.config.AllowConfig;
import dev.joinall.config.CallerConfig;
import dev.joinall.config.Config;
import dev.joinall.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The security schemes, and the requirement of each operation. */
final class SecuritySchemes {
  private SecuritySchemes() {}

  /** The schemes by the names of the callers; empty if the file declares none. */
  static Map<String, Object> of(Config config) {
    Map<String, Object> schemes = new LinkedHashMap<>();
    config.security().stream()
        .flatMap(it -> it.callers().values().stream())
        .forEach(it -> schemes.put(it.name(), scheme(it)));
    return schemes;
  }

  private static Map<String, Object> scheme(CallerConfig caller) {
    return switch (caller) {
      case CallerConfig.Jwt jwt -> {
        Map<String, Object> token = token(jwt);
        if (!jwt.needsProof()) {
          token.put("bearerFormat", "JWT");
        }
        yield token;
      }
      case CallerConfig.Introspection introspection -> token(introspection);
      case CallerConfig.ApiKey key ->
          JsonMaps.map("type", "apiKey", "in", "header", "name", key.header());
      case CallerConfig.Mtls mtls -> JsonMaps.map("type", "mutualTLS");
    };
  }

  private static Map<String, Object> token(CallerConfig caller) {
    return caller.needsProof()
        ? JsonMaps.map(
            "type", "http",
            "scheme", "DPoP",
            "description", "With a proof of the token's key in the header DPoP (RFC 9449)")
        : JsonMaps.map("type", "http", "scheme", "bearer");
  }

  /**
   * The alternative requirements; an empty one means no credentials. Empty if the route names no
   * callers.
   */
  static Optional<List<Object>> of(AllowConfig allow, Plan plan, Config config) {
    return switch (allow) {
      case AllowConfig.Anyone anyone ->
          plan.access().authenticates() ? Optional.of(optional(config)) : Optional.empty();
      case AllowConfig.Callers callers ->
          Optional.of(
              callers.rules().stream()
                  .map(it ->
                      (Object) JsonMaps.map(it.caller(), List.copyOf(new TreeSet<>(it.scopes()))))
                  .distinct()
                  .toList());
    };
  }

  private static List<Object> optional(Config config) {
    List<Object> all = new ArrayList<>();
    all.add(Map.of());
    of(config).keySet().forEach(it -> all.add(JsonMaps.map(it, List.of())));
    return all;
  }
}
