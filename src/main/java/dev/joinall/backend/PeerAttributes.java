package dev.joinall.backend;

import dev.joinall.config.Authority;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a span says of the server that is called (OpenTelemetry's semantic conventions). */
public final class PeerAttributes {
  private static final String ADDRESS = "server.address";
  private static final String PORT = "server.port";

  private PeerAttributes() {}

  /**
   * Its host and port. Nothing if the address names several hosts, or a name that lists them.
   *
   * @param usual the port, if the address has none
   */
  public static Map<String, Object> of(URI address, int usual) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    boolean isList = String.valueOf(address.getScheme()).endsWith("+srv");
    Authority.of(address)
        .filter(it -> !isList)
        .ifPresent(it -> {
          attributes.put(ADDRESS, it.host().replaceAll("[\\[\\]]", ""));
          attributes.put(PORT, (long) (it.port() < 0 ? usual : it.port()));
        });
    return attributes;
  }
}
