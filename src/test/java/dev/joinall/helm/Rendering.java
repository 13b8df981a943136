package dev.joinall.helm;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The objects that the chart renders for some values.
 *
 * @param name describes the values
 */
record Rendering(String name, List<HasMetadata> objects) {
  static Rendering of(String name, String values) {
    return of(name, Chart.RELEASE, values, Map.of());
  }

  static Rendering of(String name, String release, String values, Map<String, Path> files) {
    String yaml = Chart.render(release, values, files);
    Iterable<Object> documents = new Load(LoadSettings.builder().build()).loadAllFromString(yaml);
    return new Rendering(
        name, StreamSupport.stream(documents.spliterator(), false).map(Model::read).toList());
  }

  <T> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T> Optional<T> find(Class<T> type) {
    return all(type).stream().findFirst();
  }

  Deployment deployment() {
    return find(Deployment.class).orElseThrow();
  }

  PodSpec server() {
    return deployment().getSpec().getTemplate().getSpec();
  }

  Container container() {
    return server().getContainers().getFirst();
  }

  /** All pods: of the server and of {@code helm test}. */
  Stream<PodSpec> pods() {
    return Stream.concat(Stream.of(server()), all(Pod.class).stream().map(Pod::getSpec));
  }

  @Override
  public String toString() {
    return name;
  }
}
