package dev.joinall.backend;

import dev.joinall.config.BackendConfig;
import java.util.Collections;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The kinds of backends that this process knows. Immutable.
 *
 * @param byName in alphabetical order
 */
public record Kinds(Map<String, Kind> byName) {
  public Kinds {
    byName = Collections.unmodifiableMap(new TreeMap<>(byName));
  }

  /**
   * All kinds on the class path. Reads jars.
   *
   * @throws IllegalStateException where two of them have one name
   */
  public static Kinds installed() {
    Map<String, Kind> found = new TreeMap<>();
    for (Kind kind : ServiceLoader.load(Kind.class)) {
      Kind other = found.put(kind.name(), kind);
      if (other != null) {
        throw new IllegalStateException(
            "two kinds of backends are named \"%s\": %s and %s"
                .formatted(kind.name(), other.getClass().getName(), kind.getClass().getName()));
      }
    }
    return new Kinds(found);
  }

  /** Opens a backend of one of these kinds; see {@link Kind#open}. */
  public Backend open(BackendConfig declared, Hub hub) {
    Kind kind = byName.get(declared.kind());
    if (kind == null) {
      throw new IllegalArgumentException("no kind \"" + declared.kind() + "\" is installed");
    }
    return kind.open(declared, hub);
  }
}
