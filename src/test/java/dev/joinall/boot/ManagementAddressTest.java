package dev.joinall.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** Who reaches the management port. */
class ManagementAddressTest {
  private static final String ADDRESS = "management.server.address";

  private static MockEnvironment settings(boolean isContainer, String... namesAndValues) {
    var spring = new MockEnvironment();
    spring.setProperty("server.port", "8080");
    spring.setProperty("management.server.port", "8081");
    spring.setProperty("management.endpoint.health.show-details", "always");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      spring.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    ManagementAddress.complete(spring, isContainer);
    return spring;
  }

  @Test
  void outsideAContainerItIsThisMachineUnlessASettingSaysMore() {
    assertThat(settings(false).getProperty(ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(settings(false, ADDRESS, "10.0.0.7").getProperty(ADDRESS)).isEqualTo("10.0.0.7");
    assertThat(settings(true).getProperty(ADDRESS)).isNull();
  }

  @Test
  void aPortThatClientsSeeShowsNoDetails() {
    String details = "management.endpoint.health.show-details";
    assertThat(settings(false).getProperty(details)).isEqualTo("always");
    MockEnvironment shared = settings(false, "management.server.port", "8080");
    assertThat(shared.getProperty(details)).isEqualTo("never");
    assertThat(shared.getProperty(ADDRESS)).isNull();
  }

  @Test
  void kubernetesAndPodmanAreContainers() {
    assertThat(ManagementAddress.isContainer(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1")))
        .isTrue();
    assertThat(ManagementAddress.isContainer(Map.of("container", "podman"))).isTrue();
  }
}
