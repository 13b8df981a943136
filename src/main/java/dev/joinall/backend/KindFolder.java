package dev.joinall.backend;

import dev.joinall.config.ConfigException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of jars with additional kinds and their libraries. All jars share one class loader, so
 * the class path of the server stays unchanged. The jars are read once and must not change while
 * the process runs.
 */
final class KindFolder {
  private static final String VARIABLE = "JOINALL_KINDS";
  private static final String DEFAULT_FOLDER = "kinds";

  /**
   * A kind and its origin.
   *
   * @param origin for display: the name of a jar, or of a class on the class path
   */
  record Found(Kind kind, String origin) {}

  private final Path folder;
  private final List<String> problems = new ArrayList<>();

  private KindFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder in {@code JOINALL_KINDS}; else {@code kinds} in the working directory, if it exists.
   *
   * @throws ConfigException if the variable does not name a folder
   */
  static Optional<KindFolder> of(Map<String, String> environment) {
    String name = environment.getOrDefault(VARIABLE, "");
    Path folder = Path.of(name.isBlank() ? DEFAULT_FOLDER : name);
    if (Files.isDirectory(folder)) {
      return Optional.of(new KindFolder(folder));
    }
    if (name.isBlank()) {
      return Optional.empty();
    }
    throw new ConfigException(
        "%s is \"%s\", and there is no such folder.\n  hint: %s"
            .formatted(VARIABLE, name, "it holds the jars of kinds, and of their libraries"));
  }

  /**
   * The kinds of all jars.
   *
   * @param others the kinds that already exist; names must be unique among all
   * @throws ConfigException with all problems, each with its jar
   */
  List<Found> kinds(List<Found> others) {
    List<KindJar> jars = jars();
    ClassLoader loader = new URLClassLoader("kinds", urls(jars), KindFolder.class.getClassLoader());
    Map<String, String> origins = new LinkedHashMap<>();
    others.forEach(it -> origins.put(it.kind().name(), it.origin()));
    List<Found> found = new ArrayList<>();
    for (KindJar jar : jars) {
      for (Kind kind : jar.kinds(loader, problems)) {
        String other = origins.putIfAbsent(kind.name(), jar.name());
        if (other == null) {
          found.add(new Found(kind, jar.name()));
        } else {
          problems.add(
              "%s: its kind \"%s\" (%s) has the same name as a kind in %s"
                  .formatted(jar.name(), kind.name(), kind.getClass().getName(), other));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(
          "%s has %s\n\n%s"
              .formatted(
                  folder,
                  problems.size() == 1 ? "1 problem" : problems.size() + " problems",
                  String.join("\n", problems)));
    }
    return found;
  }

  private List<KindJar> jars() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(it -> it.toString().endsWith(".jar"))
          .sorted()
          .map(KindJar::new)
          .toList();
    } catch (IOException e) {
      throw new ConfigException("the folder " + folder + " can't be read: " + e.getMessage(), e);
    }
  }

  private static URL[] urls(List<KindJar> jars) {
    try {
      URL[] urls = new URL[jars.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).path().toUri().toURL();
      }
      return urls;
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
