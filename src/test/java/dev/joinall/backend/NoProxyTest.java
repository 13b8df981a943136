package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.config.ConfigException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NO_PROXY as curl reads it. */
class NoProxyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*|any.example:80",
        "example.com|example.com:80",
        "example.com|a.example.com:80",
        ".example.com|a.b.example.com:80",
        ".example.com|example.com:80",
        "Example.COM.|a.EXAMPLE.com:80",
        "example.com|example.com.:80",
        "a, b c|c:80",
        "example.com:8080|a.example.com:8080",
        "10.1.2.3|10.1.2.3:80",
        "10.0.0.0/8|10.1.2.3:80",
        "10.1.2.0/23|10.1.3.9:80",
        "10.0.0.0/8:81|10.1.2.3:81",
        "::1|[::1]:80",
        "[::1]|[::1]:80",
        "[::1]:81|[::1]:81",
        "fd00::/8|[fd12::1]:80",
        "0.0.0.0/0|1.2.3.4:80"
      })
  void matchesAHost(String written, String host) {
    assertThat(has(written, host)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|example.com:80",
        "example.com|notexample.com:80",
        "a.example.com|example.com:80",
        "example.com:8080|example.com:80",
        "10.0.0.0/8|11.1.2.3:80",
        "10.0.0.0/33|10.1.2.3:80",
        "10.0.0.0/x|10.1.2.3:80",
        "10.0.0.0/8|10.example.com:80",
        "1.2.3.4|5.1.2.3.4.example:80",
        "::1|[::2]:80",
        "fd00::/8|10.0.0.1:80",
        ".|example.com:80"
      })
  void doesNotMatchOtherHosts(String written, String host) {
    assertThat(has(written, host)).isFalse();
  }

  private static boolean has(String written, String host) {
    int colon = host.lastIndexOf(':');
    return NoProxy.of(written)
        .has(host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://proxy:1080",
        "https://proxy:443",
        "http://",
        "http://u:secret@:1",
        "http://p:70000",
        "http://proxy:1/secret",
        "http://proxy:1?secret"
      })
  void aProxyThatCanNotBeIsRefusedWithoutItsPassword(String written) {
    assertThatThrownBy(() -> ProxyVariables.of(Map.of("http_proxy", written)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("The variable HTTP_PROXY can't be used: ")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({"proxy, proxy:80", "proxy:3128, proxy:3128", "http://[::1]:3128/, [::1]:3128"})
  void aSchemeMayBeMissing(String written, String proxy) {
    assertThat(ProxyServer.of(written)).hasToString(proxy);
  }
}
