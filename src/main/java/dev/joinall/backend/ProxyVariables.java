package dev.joinall.backend;

import dev.joinall.config.ConfigException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies from the variables {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, with
 * the rules of curl. Names in lower case take precedence. Immutable and thread-safe.
 *
 * @param http for addresses without TLS
 * @param https for addresses with TLS
 * @param none the hosts that are reached without a proxy
 */
public record ProxyVariables(
    Optional<ProxyServer> http, Optional<ProxyServer> https, NoProxy none) {
  public static final ProxyVariables NONE =
      new ProxyVariables(Optional.empty(), Optional.empty(), NoProxy.of(""));

  /**
   * Reads the variables.
   *
   * @throws ConfigException if a value can't be used; the message does not repeat it
   */
  public static ProxyVariables of(Map<String, String> environment) {
    return new ProxyVariables(
        proxy(environment, "HTTP_PROXY"),
        proxy(environment, "HTTPS_PROXY"),
        NoProxy.of(value(environment, "NO_PROXY").orElse("")));
  }

  private static Optional<ProxyServer> proxy(Map<String, String> environment, String name) {
    return value(environment, name)
        .map(text -> {
          try {
            return ProxyServer.of(text);
          } catch (IllegalArgumentException e) {
            throw new ConfigException(
                "The variable %s can't be used: %s.\n  hint: for example http://proxy.example.com:3128"
                    .formatted(name, e.getMessage()),
                e);
          }
        });
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT)))
        .or(() -> Optional.ofNullable(environment.get(name)))
        .map(String::strip)
        .filter(it -> !it.isEmpty());
  }

  /**
   * The proxy for a host; empty if there is none.
   *
   * @param secure whether the address uses TLS
   */
  public Optional<ProxyServer> of(boolean secure, String host, int port) {
    return (secure ? https : http).filter(it -> !none.has(host, port));
  }
}
