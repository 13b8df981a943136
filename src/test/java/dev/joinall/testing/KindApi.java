package dev.joinall.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.joinall.backend.EventLoops;
import dev.joinall.config.CallWarnings;
import dev.joinall.config.Internal;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The signatures of the API for kinds: what its jar has, without what is {@link Internal}. */
public final class KindApi {
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  /** Interfaces that only the server implements, beside the sealed ones. */
  private static final Set<String> OF_THE_SERVER =
      Set.of(EventLoops.class.getName(), CallWarnings.class.getName());

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.joinall");

  private KindApi() {}

  /** The names of the types that are {@link Internal}, as in source. */
  public static List<String> internalTypes() {
    return CLASSES.stream()
        .filter(it -> it.isAnnotatedWith(Internal.class))
        .map(it -> it.getName().replace('$', '.'))
        .toList();
  }

  /** A line for each type, and behind it an indented line for each member. */
  public static List<String> signatures() {
    return types().flatMap(it -> Stream.concat(Stream.of(declaration(it)), members(it))).toList();
  }

  /** The public types of the API. */
  public static Stream<Class<?>> types() {
    PomJar api = PomJar.of("api");
    return CLASSES.stream()
        .filter(it -> api.has(it.getName()) && !it.getSimpleName().equals("package-info"))
        .map(JavaClass::reflect)
        .filter(KindApi::isOfApi)
        .sorted(Comparator.comparing(Class::getName));
  }

  /** Whether a new abstract method of this type breaks the kinds that implement it. */
  static boolean isImplementedByKinds(String declaration) {
    return declaration.contains(" interface ")
        && !declaration.contains(" sealed ")
        && OF_THE_SERVER.stream().noneMatch(declaration::contains);
  }

  private static boolean isOfApi(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return isVisible(type.getModifiers()) && !isInternal(type) && (outer == null || isOfApi(outer));
  }

  private static boolean isInternal(AnnotatedElement element) {
    return element.isAnnotationPresent(Internal.class);
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
            .filter(it -> !it.startsWith("java.lang.") || it.endsWith("Exception"));
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
        .filter(it -> !isInternal((AnnotatedElement) it))
        .filter(it -> !OF_EVERY_OBJECT.contains(it.getName()))
        .map(it -> "  " + text(it).replace("synchronized ", ""))
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
