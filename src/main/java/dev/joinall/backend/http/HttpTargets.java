package dev.joinall.backend.http;

import dev.joinall.backend.Hub;
import dev.joinall.backend.http.client.Target;
import dev.joinall.config.Authority;
import dev.joinall.config.BackendConfig;
import java.net.URI;
import java.util.Optional;

/** Where the connections of an API go. */
final class HttpTargets {
  private static final String SECURE = "https";

  private HttpTargets() {}

  static boolean isSecure(URI address) {
    return SECURE.equals(address.getScheme());
  }

  /** Reads the files of its certificates, because an event loop must not. */
  static Target of(BackendConfig config, URI address, Hub hub) {
    boolean secure = isSecure(address);
    Authority authority = Authority.required(address);
    int port = authority.port() >= 0 ? authority.port() : secure ? 443 : 80;
    var own = (HttpOptions) config.options();
    return new Target(
        authority.host(),
        port,
        secure ? Optional.of(hub.tls(config, authority.host())) : Optional.empty(),
        () -> own.proxy().or(() -> hub.proxies().of(secure, authority.host(), port)));
  }
}
