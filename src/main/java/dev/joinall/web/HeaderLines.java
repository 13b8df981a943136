package dev.joinall.web;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The header lines of an answer, in their order, in one array: an answer has few of them. Names
 * ignore case, and keep it. Not thread-safe.
 */
final class HeaderLines {
  private static final int USUAL = 16;

  /** A name at each even index, its value at the next index. The lines of one name are adjacent. */
  private @Nullable String[] lines = new @Nullable String[USUAL];

  private int end;

  static HeaderLines of(Map<String, List<String>> headers) {
    var lines = new HeaderLines();
    headers.forEach(lines::set);
    return lines;
  }

  private String at(int place) {
    return Objects.requireNonNull(lines[place]);
  }

  /** Replaces all lines of this name. */
  void set(String name, String value) {
    remove(name);
    append(name, value);
  }

  /** The same, with a line for each value. */
  void set(String name, List<String> values) {
    remove(name);
    values.forEach(it -> append(name, it));
  }

  private void append(String name, String value) {
    if (end == lines.length) {
      lines = Arrays.copyOf(lines, 2 * end);
    }
    lines[end++] = name;
    lines[end++] = value;
  }

  void remove(String name) {
    int to = 0;
    for (int i = 0; i < end; i += 2) {
      String known = at(i);
      if (!known.equalsIgnoreCase(name)) {
        lines[to++] = known;
        lines[to++] = lines[i + 1];
      }
    }
    end = to;
  }

  /** The first line of this name; null if there is none. */
  @Nullable String first(String name) {
    for (int i = 0; i < end; i += 2) {
      if (at(i).equalsIgnoreCase(name)) {
        return at(i + 1);
      }
    }
    return null;
  }

  /** The values by name. */
  Map<String, List<String>> toMap() {
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (int i = 0; i < end; i += 2) {
      map.merge(
          at(i),
          List.of(at(i + 1)),
          (before, more) -> Stream.of(before, more).flatMap(List::stream).toList());
    }
    return map;
  }

  /** Replaces the headers of these names. The {@code Vary} of the response is kept as well. */
  void writeTo(RouteResponse response) {
    String before = "";
    for (int i = 0; i < end; i += 2) {
      String name = at(i);
      String value = at(i + 1);
      if (name.equalsIgnoreCase(HttpHeaders.VARY)) {
        response.set(name, CacheRules.merged(response.get(name), value));
      } else if (name.equals(before)) {
        response.add(name, value);
      } else {
        response.set(name, value);
      }
      before = name;
    }
  }
}
