package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a server reads of a request. */
class RequestHeadTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final InetAddress LOOPBACK_6 = loopback6();

  private static InetAddress loopback6() {
    byte[] address = new byte[16];
    address[15] = 1;
    try {
      return InetAddress.getByAddress(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theHostOfAnIpv6AddressHasItsBracketsOnce() throws Exception {
    try (var server = new ServerSocket(0, 1, LOOPBACK_6)) {
      String host = "[::1]:" + server.getLocalPort();
      assertThat(head(server, "http://" + host, "", "get: /a")).contains("host: " + host);
    }
  }

  @Test
  void aHeaderOfTheBackendTakesThePlaceOfOurs() throws Exception {
    List<String> head =
        head(
            "headers: { traceparent: 00-1-2-01, X-Left: one, User-Agent: x, X-Key: \"caf\u00e9\" },"
                + " deadline-header: x-left",
            "get: /a");
    assertThat(head)
        .contains("traceparent: 00-1-2-01", "User-Agent: x", "X-Key: caf\u00e9")
        .filteredOn(it -> it.toLowerCase(Locale.ROOT).startsWith("x-left:"))
        .singleElement()
        .asString()
        .isNotEqualTo("X-Left: one");
    assertThat(head).noneMatch(it -> it.startsWith("user-agent:"));
  }

  @Test
  void aHeaderOfTheCallTakesThePlaceOfTheBackends() throws Exception {
    assertThat(head("headers: { X-Key: one, Accept: a/b }", "get: /a, headers: { x-key: two }"))
        .contains("x-key: two", "Accept: a/b")
        .noneMatch(it -> it.equals("X-Key: one"));
  }

  @Test
  void thePathOfAnAddressIsEncoded() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/\u65e5\u00e9";
      assertThat(head(server, url, "", "get: /a").getFirst())
          .isEqualTo("GET /%E6%97%A5%C3%A9/a HTTP/1.1");
    }
  }

  @Test
  void lengthsAreDeclared() throws Exception {
    assertThat(head("", "post: /a")).contains("content-length: 0");
    assertThat(head("", "post: /a, body: { a: 1 }"))
        .contains("content-length: 7", "content-type: application/json");
    assertThat(head("", "get: /a")).noneMatch(it -> it.startsWith("content-length"));
    assertThat(head("", "delete: /a")).noneMatch(it -> it.startsWith("content-length"));
  }

  private static List<String> head(String backend, String call) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return head(server, "http://127.0.0.1:" + server.getLocalPort(), backend, call);
    }
  }

  private static List<String> head(ServerSocket server, String url, String more, String call)
      throws Exception {
    var read = CompletableFuture.supplyAsync(() -> serve(server), Thread::startVirtualThread);
    String config = "{kind: http, url: \"%s\", timeout: 5s, %s}".formatted(url, more);
    try (var hub = new Hub(Transport.best());
        var api = new StepFixture(config.replace(", }", "}"), hub, new HttpKind()::open)) {
      assertThat(api.step(call).run(api.scope(Json.NULL)).blockOptional(SOON)).isPresent();
    }
    return List.of(read.get().split("\r\n"));
  }

  private static String serve(ServerSocket server) {
    try (Socket client = server.accept()) {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) client.getInputStream().read());
      }
      client
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1".getBytes(ISO_8859_1));
      client.getOutputStream().flush();
      return head.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
