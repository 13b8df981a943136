package dev.joinall.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * The default address of the management port. In a container the port is open to every address,
 * because probes come from outside and the container's network limits access. Elsewhere it is open
 * only to this machine.
 */
final class ManagementAddress {
  private static final String ADDRESS = "management.server.address";
  private static final String PORT = "management.server.port";
  private static final String DETAILS = "management.endpoint.health.show-details";

  private ManagementAddress() {}

  /** Whether this process runs in a container of Docker, Podman, containerd or Kubernetes. */
  static boolean isContainer(Map<String, String> environment) {
    return environment.containsKey("KUBERNETES_SERVICE_HOST")
        || environment.containsKey("container")
        || Stream.of("/.dockerenv", "/run/.containerenv").map(Path::of).anyMatch(Files::exists);
  }

  /** Adds the missing settings. */
  static void complete(ConfigurableEnvironment spring, boolean isContainer) {
    if (!isContainer && !spring.containsProperty(ADDRESS) && !isShared(spring)) {
      Map<String, Object> added = new HashMap<>();
      added.put(ADDRESS, "127.0.0.1");
      spring.getPropertySources().addLast(new MapPropertySource("managementAddress", added));
    }
    if (isShared(spring)) {
      // On a shared port every client would see the names of the backends and of the file.
      spring
          .getPropertySources()
          .addFirst(new MapPropertySource("managementDetails", Map.of(DETAILS, "never")));
    }
  }

  /** Whether the routes and the management endpoints share a port. */
  private static boolean isShared(Environment spring) {
    String port = spring.getProperty(PORT, "");
    return port.isEmpty() || (!port.equals("0") && port.equals(spring.getProperty("server.port")));
  }
}
