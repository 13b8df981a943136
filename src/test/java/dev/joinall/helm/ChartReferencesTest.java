package dev.joinall.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** References between objects of the chart. */
class ChartReferencesTest {
  private static final String RENDERINGS = "dev.joinall.helm.Renderings#all";

  private static Map<String, String> labels(Rendering rendering) {
    return rendering.deployment().getSpec().getTemplate().getMetadata().getLabels();
  }

  private static Set<String> portNames(Rendering rendering) {
    return rendering.container().getPorts().stream()
        .map(ContainerPort::getName)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void servicesLeadToTheServerAlone(Rendering rendering) {
    for (Service service : rendering.all(Service.class)) {
      Map<String, String> selector = service.getSpec().getSelector();

      assertThat(labels(rendering)).containsAllEntriesOf(selector);
      assertThat(rendering.all(Pod.class))
          .noneMatch(
              it -> it.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()));
      assertThat(service.getSpec().getPorts())
          .extracting(it -> it.getTargetPort().getStrVal())
          .allMatch(portNames(rendering)::contains);
    }
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void onlyTheRoutesLeaveTheCluster(Rendering rendering) {
    assertThat(rendering.all(Service.class))
        .filteredOn(it -> !it.getSpec().getType().equals("ClusterIP"))
        .flatMap(it -> it.getSpec().getPorts())
        .allMatch(it -> it.getName().equals("http"));
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void selectorsSelectTheServer(Rendering rendering) {
    Map<String, String> labels = labels(rendering);

    assertThat(labels)
        .containsAllEntriesOf(rendering.deployment().getSpec().getSelector().getMatchLabels());
    assertThat(rendering.all(PodDisruptionBudget.class))
        .allMatch(it -> holds(labels, it.getSpec().getSelector().getMatchLabels()));
    assertThat(rendering.all(NetworkPolicy.class))
        .allMatch(it -> holds(labels, it.getSpec().getPodSelector().getMatchLabels()));
    assertThat(rendering.server().getTopologySpreadConstraints())
        .allMatch(it -> holds(labels, it.getLabelSelector().getMatchLabels()));
  }

  private static boolean holds(Map<String, String> labels, Map<String, String> selector) {
    return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void probesAndPoliciesNamePortsThatThereAre(Rendering rendering) {
    Container server = rendering.container();

    assertThat(
            List.of(
                server.getStartupProbe(), server.getLivenessProbe(), server.getReadinessProbe()))
        .extracting(it -> it.getHttpGet().getPort().getStrVal())
        .containsOnly("management");
    assertThat(rendering.all(NetworkPolicy.class))
        .flatMap(it -> it.getSpec().getIngress())
        .flatMap(it -> it.getPorts())
        .extracting(it -> it.getPort().getStrVal())
        .allMatch(portNames(rendering)::contains);
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void eitherTheFileOrTheAutoscalerSaysHowManyThereAre(Rendering rendering) {
    List<HorizontalPodAutoscaler> scalers = rendering.all(HorizontalPodAutoscaler.class);

    assertThat(rendering.deployment().getSpec().getReplicas() == null)
        .isEqualTo(!scalers.isEmpty());
    assertThat(scalers)
        .extracting(it -> it.getSpec().getScaleTargetRef())
        .allMatch(it -> it.getKind().equals("Deployment"))
        .allMatch(it -> it.getName().equals(rendering.deployment().getMetadata().getName()));
    if (!scalers.isEmpty()) {
      assertThat(rendering.container().getResources().getRequests()).containsKey("cpu");
    }
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void routesLeadToAService(Rendering rendering) {
    Set<String> byName =
        rendering.all(Service.class).stream()
            .flatMap(it ->
                it.getSpec().getPorts().stream()
                    .map(port -> it.getMetadata().getName() + " " + port.getName()))
            .collect(Collectors.toSet());
    Set<String> byNumber = addresses(rendering);

    assertThat(rendering.all(Ingress.class))
        .flatMap(it -> it.getSpec().getRules())
        .flatMap(it -> it.getHttp().getPaths())
        .extracting(it -> it.getBackend().getService())
        .extracting(it -> it.getName() + " " + it.getPort().getName())
        .allMatch(byName::contains);
    assertThat(rendering.all(HTTPRoute.class))
        .flatMap(it -> it.getSpec().getRules())
        .flatMap(it -> it.getBackendRefs())
        .extracting(it -> it.getName() + ":" + it.getPort())
        .allMatch(byNumber::contains);
  }

  /** Such as {@code shop-joinall:80}. */
  private static Set<String> addresses(Rendering rendering) {
    return rendering.all(Service.class).stream()
        .flatMap(it ->
            it.getSpec().getPorts().stream()
                .map(ServicePort::getPort)
                .map(port -> it.getMetadata().getName() + ":" + port))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void theTestAsksServicesThatThereAre(Rendering rendering) {
    assertThat(rendering.all(Pod.class))
        .flatMap(it -> it.getSpec().getContainers())
        .extracting(it -> URI.create(it.getCommand().getLast()).getAuthority())
        .allMatch(addresses(rendering)::contains);
  }

  /** The used fields of a ServiceMonitor; another field is an error. */
  private record Monitor(Selector selector, List<Endpoint> endpoints) {}

  private record Selector(Map<String, String> matchLabels) {}

  private record Endpoint(String port, String path, String interval, String scrapeTimeout) {}

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void prometheusFindsTheMetrics(Rendering rendering) {
    for (var resource : rendering.all(GenericKubernetesResource.class)) {
      Monitor monitor =
          Model.JSON.convertValue(resource.getAdditionalProperties().get("spec"), Monitor.class);
      List<Service> found =
          rendering.all(Service.class).stream()
              .filter(it -> holds(it.getMetadata().getLabels(), monitor.selector().matchLabels()))
              .toList();

      assertThat(found).hasSize(1);
      assertThat(monitor.endpoints())
          .singleElement()
          .satisfies(it -> {
            assertThat(it.path()).isEqualTo("/actuator/prometheus");
            assertThat(found.getFirst().getSpec().getPorts())
                .extracting(ServicePort::getName)
                .containsExactly(it.port());
          });
    }
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void mountedVolumesExist(Rendering rendering) {
    Set<String> volumes =
        rendering.server().getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
    String mounted = rendering.server().getVolumes().getFirst().getConfigMap().getName();

    assertThat(rendering.container().getVolumeMounts())
        .extracting(VolumeMount::getName)
        .allMatch(volumes::contains);
    assertThat(rendering.find(ConfigMap.class).map(it -> it.getMetadata().getName()).orElse("mine"))
        .isEqualTo(mounted);
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void noVariableIsGivenTwice(Rendering rendering) {
    assertThat(rendering.container().getEnv()).extracting(EnvVar::getName).doesNotHaveDuplicates();
    assertThat(rendering.container().getEnv())
        .allMatch(it -> (it.getValue() == null) == (it.getValueFrom() != null));
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void theAccountIsCreatedOrThereAnyway(Rendering rendering) {
    String name = rendering.server().getServiceAccountName();

    assertThat(
            rendering
                .find(ServiceAccount.class)
                .map(it -> it.getMetadata().getName())
                .orElse("default"))
        .isEqualTo(name);
  }
}
