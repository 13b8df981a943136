package dev.joinall.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path of server processes: that of the tests, without the libraries that the kinds of
 * {@code examples/} bring. It has an archive for class data sharing (CDS), which saves about half
 * of the CPU time of a start. An archive needs jars. The first fork of the tests that starts a
 * process makes it, in {@code target}; the others use it, too.
 */
public final class ServerClassPath {
  private static final Duration SOON = Duration.ofSeconds(90);

  private static final String CONFIG =
      """
      backends: { api: { kind: http, url: "http://127.0.0.1:1" } }
      aggregations: { page: { route: GET /page, tasks: { a: { backend: api, get: /a } } } }
      """;

  /** Beginnings of the names of jars. */
  private static final List<String> LIBRARIES_OF_KINDS = List.of("kafka", "unboundid");

  private static final List<Path> ENTRIES =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .filter(
              it -> LIBRARIES_OF_KINDS.stream().noneMatch(it.getFileName().toString()::startsWith))
          .toList();

  private static final Path CLASSES =
      ENTRIES.stream()
          .filter(it -> Files.exists(it.resolve("dev/joinall/Application.class")))
          .findFirst()
          .orElseThrow();

  private static final Path FOLDER = CLASSES.resolveSibling("server-process");

  private ServerClassPath() {}

  /** Options of the JVM. */
  public static List<String> options() {
    List<String> options = optionsForProduction();
    Stream<Path> folders = ENTRIES.stream().filter(Files::isDirectory);
    options.add(
        options.removeLast()
            + File.pathSeparator
            + join(folders.filter(it -> !it.equals(CLASSES))));
    return options;
  }

  /** The same without the classes of the tests and their log settings. */
  static List<String> optionsForProduction() {
    List<String> options = new ArrayList<>();
    if (Files.exists(Archive.FILE)) {
      options.add("-XX:SharedArchiveFile=" + Archive.FILE);
      options.add(
          "-Xlog:cds*=off"); // access to native code is a difference to the JDK's own archive
    }
    options.addAll(List.of("-cp", Archive.CLASS_PATH));
    return options;
  }

  private static String join(Stream<Path> entries) {
    return entries.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** Made at the first use. */
  private static final class Archive {
    private static final String VERSION = version();
    private static final Path JAR = FOLDER.resolve(VERSION + ".jar");
    private static final Path FILE = FOLDER.resolve(VERSION + ".jsa");
    private static final String CLASS_PATH =
        join(Stream.concat(Stream.of(JAR), ENTRIES.stream().filter(Files::isRegularFile)));

    static {
      try {
        Files.createDirectories(FOLDER);
        try (var channel =
                FileChannel.open(
                    FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var _ = channel.lock()) {
          if (!Files.exists(JAR)) {
            make();
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The names, sizes and times of all classes. */
    private static String version() {
      try (Stream<Path> files = Files.walk(CLASSES)) {
        int hash = 0;
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          hash = 31 * hash + file.hashCode();
          hash = 31 * hash + Long.hashCode(Files.size(file));
          hash = 31 * hash + Files.getLastModifiedTime(file).hashCode();
        }
        return Integer.toHexString(hash);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void make() throws IOException {
      try (var older = Files.newDirectoryStream(FOLDER, "*.{jar,jsa}")) {
        for (Path file : older) {
          Files.delete(file);
        }
      }
      var _ =
          ToolProvider.findFirst("jar")
              .orElseThrow()
              .run(
                  System.out,
                  System.err,
                  "-c",
                  "-0",
                  "-f",
                  JAR.toString(),
                  "-C",
                  CLASSES.toString(),
                  ".");
      try (var server =
          ServerProcess.of(FOLDER, CONFIG)
              .classPath(List.of("-XX:ArchiveClassesAtExit=" + FILE, "-cp", CLASS_PATH))
              .start()) {
        var _ = server.get("/page");
        server.terminate();
        var _ = server.awaitExit(SOON);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
