package dev.joinall.security;

import dev.joinall.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The scopes in the claims of a token. */
final class Scopes {
  private static final List<String> USUAL = List.of("scope", "scp");

  private Scopes() {}

  /**
   * The scopes.
   *
   * @param path of the claim that lists them; empty for the usual claims
   */
  static Set<String> of(Json claims, List<String> path) {
    if (!path.isEmpty()) {
      Json at = claims;
      for (String name : path) {
        at = at == null || at.kind() != Json.Kind.OBJECT ? null : at.get(name);
      }
      return words(at == null ? Json.NULL : at);
    }
    return USUAL.stream()
        .flatMap(it -> Optional.ofNullable(claims.get(it)).stream())
        .findFirst()
        .map(Scopes::words)
        .orElse(Set.of());
  }

  /** A text with spaces (RFC 8693, 4.2), or a list. */
  private static Set<String> words(Json value) {
    return switch (value.kind()) {
      case STRING ->
          Arrays.stream(value.text().split(" "))
              .filter(it -> !it.isEmpty())
              .collect(Collectors.toUnmodifiableSet());
      case ARRAY ->
          value.elements().stream()
              .filter(it -> it.kind() == Json.Kind.STRING)
              .map(Json::text)
              .collect(Collectors.toUnmodifiableSet());
      default -> Set.of();
    };
  }
}
