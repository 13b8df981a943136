package dev.joinall.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.ConfigException;
import dev.joinall.config.Fields;
import dev.joinall.config.KindDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that add no kind; {@code CustomKindTest} has one that does. */
class KindFolderTest {
  private static final List<String> BUILT_IN =
      List.of("amqp", "http", "mongo", "redis", "smtp", "sql");

  @TempDir private Path folder;

  @Test
  void withoutAFolderTheKindsAreThoseOfTheClassPath() {
    assertThat(Kinds.installed(Map.of()).byName().keySet()).containsExactlyElementsOf(BUILT_IN);
  }

  @Test
  void aFolderThatIsNamedHasToBeThere() {
    assertThatThrownBy(() -> Kinds.installed(Map.of("JOINALL_KINDS", "/no/such")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            JOINALL_KINDS is "/no/such", and there is no such folder.
              hint: it holds the jars of kinds, and of their libraries\
            """);
  }

  @Test
  void aLibraryAndOtherFilesAddNoKind() throws IOException {
    jar("library.jar", "META-INF/services/java.lang.Runnable", "java.lang.Thread");
    Files.writeString(folder.resolve("README.md"), "not a jar");

    assertThat(installed().byName().keySet()).containsExactlyElementsOf(BUILT_IN);
  }

  @Test
  void allProblemsAreReportedAtOnceWithTheirJars() throws IOException {
    Files.writeString(folder.resolve("broken.jar"), "not a jar");
    kinds("failing.jar", Failing.class.getName());
    kinds("missing.jar", "# a comment\nno.Such");
    kinds("nameless.jar", Nameless.class.getName());
    kinds("second.jar", "dev.joinall.backend.smtp.SmtpKind # mail");
    kinds("wrong.jar", "java.lang.String\n" + Unmakeable.class.getName());

    assertThatThrownBy(this::installed)
        .isInstanceOf(ConfigException.class)
        .message()
        .isEqualToNormalizingPunctuationAndWhitespace(
            """
            %s has 7 problems

            broken.jar: can't be read as a jar: zip END header not found
            failing.jar: %s can't be instantiated: java.lang.IllegalStateException: on purpose
            missing.jar: no.Such is no kind for this server: java.lang.ClassNotFoundException: no.Such
            nameless.jar: %s has no name of lower-case letters, digits and dashes: No Name
            second.jar: its kind "smtp" (dev.joinall.backend.smtp.SmtpKind) has the same name as a kind in \
            dev.joinall.backend.smtp.SmtpKind
            wrong.jar: java.lang.String is no kind for this server: java.lang.ClassCastException: \
            class java.lang.String
            wrong.jar: %s is no kind for this server: java.lang.NoSuchMethodException: %s.<init>()\
            """
                .formatted(
                    folder,
                    Failing.class.getName(),
                    Nameless.class.getName(),
                    Unmakeable.class.getName(),
                    Unmakeable.class.getName()));
  }

  private Kinds installed() {
    return Kinds.installed(Map.of("JOINALL_KINDS", folder.toString()));
  }

  private void kinds(String jar, String services) throws IOException {
    jar(jar, "META-INF/services/dev.joinall.backend.Kind", services);
  }

  private void jar(String name, String entry, String text) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(text.getBytes(UTF_8));
    }
  }

  /** A kind with an invalid name. */
  public static class Nameless implements Kind {
    @Override
    public String name() {
      return "No Name";
    }

    @Override
    public KindDefaults defaults() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> verbs() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<? extends BackendCall> call(String verb, Fields task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Backend open(BackendConfig declared, EventLoops loops) {
      throw new UnsupportedOperationException();
    }
  }

  /** A kind whose constructor fails. */
  public static final class Failing extends Nameless {
    public Failing() {
      throw new IllegalStateException("on purpose");
    }
  }

  /** A kind with a private constructor. */
  public static final class Unmakeable extends Nameless {
    Unmakeable(int number) {
      assertThat(number).isZero();
    }
  }
}
