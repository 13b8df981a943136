package dev.joinall;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/**
 * The order of the packages under {@code root}, top to bottom. A package may import from its own
 * layer's package and from every layer below; the kinds of backends share a layer, so they never
 * import each other.
 */
record Layers(String root) {
  private static final List<String> TOP_TO_BOTTOM =
      List.of(
          "",
          "boot",
          "reload",
          "serving",
          "cli",
          "web",
          "ops",
          "edge",
          "run",
          "openapi",
          "explain",
          "plan",
          "backend.*",
          "cache",
          "guard",
          "backend.balance",
          "backend",
          "template",
          "security",
          "json",
          "tls",
          "config",
          "probe");

  ArchCondition<JavaClass> importOnlyFromBelow() {
    return new ArchCondition<>("import only from the packages below their own") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        if (layer(item) < 0) {
          events.add(
              SimpleConditionEvent.violated(
                  item, item.getPackageName() + " has no place in " + TOP_TO_BOTTOM));
        }
        item.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> ours(dependency.getTargetClass()) && !allowed(dependency))
            .map(Dependency::getDescription)
            .map(description -> SimpleConditionEvent.violated(item, description))
            .forEach(events::add);
      }
    };
  }

  private boolean allowed(Dependency dependency) {
    JavaClass from = dependency.getOriginClass();
    JavaClass to = dependency.getTargetClass().getBaseComponentType();
    return child(from).equals(child(to)) || layer(from) < layer(to);
  }

  private boolean ours(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return name.equals(root) || name.startsWith(root + ".");
  }

  private int layer(JavaClass type) {
    String child = child(type);
    boolean kind = child.startsWith("backend.") && !TOP_TO_BOTTOM.contains(child);
    return TOP_TO_BOTTOM.indexOf(kind ? "backend.*" : child);
  }

  /**
   * The part of the package that determines the layer: {@code web} of {@code web.stream}, {@code
   * backend.http}.
   */
  private String child(JavaClass type) {
    List<String> names = List.of(type.getPackageName().substring(root.length()).split("\\.", -1));
    int length = names.size() > 2 && names.get(1).equals("backend") ? 2 : 1;
    return String.join(".", names.subList(1, Math.min(names.size(), 1 + length)));
  }
}
