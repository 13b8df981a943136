package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Batch;
import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.Kind;
import dev.joinall.backend.StepException;
import dev.joinall.config.Internal;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.InvalidExpression;
import dev.joinall.testing.PomJar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The content of the jars for external kinds: complete and minimal. */
class KindJarsTest {
  private static final String ROOT = "dev.joinall.";

  private static final JavaClasses ALL = new ClassFileImporter().importPackages("dev.joinall");

  /** The types that a kind implements and uses; the rest follows from their signatures. */
  private static final List<Class<?>> NEEDED =
      List.of(
          Kind.class,
          Batch.class,
          ConnectFaults.class,
          StepException.class,
          JsonWriter.class,
          Internal.class,
          InvalidExpression.class);

  @Test
  void theApiJarHasExactlyTheTypesOfItsSignatures() {
    PomJar api = PomJar.of("api");
    Set<String> needed = new TreeSet<>();
    NEEDED.forEach(it -> needed.addAll(reached(it, KindJarsTest::ofSignatures)));

    assertThat(ours(needed)).allMatch(api::has);
    assertThat(ALL.stream().map(JavaClass::getName).filter(api::has))
        .extracting(KindJarsTest::topLevel)
        .allMatch(it -> needed.contains(it) || it.endsWith(".package-info"));
  }

  /** The API needs no Netty, Spring or driver. */
  @Test
  void theApiIsMadeOfTheJdkAndReactorAlone() {
    Set<String> needed = reached(Kind.class, KindJarsTest::ofSignatures);

    assertThat(needed)
        .filteredOn(it -> !it.startsWith(ROOT) && !it.startsWith("java."))
        .containsExactlyInAnyOrder(
            "javax.net.ssl.SSLContext",
            "reactor.core.publisher.Flux",
            "reactor.core.publisher.Mono",
            "reactor.core.scheduler.Scheduler",
            "reactor.util.context.Context",
            "reactor.util.context.ContextView");
  }

  @Test
  void theContractJarHasAllOfTheTestsThatItNeeds() {
    PomJar contract = PomJar.of("contract");
    Set<String> needed =
        reached(
            BackendContract.class,
            it ->
                it.getDirectDependenciesFromSelf().stream()
                    .map(to -> to.getTargetClass().getBaseComponentType())
                    .filter(KindJarsTest::isTest));

    assertThat(needed).allMatch(contract::has);
    assertThat(ALL.stream().filter(KindJarsTest::isTest).map(JavaClass::getName))
        .filteredOn(contract::has)
        .extracting(KindJarsTest::topLevel)
        .allMatch(needed::contains);
  }

  private static boolean isTest(JavaClass type) {
    return type.getSource().filter(it -> it.getUri().getPath().contains("/test-")).isPresent();
  }

  private static Stream<String> ours(Set<String> names) {
    return names.stream().filter(it -> it.startsWith(ROOT));
  }

  private static String topLevel(String name) {
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private static Set<String> reached(
      Class<?> start, Function<JavaClass, Stream<JavaClass>> neighbours) {
    Set<String> seen = new TreeSet<>();
    Deque<JavaClass> open = new ArrayDeque<>();
    open.add(ALL.get(start));
    while (!open.isEmpty()) {
      JavaClass type = open.remove();
      if (!type.isPrimitive() && seen.add(type.getName()) && type.getName().startsWith(ROOT)) {
        neighbours.apply(type).forEach(open::add);
      }
    }
    return seen;
  }

  /** The types that a compiler needs for this type. */
  private static Stream<JavaClass> ofSignatures(JavaClass type) {
    Stream<JavaType> types =
        Stream.of(
                type.getSuperclass().stream(),
                type.getInterfaces().stream(),
                type.getFields().stream().filter(KindJarsTest::isVisible).map(JavaField::getType),
                type.getCodeUnits().stream()
                    .filter(KindJarsTest::isVisible)
                    .flatMap(KindJarsTest::ofSignature))
            .flatMap(it -> it);
    Stream<JavaClass> nested =
        ALL.stream()
            .filter(it -> it.getEnclosingClass().filter(type::equals).isPresent())
            .filter(it -> it.getModifiers().contains(JavaModifier.PUBLIC));
    return Stream.concat(types.flatMap(it -> it.getAllInvolvedRawTypes().stream()), nested)
        .map(JavaClass::getBaseComponentType);
  }

  private static Stream<JavaType> ofSignature(JavaCodeUnit unit) {
    return Stream.concat(
        Stream.of(unit.getReturnType()),
        Stream.concat(unit.getParameterTypes().stream(), unit.getExceptionTypes().stream()));
  }

  private static boolean isVisible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }
}
