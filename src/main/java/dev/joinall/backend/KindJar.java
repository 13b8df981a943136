package dev.joinall.backend;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * One jar of a {@link KindFolder}: kinds listed in a service file, or a library without kinds.
 * Reads the service file itself, because {@link java.util.ServiceLoader} does not report which jar
 * has an error.
 */
record KindJar(Path path) {
  private static final String SERVICES = "META-INF/services/" + Kind.class.getName();
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  String name() {
    return String.valueOf(path.getFileName());
  }

  /** Instantiates the kinds of this jar; adds all errors to {@code problems}. */
  List<Kind> kinds(ClassLoader loader, List<String> problems) {
    List<Kind> kinds = new ArrayList<>();
    for (String provider : providers(problems)) {
      try {
        Kind kind =
            loader.loadClass(provider).asSubclass(Kind.class).getConstructor().newInstance();
        flaw(kind)
            .ifPresentOrElse(
                it -> problems.add("%s: %s %s".formatted(name(), provider, it)),
                () -> kinds.add(kind));
      } catch (InvocationTargetException e) {
        problems.add("%s: %s can't be instantiated: %s".formatted(name(), provider, e.getCause()));
      } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
        problems.add("%s: %s is no kind for this server: %s".formatted(name(), provider, e));
      }
    }
    return kinds;
  }

  private List<String> providers(List<String> problems) {
    try (var jar = new JarFile(path.toFile())) {
      ZipEntry services = jar.getEntry(SERVICES);
      if (services == null) {
        return List.of();
      }
      try (InputStream in = jar.getInputStream(services)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList();
      }
    } catch (IOException | SecurityException e) {
      problems.add("%s: can't be read as a jar: %s".formatted(name(), e.getMessage()));
      return List.of();
    }
  }

  /** Checks the methods that the reader of the file calls; an external kind may return anything. */
  private static Optional<String> flaw(Kind kind) {
    try {
      String name = kind.name();
      if (name == null || !NAME.matcher(name).matches()) {
        return Optional.of("has no name of lower-case letters, digits and dashes: " + name);
      }
      if (kind.verbs() == null || kind.verbs().isEmpty()) {
        return Optional.of("has no verb");
      }
      return kind.defaults() == null ? Optional.of("has no defaults") : Optional.empty();
    } catch (RuntimeException | LinkageError e) {
      return Optional.of("can't be asked: " + e);
    }
  }
}
