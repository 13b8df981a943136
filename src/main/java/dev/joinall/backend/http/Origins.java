package dev.joinall.backend.http;

import dev.joinall.backend.balance.Origin;
import dev.joinall.config.Authority;
import dev.joinall.config.BackendConfig;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Where the servers of an HTTP API are. */
final class Origins {
  private Origins() {}

  static boolean isSecure(BackendConfig backend) {
    return "https".equals(backend.address().getScheme());
  }

  static List<Origin> of(BackendConfig backend) {
    return backend.addresses().stream().map(Origins::of).toList();
  }

  /** The port is written in {@code Host} unless it is the usual one (RFC 9110, 4.2.3). */
  private static Origin of(URI address) {
    Authority authority = Authority.required(address);
    int usual = "https".equals(address.getScheme()) ? 443 : 80;
    int port = authority.port() >= 0 ? authority.port() : usual;
    String host = authority.host().toLowerCase(Locale.ROOT);
    return new Origin(host, port, port == usual ? host : host + ":" + port);
  }
}
