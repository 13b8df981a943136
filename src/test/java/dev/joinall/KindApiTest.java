package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.joinall.testing.PomJar;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the API for external kinds with its recorded signatures. A signature that is gone breaks
 * kinds that exist, and so does a new abstract method.
 */
class KindApiTest {
  private static final Path RECORDED = Path.of("docs", "kinds-api.txt");
  private static final String HEAD =
      """
      # The public signatures of the API for kinds (docs/kinds.md).
      # Generated: ./mvnw test -Dtest=KindApiTest -Dapi.write
      """;

  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  @Test
  void itsSignaturesAreTheRecordedOnes() throws IOException {
    List<String> signatures = Stream.concat(HEAD.lines(), signatures()).toList();
    if (System.getProperty("api.write") != null) {
      Files.write(RECORDED, signatures);
    }
    List<String> recorded = Files.readAllLines(RECORDED);

    assertThat(signatures)
        .as("a recorded signature is gone: this breaks kinds")
        .containsAll(recorded);
    assertThat(recorded)
        .as("a signature is new; without a body in a type that kinds implement it breaks them")
        .containsAll(signatures);
  }

  private static Stream<String> signatures() {
    PomJar api = PomJar.of("api");
    return new ClassFileImporter()
        .importPackages("dev.joinall").stream()
            .filter(it -> api.has(it.getName()) && !it.getSimpleName().equals("package-info"))
            .map(JavaClass::reflect)
            .filter(KindApiTest::isVisible)
            .sorted(Comparator.comparing(Class::getName))
            .flatMap(it -> Stream.concat(Stream.of(declaration(it)), members(it)));
  }

  private static boolean isVisible(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return isVisible(type.getModifiers()) && (outer == null || isVisible(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String declaration(Class<?> type) {
    Stream<String> parents =
        Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()),
                Arrays.stream(type.getGenericInterfaces()))
            .map(Type::getTypeName)
            .filter(it -> !it.startsWith("java.lang."));
    return Stream.concat(Stream.of(type.toGenericString()), parents)
        .reduce((all, it) -> all + ", " + it)
        .orElseThrow();
  }

  private static Stream<String> members(Class<?> type) {
    Stream<Member[]> declared =
        Stream.of(
            type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods());
    return declared
        .flatMap(Arrays::stream)
        .filter(it -> isVisible(it.getModifiers()) && !it.isSynthetic())
        .filter(it -> !OF_EVERY_OBJECT.contains(it.getName()))
        .map(it -> "  " + text(it))
        .sorted();
  }

  private static String text(Member member) {
    return switch (member) {
      case Field field -> field.toGenericString();
      case Constructor<?> constructor -> constructor.toGenericString();
      case Method method -> method.toGenericString();
      default -> throw new IllegalArgumentException(member.toString());
    };
  }
}
