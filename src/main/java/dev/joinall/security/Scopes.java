package dev.joinall.security;

import dev.joinall.json.Json;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the scopes in the claims of a token. */
final class Scopes {
  private static final List<String> DEFAULT_CLAIMS = List.of("scope", "scp");

  private Scopes() {}

  /**
   * The scopes.
   *
   * @param path of the claim that lists them; empty for the default claims
   */
  static Set<String> of(Claims claims, List<String> path) {
    if (!path.isEmpty()) {
      Json at = claims.get(path.getFirst());
      for (String name : path.subList(1, path.size())) {
        at = at == null || at.kind() != Json.Kind.OBJECT ? null : at.get(name);
      }
      return parse(at == null ? Json.NULL : at);
    }
    for (String name : DEFAULT_CLAIMS) {
      Json written = claims.get(name);
      if (written != null) {
        return parse(written);
      }
    }
    return Set.of();
  }

  /** Splits a text at spaces (RFC 8693, 4.2), or reads a list. */
  private static Set<String> parse(Json value) {
    Set<String> words = new HashSet<>();
    switch (value.kind()) {
      case STRING -> Collections.addAll(words, value.text().split(" "));
      case ARRAY ->
          value.elements().stream()
              .filter(it -> it.kind() == Json.Kind.STRING)
              .map(Json::text)
              .forEach(words::add);
      default -> {} // no scopes
    }
    words.remove("");
    return words;
  }
}
