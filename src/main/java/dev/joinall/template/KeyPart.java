package dev.joinall.template;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One expression of a call, whose value is a part of the call's key.
 *
 * @param text as written
 * @param reads the names that it reads, as {@code group.member} or as a root
 * @param path the path, if the expression is only a path
 * @param random whether two evaluations differ
 */
record KeyPart(
    String text, Expression expression, List<String> reads, Optional<String> path, boolean random) {
  /** Values with these prefixes may be known to one caller only. */
  private static final List<String> OF_CALLER =
      List.of(SymbolTable.HEADER + ".", SymbolTable.CALLER + ".", SymbolTable.REQUEST + ".client");

  /** These values differ between requests. */
  private static final List<String> OF_REQUEST =
      List.of(SymbolTable.REQUEST + ".id", SymbolTable.REQUEST + ".time", SymbolTable.NOW);

  KeyPart {
    reads = List.copyOf(reads);
  }

  static KeyPart of(String text, Expression expression, ReferenceFinder found, boolean random) {
    List<String> reads =
        Stream.concat(
                found.members().stream().map(it -> it.group() + "." + it.member()),
                found.roots().stream())
            .distinct()
            .toList();
    String stripped = text.strip();
    Optional<String> path =
        found
            .path()
            .map(ReferenceFinder.Path::text)
            .or(() -> reads.stream().filter(it -> stripped.equals(indexed(it))).findFirst());
    return new KeyPart(stripped, expression, reads, path, random);
  }

  /** Returns a name as an expression: {@code header["x-user"]} for {@code header.x-user}. */
  static String indexed(String name) {
    int dot = name.indexOf('.');
    boolean isPlain = dot < 0 || name.substring(dot + 1).matches("[A-Za-z_][A-Za-z0-9_]*");
    return isPlain ? name : name.substring(0, dot) + "[\"" + name.substring(dot + 1) + "\"]";
  }

  /** Whether no two requests have the same value. */
  boolean differsAlways() {
    return random || reads.stream().anyMatch(OF_REQUEST::contains);
  }

  /** Whether it reads only values that are unique to a request, so that a key may omit it. */
  boolean isOnlyOfRequest() {
    return differsAlways() && OF_REQUEST.containsAll(reads);
  }

  /** A name that it reads and that two callers do not share; empty if there is none. */
  Optional<String> credential() {
    return reads.stream().filter(it -> OF_CALLER.stream().anyMatch(it::startsWith)).findFirst();
  }

  /** An input that these parts do not determine; empty if they determine the value. */
  Optional<String> missingIn(List<KeyPart> parts) {
    if (parts.stream().anyMatch(it -> it.text.equals(text) || isWithin(it))) {
      return Optional.empty();
    }
    return reads.stream()
        .filter(read -> parts.stream().noneMatch(it -> it.path.filter(read::equals).isPresent()))
        .findFirst();
  }

  /** Whether this path is a part of the other one. */
  private boolean isWithin(KeyPart other) {
    return path.isPresent()
        && other.path.isPresent()
        && (path.get().startsWith(other.path.get() + ".")
            || path.get().startsWith(other.path.get() + "["));
  }
}
