package dev.joinall.backend.http;

import dev.joinall.backend.Hub;
import dev.joinall.backend.http.client.Target;
import dev.joinall.config.Authority;
import dev.joinall.config.BackendConfig;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The targets of the connections to an API. */
final class HttpTargets {
  private static final String SECURE = "https";

  private HttpTargets() {}

  static boolean isSecure(URI address) {
    return SECURE.equals(address.getScheme());
  }

  /**
   * One target for each address, without duplicate servers. Reads the files of certificates,
   * because an event loop must not.
   */
  static List<Target> of(BackendConfig config, Hub hub) {
    Map<String, Target> targets = new LinkedHashMap<>();
    for (URI address : config.addresses()) {
      Target target = of(config, address, hub);
      targets.putIfAbsent(target.authority(), target);
    }
    return List.copyOf(targets.values());
  }

  private static Target of(BackendConfig config, URI address, Hub hub) {
    boolean secure = isSecure(address);
    Authority authority = Authority.required(address);
    int port = authority.port() >= 0 ? authority.port() : secure ? 443 : 80;
    var own = (HttpOptions) config.options();
    String host = authority.host().toLowerCase(Locale.ROOT);
    return new Target(
        host,
        port,
        secure ? Optional.of(hub.tls(config, host)) : Optional.empty(),
        () -> own.proxy().or(() -> hub.proxies().of(secure, host, port)));
  }
}
