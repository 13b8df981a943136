package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.ProxyVariables;
import dev.joinall.backend.Transport;
import dev.joinall.testing.ForwardProxy;
import dev.joinall.testing.Ports;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.TestAuthority;
import dev.joinall.testing.TlsFront;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/** Calls by way of a proxy, over each version of HTTP, in clear and with TLS. */
class ForwardProxyTest {
  private static final String LOGIN = "ann:s%40cret";
  private static final TestAuthority CA = new TestAuthority("ca");

  @TempDir private static Path folder;
  private static Hub hub;
  private static DisposableServer http1;
  private static DisposableServer http2;
  private static TlsFront tls1;
  private static TlsFront tls2;
  private ForwardProxy proxy;

  /** How the API is reached. */
  enum Way {
    HTTP1,
    HTTP1_TLS,
    HTTP2,
    HTTP2_TLS;

    int port() {
      return switch (this) {
        case HTTP1 -> http1.port();
        case HTTP1_TLS -> tls1.port();
        case HTTP2 -> http2.port();
        case HTTP2_TLS -> tls2.port();
      };
    }

    boolean secure() {
      return this == HTTP1_TLS || this == HTTP2_TLS;
    }

    boolean isHttp2() {
      return this == HTTP2 || this == HTTP2_TLS;
    }

    /** The proxy alone knows this host. */
    String address() {
      return "api.example:" + port();
    }

    String asked() {
      return this == HTTP1 ? "GET http://" + address() + "/echo" : "CONNECT " + address();
    }
  }

  @BeforeAll
  static void open() {
    hub = new Hub(Transport.best());
    http1 = server(HttpProtocol.HTTP11);
    http2 = server(HttpProtocol.H2C);
    TestAuthority.Issued own = CA.issue("api", "api.example");
    tls1 = TlsFront.start("http://127.0.0.1:" + http1.port(), own, null, "");
    tls2 = TlsFront.start("http://127.0.0.1:" + http2.port(), own, null, "h2");
    CA.write(folder.resolve("ca.pem"));
  }

  private static DisposableServer server(HttpProtocol protocol) {
    return HttpServer.create()
        .host("127.0.0.1")
        .protocol(protocol)
        .handle((request, response) -> response.sendString(Mono.just(echo(request))))
        .bindNow();
  }

  private static String echo(HttpServerRequest request) {
    return "[\"%s\",\"%s\",%s]"
        .formatted(
            request.version(),
            request.requestHeaders().get("host"),
            request.requestHeaders().contains("proxy-authorization"));
  }

  @AfterAll
  static void close() {
    tls1.close();
    tls2.close();
    http1.disposeNow();
    http2.disposeNow();
    hub.close();
  }

  @BeforeEach
  void start() {
    proxy = ForwardProxy.start("ann:s@cret");
  }

  @AfterEach
  void stop() {
    proxy.close();
    hub.proxies(ProxyVariables.NONE);
  }

  private static StepFixture backend(Way way, String more) {
    return new StepFixture(
        "{kind: http, url: \"%s://%s\", http2: %s, timeout: 9s, pool: {acquire-timeout: 9s}%s%s}"
            .formatted(
                way.secure() ? "https" : "http",
                way.address(),
                way.isHttp2(),
                way.secure() ? ", tls: {ca: \"" + folder.resolve("ca.pem") + "\"}" : "",
                more),
        hub,
        new HttpKind()::open);
  }

  private String by(String login) {
    return ", proxy: \"http://" + login + "@127.0.0.1:" + proxy.port() + "\"";
  }

  private static void assertAnswer(Way way, StepFixture backend) {
    assertThat(backend.run("get: /echo").orElseThrow())
        .hasToString(
            "[\"%s\",\"%s\",false]"
                .formatted(way.isHttp2() ? "HTTP/2.0" : "HTTP/1.1", way.address()));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theProxyIsAskedAndTheApiAnswers(Way way) {
    try (var backend = backend(way, by(LOGIN))) {
      assertAnswer(way, backend);
      assertAnswer(way, backend);
      assertThat(proxy.asked()).startsWith(way.asked());
    }
  }

  @Test
  void aBodyGoesBehindTheHead() {
    try (var backend = backend(Way.HTTP1, by(LOGIN))) {
      assertThat(backend.run("post: /echo, body: {a: 1}")).isPresent();
      assertThat(backend.run("post: /echo, body: {a: 2}")).isPresent();
      assertThat(backend.run("get: /echo")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aWrongPasswordIsNoAnswerOfTheApi(Way way) {
    try (var backend = backend(way, by("ann:wrong"))) {
      Fault fault = fault(backend);
      assertThat(fault.type()).isEqualTo(Fault.Type.STATUS);
      assertThat(fault.nature()).isEqualTo(Fault.Nature.PERMANENT);
      assertThat(fault.detail()).startsWith("the proxy answered 407: ");
      assertThat(fault.reply()).isEmpty();
    }
  }

  private static Fault fault(StepFixture backend) {
    return Fault.of(catchThrowable(() -> backend.run("post: /echo, body: {a: 1}")));
  }

  @ParameterizedTest
  @EnumSource(value = Way.class, names = "HTTP1", mode = EnumSource.Mode.EXCLUDE)
  void aProxyThatFindsNoServerIsNoAnswerOfTheApi(Way way) {
    proxy.refuse("502 Bad Gateway");
    try (var backend = backend(way, by(LOGIN))) {
      assertThat(fault(backend))
          .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "the proxy answered 502"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "502 Bad Gateway|STATUS|HTTP 502, from the API or from the proxy",
        "503 No\\r\\nX-Squid-Error: ERR_DNS_FAIL 0|UNKNOWN|the proxy answered 503",
        "502 No\\r\\nProxy-Status: it; error=dns_error|UNKNOWN|the proxy answered 502",
        "403 No\\r\\nX-Squid-Error: ERR_ACCESS_DENIED 0|STATUS|the proxy answered 403",
      })
  void inClearTheProxyIsNamedAsFarAsItSaysSo(String answer, Fault.Type type, String detail) {
    proxy.refuse(answer.replace("\\r\\n", "\r\n"));
    try (var backend = backend(Way.HTTP1, by(LOGIN))) {
      Fault fault = fault(backend);
      assertThat(fault.type()).isEqualTo(type);
      assertThat(fault.detail()).isEqualTo(detail);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aProxyThatIsNotThereIsNamed(Way way) {
    String gone = ", proxy: \"http://127.0.0.1:" + Ports.free() + "\"";
    try (var backend = backend(way, gone)) {
      assertThat(fault(backend))
          .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "no connection to the proxy could be made"));
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void anUnknownProxyIsNamed(Way way) {
    try (var backend = backend(way, ", proxy: \"http://nowhere.invalid:1\"")) {
      assertThat(fault(backend))
          .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "the host name of the proxy is not known"));
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theEnvironmentNamesAProxyToo(Way way) {
    String url = "http://" + LOGIN + "@127.0.0.1:" + proxy.port();
    try (var backend = backend(way, "")) {
      // After the backend was opened, as at the start of the server.
      hub.proxies(ProxyVariables.of(Map.of(way.secure() ? "https_proxy" : "HTTP_PROXY", url)));
      assertAnswer(way, backend);
      assertThat(proxy.asked()).isNotEmpty();
    }
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("HTTPS_PROXY", ""),
        Arguments.of("HTTP_PROXY", "other.example, .localhost"),
        Arguments.of("HTTP_PROXY", "127.0.0.0/8"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void theEnvironmentLeavesHostsOut(String variable, String none) {
    String url = "http://127.0.0.1:" + Ports.free();
    hub.proxies(ProxyVariables.of(Map.of(variable, url, "no_proxy", none)));
    String address = "http://" + (none.startsWith("127") ? "127.0.0.1" : "localhost");
    try (var backend =
        new StepFixture(
            "{kind: http, url: \"%s:%d\", timeout: 9s}".formatted(address, http1.port()),
            hub,
            new HttpKind()::open)) {
      assertThat(backend.run("get: /echo")).isPresent();
    }
  }

  @Test
  void aPasswordIsNotShown() {
    assertThat(dev.joinall.backend.ProxyServer.of("http://ann:secret@proxy:3128"))
        .hasToString("proxy:3128");
  }
}
