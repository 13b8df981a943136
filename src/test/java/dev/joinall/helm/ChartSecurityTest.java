package dev.joinall.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The security of the chart's pods, for all values. */
class ChartSecurityTest {
  private static final String RENDERINGS = "dev.joinall.helm.Renderings#all";

  /** Volumes of pod security's profile "restricted". */
  private static final Set<String> RESTRICTED_VOLUMES =
      Set.of("configMap", "emptyDir", "secret", "projected", "downwardAPI", "csi");

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void podsAreRestricted(Rendering rendering) {
    assertThat(rendering.pods())
        .allSatisfy(pod -> {
          assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
          assertThat(pod.getSecurityContext().getRunAsUser()).isNotEqualTo((Object) 0L);
          assertThat(pod.getSecurityContext().getSeccompProfile().getType())
              .isEqualTo("RuntimeDefault");
          assertThat(pod.getHostNetwork()).isNull();
          assertThat(pod.getHostPID()).isNull();
          assertThat(pod.getHostIPC()).isNull();
          assertThat(pod.getContainers()).isNotEmpty().allSatisfy(ChartSecurityTest::isRestricted);
        });
  }

  private static void isRestricted(Container container) {
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
    assertThat(container.getSecurityContext().getPrivileged()).isNull();
    assertThat(container.getPorts()).allMatch(it -> it.getHostPort() == null);
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void nothingOfTheNodeIsMounted(Rendering rendering) {
    assertThat(rendering.pods().flatMap(it -> it.getVolumes().stream()))
        .map(it -> Model.JSON.valueToTree(it).propertyNames())
        .allSatisfy(names ->
            assertThat(names)
                .hasSize(2)
                .contains("name")
                .containsAnyElementsOf(RESTRICTED_VOLUMES));
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void noPodGetsATokenOfTheCluster(Rendering rendering) {
    assertThat(rendering.pods()).allMatch(it -> !it.getAutomountServiceAccountToken());
    assertThat(rendering.all(ServiceAccount.class))
        .allMatch(it -> !it.getAutomountServiceAccountToken());
  }

  /** A Service named "joinall" would set JOINALL_PORT, one named "server" SERVER_PORT. */
  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void otherServicesSetNoVariables(Rendering rendering) {
    assertThat(rendering.pods()).extracting(PodSpec::getEnableServiceLinks).containsOnly(false);
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void memoryIsBoundedAndCpuIsNot(Rendering rendering) {
    assertThat(rendering.pods().flatMap(it -> it.getContainers().stream()))
        .allSatisfy(it -> {
          assertThat(it.getResources().getLimits()).containsOnlyKeys("memory");
          assertThat(it.getResources().getRequests()).containsKeys("cpu", "memory");
          assertThat(it.getResources().getRequests().get("memory"))
              .isEqualTo(it.getResources().getLimits().get("memory"));
        });
  }

  @Test
  void aClosedNetworkLetsInTheTestAndWhoIsNamed() {
    NetworkPolicy open =
        Renderings.with("networkPolicy: { enabled: true }").find(NetworkPolicy.class).orElseThrow();
    NetworkPolicy closed = Renderings.EVERYTHING.find(NetworkPolicy.class).orElseThrow();

    assertThat(open.getSpec().getPolicyTypes()).containsExactly("Ingress");
    assertThat(open.getSpec().getIngress()).hasSize(2);
    assertThat(closed.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(closed.getSpec().getIngress()).hasSize(3).allMatch(it -> !it.getFrom().isEmpty());
    assertThat(closed.getSpec().getEgress().getFirst().getPorts())
        .extracting(it -> it.getPort().getIntVal())
        .containsOnly(53);
  }

  @Test
  void aUserOfOpenShiftIsChosenByOpenShift() {
    var context =
        Renderings.with("podSecurityContext: { runAsUser: null, runAsGroup: null }")
            .server()
            .getSecurityContext();

    assertThat(context.getRunAsUser()).isNull();
    assertThat(context.getRunAsNonRoot()).isTrue();
  }

  @Test
  void healthAndMetricsAreAServiceOfTheirOwn() {
    assertThat(Renderings.DEFAULT.all(Service.class))
        .extracting(it -> it.getSpec().getPorts().stream().map(p -> p.getName()).toList())
        .containsExactlyInAnyOrder(List.of("http"), List.of("management"));
  }
}
