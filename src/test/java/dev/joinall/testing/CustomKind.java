package dev.joinall.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import dev.joinall.backend.Kind;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Builds {@code examples/custom-kind} with the API's jar only. */
public final class CustomKind {
  private static final Path HOME = Path.of("examples", "custom-kind");

  private CustomKind() {}

  /** The folder of the example. */
  public static Path home() {
    return HOME;
  }

  /** Copies its jar and its library into this folder. */
  public static void install(Path folder, Path scratch) throws IOException {
    Path api = api(scratch.resolve("api"));
    Path classes = scratch.resolve("classes");
    compile(
        HOME.resolve("src/main/java"),
        classes,
        List.of(
            api,
            jarOf(Mono.class),
            jarOf(Publisher.class),
            jarOf(NullMarked.class),
            jarOf(LDAPConnection.class)));
    copy(HOME.resolve("src/main/resources"), classes);
    jar(classes, folder.resolve("custom-kind.jar"));
    Path library = jarOf(LDAPConnection.class);
    Files.copy(library, folder.resolve(library.getFileName()));
  }

  /** The classes of the API's jar, as a folder. */
  private static Path api(Path to) throws IOException {
    Path main = jarOf(Kind.class);
    PomJar jar = PomJar.of("api");
    for (Path file : files(main)) {
      String name = main.relativize(file).toString().replace(File.separatorChar, '/');
      if (name.endsWith(".class") && jar.has(name.substring(0, name.length() - 6))) {
        copy(file, main, to);
      }
    }
    return to;
  }

  /** Compiles all sources of a folder; a warning is an error. */
  public static void compile(Path sources, Path to, List<Path> classPath) throws IOException {
    Files.createDirectories(to);
    String jars =
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    List<String> options =
        List.of(
            "-Xlint:all,-processing,-serial",
            "-Werror",
            "-proc:none",
            "-d",
            to.toString(),
            "-cp",
            jars);
    var javac = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    boolean done;
    try (var manager = javac.getStandardFileManager(null, null, null)) {
      done =
          javac
              .getTask(
                  messages,
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files(sources)))
              .call();
    }
    if (!done) {
      throw new AssertionError("javac says:\n" + messages);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      copy(file, from, to);
    }
  }

  private static void copy(Path file, Path from, Path to) throws IOException {
    Path target = to.resolve(from.relativize(file));
    Files.createDirectories(target.getParent());
    Files.copy(file, target);
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files(classes)) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new ZipEntry(name));
        Files.copy(file, out);
      }
    }
  }

  /** The jar or the folder of a class. */
  private static Path jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
