package dev.joinall.backend;

import dev.joinall.config.Authority;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** The span attributes of the called server (OpenTelemetry's semantic conventions). */
public final class PeerAttributes {
  private static final String ADDRESS = "server.address";
  private static final String PORT = "server.port";

  private PeerAttributes() {}

  /**
   * The host and the port; empty if the address has several hosts or uses an SRV record.
   *
   * @param defaultPort the default port
   */
  public static Map<String, Object> of(URI address, int defaultPort) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    boolean isList = String.valueOf(address.getScheme()).endsWith("+srv");
    Authority.of(address)
        .filter(it -> !isList)
        .ifPresent(it -> {
          attributes.put(ADDRESS, it.host().replaceAll("[\\[\\]]", ""));
          attributes.put(PORT, (long) (it.port() < 0 ? defaultPort : it.port()));
        });
    return attributes;
  }
}
