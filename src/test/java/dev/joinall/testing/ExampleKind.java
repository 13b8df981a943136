package dev.joinall.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.joinall.Application;
import dev.joinall.backend.Kind;
import dev.joinall.config.Internal;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Builds a kind of {@code examples/} with the API's jar only. */
public final class ExampleKind {
  private final Path home;
  private final Path library;

  /**
   * @param name of its folder in {@code examples/}
   * @param library a class of the one library that it brings
   */
  public ExampleKind(String name, Class<?> library) {
    this.home = Path.of("examples", name);
    this.library = jarOf(library);
  }

  /** The result of a command. */
  public record Ended(int status, String out, String err) {}

  /** Its file, which its README shows. */
  public Path file() {
    return home.resolve("joinall.yaml");
  }

  /** The option for a copy of its file in this folder, with another text in one place. */
  public String changedFile(Path folder, String from, String to) throws IOException {
    String yaml = Files.readString(file());
    if (!yaml.contains(from)) {
      throw new IllegalArgumentException(file() + " does not contain " + from);
    }
    return "--config=" + Files.writeString(folder.resolve("a.yaml"), yaml.replace(from, to));
  }

  /** Runs a command of the server in this process. */
  public static Ended run(Map<String, String> environment, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Application.run(environment, new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ended(status, out.toString(), err.toString());
  }

  /**
   * Copies its jar and its library into this folder.
   *
   * @param scratch gets its classes in {@code classes}
   */
  public void install(Path folder, Path scratch) throws IOException {
    Path api = api(scratch.resolve("api"));
    Path classes = scratch.resolve("classes");
    compile(
        home.resolve("src/main/java"),
        classes,
        List.of(api, jarOf(Mono.class), jarOf(Publisher.class), jarOf(NullMarked.class), library));
    copy(home.resolve("src/main/resources"), classes);
    jar(classes, folder.resolve(home.getFileName() + ".jar"));
    Files.copy(library, folder.resolve(library.getFileName()));
  }

  /** What an installed example uses of the server that is no part of the API. */
  public List<String> usesOfInternals(Path scratch) {
    return new ClassFileImporter()
        .importPath(scratch.resolve("classes")).stream()
            .flatMap(it -> it.getAccessesFromSelf().stream())
            .filter(it -> isInternal(it.getTarget()) || isInternal(it.getTargetOwner()))
            .map(JavaAccess::getDescription)
            .toList();
  }

  private static boolean isInternal(CanBeAnnotated target) {
    return target.isAnnotatedWith(Internal.class);
  }

  /** Compiles the tests of an installed example, with the class path of this JVM. */
  public void compileTests(Path scratch) throws IOException {
    List<Path> all =
        Stream.concat(
                Stream.of(scratch.resolve("classes")),
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of))
            .toList();
    compile(home.resolve("src/test/java"), scratch.resolve("tests"), all);
  }

  /** A compiled class of the tests; the loader is that of one test run, and is never closed. */
  public Class<?> loadTest(String name, Path scratch) throws IOException, ClassNotFoundException {
    URL[] urls = {
      scratch.resolve("tests").toUri().toURL(), scratch.resolve("classes").toUri().toURL()
    };
    return new URLClassLoader(urls, getClass().getClassLoader()).loadClass(name);
  }

  /** Runs a compiled test with JUnit. */
  public TestExecutionSummary test(String name, Path scratch)
      throws IOException, ClassNotFoundException {
    var summary = new SummaryGeneratingListener();
    try (var session =
        LauncherFactory.openSession(
            LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .build())) {
      session
          .getLauncher()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(loadTest(name, scratch)))
                  .build(),
              summary);
    }
    return summary.getSummary();
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
  private static void compile(Path sources, Path to, List<Path> classPath) throws IOException {
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
