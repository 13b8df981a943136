package dev.joinall.helm;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Finds unknown fields of objects, and missing required ones. The model keeps unknown fields
 * separately; the required fields are the chart's part of the {@code required} lists of Kubernetes'
 * OpenAPI.
 */
final class Fields {
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("ObjectMeta", List.of("name", "labels")),
          Map.entry("DeploymentSpec", List.of("selector", "template")),
          Map.entry("PodSpec", List.of("containers")),
          Map.entry("Container", List.of("name", "image")),
          Map.entry("ContainerPort", List.of("containerPort")),
          Map.entry("EnvVar", List.of("name")),
          Map.entry("SecretKeySelector", List.of("name", "key")),
          Map.entry("ConfigMapKeySelector", List.of("name", "key")),
          Map.entry("HTTPGetAction", List.of("path", "port")),
          Map.entry("SleepAction", List.of("seconds")),
          Map.entry("Volume", List.of("name")),
          Map.entry("VolumeMount", List.of("name", "mountPath")),
          Map.entry("SeccompProfile", List.of("type")),
          Map.entry(
              "TopologySpreadConstraint", List.of("maxSkew", "topologyKey", "whenUnsatisfiable")),
          Map.entry("ServicePort", List.of("port")),
          Map.entry("HorizontalPodAutoscalerSpec", List.of("scaleTargetRef", "maxReplicas")),
          Map.entry("CrossVersionObjectReference", List.of("kind", "name")),
          Map.entry("MetricSpec", List.of("type")),
          Map.entry("ResourceMetricSource", List.of("name", "target")),
          Map.entry("MetricTarget", List.of("type")),
          Map.entry("PodDisruptionBudgetSpec", List.of("selector")),
          Map.entry("NetworkPolicySpec", List.of("podSelector")),
          Map.entry("HTTPIngressRuleValue", List.of("paths")),
          Map.entry("HTTPIngressPath", List.of("backend", "pathType")),
          Map.entry("IngressServiceBackend", List.of("name")),
          Map.entry("ParentReference", List.of("name")),
          Map.entry("HTTPBackendRef", List.of("name", "port")));

  private final List<String> complaints = new ArrayList<>();

  private Fields() {}

  /** Each with its path. */
  static List<String> complaints(Object object) {
    var fields = new Fields();
    fields.look(object, object.getClass().getSimpleName());
    return fields.complaints;
  }

  private void look(Object value, String path) {
    switch (value) {
      case List<?> items -> {
        for (int i = 0; i < items.size(); i++) {
          look(items.get(i), path + "[" + i + "]");
        }
      }
      case Map<?, ?> entries -> entries.forEach((key, it) -> look(it, path + "." + key));
      case GenericKubernetesResource _ -> {} // there is no model of its fields
      case Object it when it.getClass().getName().startsWith("io.fabric8") -> lookInside(it, path);
      case Object _ -> {}
    }
  }

  private void lookInside(Object object, String path) {
    // The metadata of a pod's template needs no name.
    boolean named = !(object instanceof ObjectMeta && path.contains("template"));
    List<String> required =
        named ? REQUIRED.getOrDefault(object.getClass().getSimpleName(), List.of()) : List.of();
    Arrays.stream(object.getClass().getDeclaredFields())
        .filter(it -> !Modifier.isStatic(it.getModifiers()))
        .forEach(field -> look(object, field, required, path));
  }

  private void look(Object object, Field field, List<String> required, String path) {
    String name = field.getName();
    Object value = value(object, field);
    if (name.equals("additionalProperties")) {
      ((Map<?, ?>) value).keySet().forEach(it -> complaints.add(path + "." + it + " is unknown"));
    } else if (value != null) {
      look(value, path + "." + name);
    }
    if (required.contains(name) && isNothing(value)) {
      complaints.add(path + "." + name + " is missing");
    }
  }

  private static boolean isNothing(Object value) {
    return value == null
        || (value instanceof List<?> list && list.isEmpty())
        || (value instanceof String text && text.isEmpty());
  }

  private static Object value(Object object, Field field) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
