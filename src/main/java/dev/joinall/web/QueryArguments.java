package dev.joinall.web;

import dev.joinall.plan.Inputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a query, decoded.
 *
 * @param byName in sent order; an argument without {@code =} has an empty value
 * @param malformed the arguments that are not percent-encoded UTF-8, as sent
 */
record QueryArguments(Map<String, List<String>> byName, List<String> malformed) {
  static final QueryArguments NONE = new QueryArguments(Map.of(), List.of());

  static QueryArguments of(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) {
      return NONE;
    }
    var arguments = new QueryArguments(new HashMap<>(), new ArrayList<>());
    int from = 0;
    while (from <= raw.length()) {
      int ampersand = raw.indexOf('&', from);
      int to = ampersand < 0 ? raw.length() : ampersand;
      if (to > from) {
        arguments.add(raw.substring(from, to));
      }
      from = to + 1;
    }
    return arguments;
  }

  List<String> of(Inputs.Parameter parameter) {
    return byName.getOrDefault(parameter.name(), List.of());
  }

  private void add(String argument) {
    int equals = argument.indexOf('=');
    Optional<String> name = decode(equals < 0 ? argument : argument.substring(0, equals));
    Optional<String> value = decode(equals < 0 ? "" : argument.substring(equals + 1));
    if (name.isEmpty() || value.isEmpty()) {
      malformed.add(name.orElse(argument));
    } else {
      byName.computeIfAbsent(name.get(), it -> new ArrayList<>(1)).add(value.get());
    }
  }

  /** Decodes a name or a value. In a query, as in forms, a plus is a space. */
  private static Optional<String> decode(String raw) {
    return PercentDecoder.decode(raw.replace('+', ' '));
  }
}
