package dev.joinall.testing;

import dev.joinall.Application;
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
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of the server as a jar with an AOT cache (JEP 514). Processes start with it in half
 * of the CPU time. Made once after each compilation, and shared by all forks of the tests.
 */
final class ServerJar {
  private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
  private static final Path FOLDER = Path.of("target", "test-server").toAbsolutePath();
  private static final Path JAR = FOLDER.resolve("server.jar");
  private static final Path CACHE = FOLDER.resolve("server.aot");
  private static final Path OUTPUT = FOLDER.resolve("output");
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final long POLL_MILLIS = 50;
  private static final String CONFIG =
      """
      backends: { api: { kind: http, url: "http://127.0.0.1:1" } }
      aggregations: { page: { route: GET /page, tasks: { a: { backend: api, get: /a } } } }
      """;

  private ServerJar() {}

  /** Options of a JVM with the class path of the tests. */
  static List<String> jvmOptions() {
    try {
      make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return List.of("-XX:TieredStopAtLevel=1", "-XX:AOTCache=" + CACHE, "-Xlog:aot=off");
  }

  /** The cache is valid for a class path that begins with the jar and the libraries. */
  static List<Path> classPath() {
    List<Path> path = new ArrayList<>(trained());
    all().filter(Files::isDirectory).filter(it -> !it.equals(CLASSES)).forEach(path::add);
    return path;
  }

  private static List<Path> trained() {
    return Stream.concat(Stream.of(JAR), all().filter(Files::isRegularFile)).toList();
  }

  private static Stream<Path> all() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(it -> Path.of(it).toAbsolutePath());
  }

  static String text(List<Path> classPath) {
    return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static synchronized void make() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    try (var file =
            FileChannel.open(
                FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = file.lock()) {
      if (lock.isValid() && !isCurrent()) {
        Files.deleteIfExists(CACHE);
        writeJar();
        train();
      }
    }
  }

  private static boolean isCurrent() throws IOException {
    return Files.exists(CACHE)
        && classes().stream()
            .allMatch(it -> it.toFile().lastModified() <= JAR.toFile().lastModified());
  }

  private static List<Path> classes() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void writeJar() throws IOException {
    try (var jar = new JarOutputStream(Files.newOutputStream(JAR))) {
      for (Path file : classes()) {
        jar.putNextEntry(new JarEntry(CLASSES.relativize(file).toString()));
        Files.copy(file, jar);
      }
    }
  }

  /** The JVM writes the cache when it ends. */
  private static void train() throws IOException, InterruptedException {
    Path config = Files.writeString(FOLDER.resolve("joinall.yaml"), CONFIG);
    List<String> command = new ArrayList<>(ServerProcess.JVM);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:AOTCacheOutput=" + CACHE));
    command.addAll(List.of("-cp", text(trained()), Application.class.getName()));
    command.addAll(List.of("--config=" + config, "--server.address=127.0.0.1"));
    command.addAll(List.of("--server.port=0", "--management.server.port=0"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(OUTPUT.toFile())
            .start();
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!Files.readString(OUTPUT).contains("Started Application")) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IllegalStateException("no start:\n" + Files.readString(OUTPUT));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    process.destroy();
    boolean ended = process.waitFor(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended || !Files.exists(CACHE)) {
      throw new IllegalStateException("no AOT cache:\n" + Files.readString(OUTPUT));
    }
  }
}
