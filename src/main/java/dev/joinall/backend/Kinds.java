package dev.joinall.backend;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.ConfigException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The kinds of backends in this process. Immutable.
 *
 * @param byName in alphabetical order
 */
public record Kinds(Map<String, Kind> byName) {
  public Kinds {
    byName = Collections.unmodifiableMap(new TreeMap<>(byName));
  }

  /**
   * All kinds on the class path and in the {@link KindFolder}. Reads jars.
   *
   * @param environment variables of the process
   * @throws ConfigException with all problems of the folder
   */
  public static Kinds installed(Map<String, String> environment) {
    List<KindFolder.Found> found = new ArrayList<>();
    for (Kind kind : ServiceLoader.load(Kind.class)) {
      found.add(new KindFolder.Found(kind, kind.getClass().getName()));
    }
    KindFolder.of(environment).ifPresent(it -> found.addAll(it.kinds(List.copyOf(found))));
    Map<String, Kind> byName = new TreeMap<>();
    found.forEach(it -> byName.put(it.kind().name(), it.kind()));
    return new Kinds(byName);
  }

  /** The names of the kinds whose backends have this type. */
  public String with(Class<?> type) {
    return byName.values().stream()
        .filter(it -> type.isAssignableFrom(it.type()))
        .map(Kind::name)
        .collect(Collectors.joining(", "));
  }

  /** Opens a backend of one of these kinds; see {@link Kind#open}. */
  public Backend open(BackendConfig declared, EventLoops loops) {
    Kind kind = byName.get(declared.kind());
    if (kind == null) {
      throw new IllegalArgumentException("no kind \"" + declared.kind() + "\" is installed");
    }
    return kind.open(declared, loops);
  }
}
