package dev.joinall.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The chart of this project, rendered by Helm. */
final class Chart {
  static final Path FOLDER = Path.of("helm");
  static final String RELEASE = "shop";

  /** A version of Kubernetes that supports all objects of the chart. */
  private static final String KUBERNETES = "1.31.0";

  /** The library's {@code template} omits hooks, and the test of a release is one. */
  private static final Path WITHOUT_HOOKS = withoutHooks();

  private Chart() {}

  private static Path withoutHooks() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      Path copy = Files.createTempDirectory("joinall-chart-");
      for (Path file : files.toList()) {
        Path to = copy.resolve(FOLDER.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.writeString(to, Files.readString(file).replaceAll("(?m)^ *helm.sh/hook.*\n", ""));
        }
        to.toFile().deleteOnExit();
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Renders the chart.
   *
   * @param values of the user, as YAML
   * @param files values that are the content of a file ({@code --set-file})
   * @throws RuntimeException with Helm's message if it rejects the values
   */
  static String render(String release, String values, Map<String, Path> files) {
    try {
      Path written = Files.writeString(Files.createTempFile("joinall-values-", ".yaml"), values);
      try {
        TemplateCommand template = template(release, KUBERNETES).withValuesFile(written);
        files.forEach(template::setFile);
        return template.call();
      } finally {
        Files.delete(written);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String render(String values) {
    return render(RELEASE, values, Map.of());
  }

  static TemplateCommand template(String release, String kubernetes) {
    return new Helm(WITHOUT_HOOKS).template().withName(release).withKubeVersion(kubernetes);
  }

  static LintResult lint() {
    return new Helm(FOLDER).lint().strict().call();
  }

  static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> yaml(String file) {
    return (Map<String, Object>)
        new Load(LoadSettings.builder().build()).loadFromString(text(file));
  }
}
